import type { ModelDocument } from "./content.ts";
import type { DocumentFacts } from "./facts.ts";
import { SECTIONS } from "./sections/index.ts";
import { rulesAnswered } from "./sections/rules.ts";

/** The document of a version, from facts of the registry alone: nothing in it is typed by hand. */
export function modelDocument(facts: DocumentFacts): ModelDocument {
  const sections = SECTIONS.map((section) => {
    const made = section(facts);
    // A table without rows says so, instead of leaving the reader to wonder.
    const blocks = made.blocks.map((block) =>
      block.kind === "table" && block.rows.length === 0 ? { kind: "text" as const, text: `${block.title}: none.` } : block,
    );
    return { ...made, blocks };
  });
  return {
    title: `${facts.model.name}, version ${facts.version.number}`,
    subtitle: `Model document of ${facts.workspace}`,
    madeAt: facts.madeAt,
    sections: [...sections, rulesAnswered(sections)],
  };
}
