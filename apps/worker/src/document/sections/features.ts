import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { count, settingWords } from "../words.ts";

const MOST_STEPS = 120;

/** How raw columns become what the network reads. */
export function features({ version: { pipeline, signature, lineage } }: DocumentFacts): Section {
  const blocks: Block[] = [];
  if (lineage.featureSetVersionId) blocks.push({ kind: "text", text: `Made with feature set version ${lineage.featureSetVersionId}.` });
  if (pipeline) {
    blocks.push({
      kind: "text",
      text: `${count(pipeline.features.length)} features${pipeline.nSteps > 1 ? ` at each of ${count(pipeline.nSteps)} time steps` : ""}, fitted on the training rows alone.`,
    });
    for (const row of pipeline.rows) {
      blocks.push({ kind: "text", text: `Rows: ${row.type} left ${count(row.rowsOut)} of ${count(row.rowsIn)} rows.` });
    }
    blocks.push({
      kind: "table",
      title: "Steps",
      columns: ["Step", "From", "Columns", "Parameters", "Gives"],
      rows: pipeline.steps
        .slice(0, MOST_STEPS)
        .map((step) => [
          step.type,
          step.origin === "USER" ? "the developer" : "the default",
          some(step.columns),
          settingWords(step.params),
          some(step.outputs),
        ]),
    });
  } else {
    blocks.push({ kind: "note", text: "The registry holds no feature pipeline of this version." });
  }
  if (signature) {
    blocks.push({
      kind: "table",
      title: "What must be sent to be scored",
      columns: ["Column", "Type", "Reference", "Values or range"],
      rows: signature.columns.map((column) => [
        column.name,
        column.type.toLowerCase(),
        column.reference === null ? "–" : String(column.reference),
        column.levels.length > 0 ? some(column.levels) : column.min === null ? "–" : `${column.min} to ${column.max}`,
      ]),
    });
  }
  return {
    id: "features",
    title: "Features",
    answers: { sr262: ["DEVELOPMENT"], ss123: ["3"], annexIv: ["2"] },
    blocks,
  };
}

const some = (names: readonly string[]): string =>
  names.length > 8 ? `${names.slice(0, 8).join(", ")} and ${count(names.length - 8)} more` : names.join(", ");
