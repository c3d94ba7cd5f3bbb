import { cellText, type FittedPipeline, getColumn, referenceTable, type Table } from "@plimsoll/features";
import type { ExplainedFeature } from "./features.ts";
import type { ReasonValues } from "./reason-mapping.ts";

const LONGEST = 48;

/** Reads a feature of a row, and its reference: the median or most frequent value of each column over the training rows. */
export function reasonValues(pipeline: FittedPipeline): (table: Table, row: number, feature: ExplainedFeature) => ReasonValues {
  const reference = referenceTable(pipeline);
  const read = (from: Table, row: number, { columns }: ExplainedFeature): string =>
    columns.map((name) => shown(cellText(getColumn(from, name), row))).join(", ");
  return (table, row, feature) => ({ value: read(table, row, feature), reference: read(reference, 0, feature) });
}

function shown(text: string | null): string {
  if (text === null) return "missing";
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
}
