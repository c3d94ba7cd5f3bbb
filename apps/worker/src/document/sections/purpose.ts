import type { Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { count, day, moment, plain } from "../words.ts";

/** What the model is for, who answers for it, and how much hangs on it. */
export function purpose({ model, version, workspace, otherVersions }: DocumentFacts): Section {
  const { inventory } = model;
  return {
    id: "purpose",
    title: "Purpose, ownership and materiality",
    answers: { sr262: ["INVENTORY"], ss123: ["1"], annexIv: ["1"] },
    blocks: [
      {
        kind: "facts",
        facts: [
          ["Model", `${model.name} (${plain(model.kind)}), version ${version.number}`],
          ["Version id", version.id],
          ["Status", plain(version.status)],
          ["In use as", version.aliases.length > 0 ? version.aliases.join(", ") : "not in use"],
          ["Workspace", workspace],
          ["Developed", `${moment(version.createdAt)} by ${version.developer ?? "a former member"}`],
          ["First version", day(model.createdAt)],
        ],
      },
      inventory
        ? {
            kind: "facts",
            facts: [
              ["Owner", inventory.owner],
              ["Purpose", inventory.purpose],
              ["Intended use", inventory.intendedUse],
              ["Exposure", `${count(inventory.exposure.amount)} ${inventory.exposure.currency}`],
              ["Tier", `${inventory.tier} (1 is the most material)`],
              ["Regulatory class", plain(inventory.regulatoryClass)],
            ],
          }
        : { kind: "note", text: "The inventory does not say yet who owns this model, what it is for, and how much money depends on it." },
      {
        kind: "table",
        title: "Versions of the model",
        columns: ["Version", "Status", "Registered", "Architecture"],
        rows: otherVersions.map((other) => [`v${other.number}`, plain(other.status), moment(other.createdAt), other.architecture]),
      },
    ],
  };
}
