import type { Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { count, percent } from "../words.ts";

/** How it is used, watched and overruled. */
export function operation({ version: { signature, aliases }, decisions, trust }: DocumentFacts): Section {
  const share = decisions.recorded > 0 ? ` (${percent(decisions.overridden / decisions.recorded)})` : "";
  return {
    id: "operation",
    title: "Use, oversight and monitoring",
    answers: { sr262: ["MONITORING", "DEVELOPMENT"], ss123: ["3", "5"], annexIv: ["3", "9"] },
    blocks: [
      {
        kind: "facts",
        facts: [
          ["Serves as", aliases.length > 0 ? aliases.join(", ") : "nothing: no alias names it"],
          [
            "Decides",
            signature?.positiveLabel
              ? `outcome ${signature.positiveLabel} at a probability of ${percent(signature.threshold)} or more`
              : "answers without a threshold",
          ],
          ["Decisions stored", count(decisions.recorded)],
          ["Overridden by a person", `${count(decisions.overridden)}${share}`],
          ["Strange input", trust?.report.novelty ? "flagged on every score" : "not measured"],
        ],
      },
      {
        kind: "list",
        items: [
          "A score that is asked for with its subject is stored as a decision: input and its hash, version, answer, reasons and who asked. It cannot be changed afterwards; a score without a subject is not stored.",
          "A person may override a stored decision with a reason; both stand in the audit log.",
          "An alias can be pointed back at the version before in one step (rollback).",
        ],
      },
    ],
  };
}
