import type { Block, Section } from "../content.ts";
import type { DocumentFacts } from "../facts.ts";
import { count, figure, moment, percent, plain } from "../words.ts";
import { attributeWords } from "./attribute-words.ts";

const MOST_COLUMNS = 200;

/** What it learned from: origin, size, gaps, and what was checked. */
export function data({ dataset, version: { lineage }, training: { spec } }: DocumentFacts): Section {
  const blocks: Block[] = [];
  if (dataset) {
    blocks.push({
      kind: "facts",
      facts: [
        ["Data set", `${dataset.name} (${dataset.id})`],
        ["Read", moment(dataset.createdAt)],
        ["SHA-256", lineage.datasetSha256 ?? "–"],
        ["Rows", `${count(dataset.rowCount)}, ${count(dataset.duplicateRowCount)} of them repeated`],
        ["Training, validation, test rows", `${count(lineage.trainRows)}, ${count(lineage.validationRows)}, ${count(lineage.testRows)}`],
        ["Split", spec.split ? `${plain(spec.split.method)}, seed ${spec.split.seed}` : "–"],
        [
          "Protected columns",
          dataset.protectedAttributes.length > 0 ? dataset.protectedAttributes.map(attributeWords).join("; ") : "none are declared",
        ],
        ...(spec.protectedFeatures && spec.protectedFeatures.length > 0
          ? [["Read all the same", `${spec.protectedFeatures.join(", ")}: ${spec.protectedReason ?? "no reason was given"}`] as const]
          : []),
        ["Expectations", dataset.expectations > 0 ? `${count(dataset.expectations)} are attached` : "none are attached"],
        [
          "Last check",
          dataset.quality
            ? `${dataset.quality.passed ? "passed" : `${count(dataset.quality.nFailed)} failed`}, ${moment(dataset.quality.checkedAt)}`
            : "never checked",
        ],
      ],
    });
    blocks.push({
      kind: "table",
      title: "Columns",
      columns: ["Column", "Type", "Missing", "Different values", "Lowest", "Mean", "Highest", "Noted"],
      numeric: [false, false, true, true, true, true, true, false],
      rows: dataset.columns
        .slice(0, MOST_COLUMNS)
        .map((column) => [
          column.name,
          column.type.toLowerCase(),
          dataset.rowCount ? percent(column.missingCount / dataset.rowCount) : count(column.missingCount),
          count(column.distinctCount),
          figure(column.min),
          figure(column.mean),
          figure(column.max),
          column.hints.join("; "),
        ]),
    });
    if (dataset.columns.length > MOST_COLUMNS)
      blocks.push({ kind: "text", text: `The first ${MOST_COLUMNS} of ${count(dataset.columns.length)} columns are listed.` });
  } else {
    blocks.push({ kind: "note", text: "The version was not trained on a stored data set, or that data set is gone." });
  }
  return {
    id: "data",
    title: "Data",
    answers: { sr262: ["DATA", "DEVELOPMENT"], ss123: ["3"], annexIv: ["2"] },
    blocks,
  };
}
