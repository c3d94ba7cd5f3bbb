/** Market, portfolio, operational and credit-portfolio risk, one line a file that adds fields. */
import "./catalog.ts";
import "./portfolio-result.ts";
import "./submit-portfolio.ts";
