/** What makes a version usable by a lender, one line a file that adds fields. */
import "./report.ts";
import "./submit.ts";
