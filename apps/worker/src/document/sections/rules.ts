import type { Section } from "../content.ts";
import { coverage } from "../standards.ts";

/** Which section answers to which point of the rules, and which points lie outside the registry. */
export function rulesAnswered(sections: readonly Section[]): Section {
  return {
    id: "rules",
    title: "Where each rule is answered",
    answers: { sr262: [], ss123: [], annexIv: [] },
    blocks: [
      {
        kind: "table",
        title: "Points and sections",
        columns: ["Rule", "Point", "Sections"],
        rows: coverage(sections).map(({ rule, topic, sections: titles }) => [
          rule,
          topic,
          titles.length > 0 ? titles.join("; ") : "Not a fact of the registry: to be added by the provider.",
        ]),
      },
    ],
  };
}
