/** Market, portfolio, operational and credit-portfolio risk, one line a file that adds fields. */
import "./catalog.ts";
import "./portfolio-result.ts";
import "./submit-portfolio.ts";
import "./volatility.ts";
import "./var-backtest.ts";
import "./prediction.ts";
import "./market-forecast.ts";
import "./credit-portfolio.ts";
import "./loss-register.ts";
import "./loss-fit.ts";
import "./submit-loss-fit.ts";
import "./loss-simulation.ts";
import "./loss-scenarios.ts";
import "./kris.ts";
import "./standardised-approach.ts";
