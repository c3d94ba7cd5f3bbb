import type { SubmitKriImportInput } from "@/generated/graphql.ts";
import { formReader } from "../../../lib/form-reader.ts";
import { numericColumns, type SeriesDataset, timeColumns } from "../series-draft.ts";
import type { FormReading } from "../use-submit-run.ts";

export interface IndicatorImportDraft {
  timeColumn: string;
  valueColumn: string;
  /** Whether all rows are values of one indicator, or a column names the indicator of each. */
  rowsOf: "ONE" | "NAMED";
  kriId: string;
  nameColumn: string;
}

/** Proposed from the columns: one of texts names the indicators. @param kriId asked for already, else empty. */
export function newIndicatorImport(dataset: Pick<SeriesDataset, "columns">, kriId: string): IndicatorImportDraft {
  const numeric = numericColumns(dataset);
  const texts = dataset.columns.filter(({ type }) => type === "STRING");
  const name = (texts.find((column) => /indicator|kri|name/i.test(column.name)) ?? texts[0])?.name ?? "";
  return {
    timeColumn: timeColumns(dataset)[0]?.name ?? "",
    valueColumn: (numeric.find((column) => /value|amount|level/i.test(column.name)) ?? numeric[0])?.name ?? "",
    rowsOf: kriId || !name ? "ONE" : "NAMED",
    kriId,
    nameColumn: name,
  };
}

export function readIndicatorImport(draft: IndicatorImportDraft, datasetId: string): FormReading<SubmitKriImportInput> {
  const read = formReader();
  const input: SubmitKriImportInput = {
    datasetId,
    timeColumn: read.text("timeColumn", draft.timeColumn, true) ?? "",
    valueColumn: read.text("valueColumn", draft.valueColumn, true) ?? "",
    ...(draft.rowsOf === "ONE"
      ? { kriId: read.text("kriId", draft.kriId, true) }
      : { nameColumn: read.text("nameColumn", draft.nameColumn, true) }),
  };
  return { input, problems: read.problems };
}
