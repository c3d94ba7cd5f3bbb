import type { Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { count, moment, plain } from "../words.ts";

/** Under which rules it was approved, by whom, and what has happened to it since. */
export function approvals({ rules, events, auditHead, version: { signature } }: DocumentFacts): Section {
  const measure = signature && signature.task !== "BINARY" ? "the strongest baseline" : plain(rules.honestyBaseline);
  const inForce = rules.fourEyes && rules.members > 1;
  return {
    id: "approvals",
    title: "Approvals and changes",
    answers: { sr262: ["GOVERNANCE"], ss123: ["2", "4"], annexIv: ["5", "6"] },
    blocks: [
      {
        kind: "facts",
        facts: [
          [
            "Four eyes",
            inForce
              ? "in force: whoever developed a version does not approve it"
              : rules.fourEyes
                ? "at rest: the workspace has one member only"
                : "switched off",
          ],
          [
            "Honesty gate",
            rules.honestyGate ? `a champion's lower 95 % bound lies above 0 over ${measure}, or a waiver is signed` : "switched off",
          ],
          ["Inventory before promotion", rules.requireInventory ? "required" : "not required"],
          ["Findings that block", `open ones of severity ${plain(rules.blockingSeverity)} or above, and overdue ones`],
          ["Audit log", auditHead ? `${count(auditHead.position)} links, head ${auditHead.hash}` : "empty"],
        ],
      },
      {
        kind: "table",
        title: "What happened, oldest first",
        columns: ["When", "What", "Who", "Facts"],
        rows: events.map((event) => [
          moment(event.at),
          `${plain(event.type)}${event.alias ? ` (${event.alias})` : ""}`,
          event.actor ?? "–",
          factsOf(event.data),
        ]),
      },
    ],
  };
}

const factsOf = (data: Record<string, unknown>): string =>
  Object.entries(data)
    .filter(([, value]) => value !== null && typeof value !== "object" && value !== "")
    .map(([name, value]) => `${plain(name.replace(/[A-Z]/g, (letter) => `_${letter}`))}: ${String(value)}`)
    .join("; ");
