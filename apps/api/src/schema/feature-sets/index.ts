/** Feature sets: what they are, where they came from, and everything that can be done with one; one line a file that adds fields. */
import "./stage-kinds.ts";
import "./types.ts";
import "./queries.ts";
import "./lineage.ts";
import "./create.ts";
import "./preview.ts";
import "./build.ts";
import "./audit.ts";
import "./single-rows.ts";
