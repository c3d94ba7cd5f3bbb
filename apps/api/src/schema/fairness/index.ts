/** How groups of people are treated, one line a file that adds fields. */
import "./policies.ts";
import "./report.ts";
import "./submit.ts";
import "./alternatives.ts";
