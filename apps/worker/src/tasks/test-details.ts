import { getColumn } from "@plimsoll/features";
import { type JudgedRows, type Judging, reportDetails } from "@plimsoll/ml";
import type { ReportDetails, TrainingSpec } from "@plimsoll/schema";
import type { PreparedData } from "./prepare-data.ts";

/** What the report shows of the test rows of a task that is not BINARY; a forecast's rows with the time they were split by. */
export function testDetails(
  { split }: TrainingSpec,
  { table, test }: PreparedData,
  judging: Judging,
  judged: Pick<JudgedRows, "y" | "scores" | "loss">,
): ReportDetails | null {
  const column = judging.target.task === "FORECAST" && split.timeColumn ? getColumn(table, split.timeColumn) : null;
  if (!column || column.type === "STRING") return reportDetails(judging, judged, null);
  const axis = column.type === "DATE" || column.type === "TIMESTAMP" ? ("TIME" as const) : ("NUMBER" as const);
  const values = Float64Array.from(test.rows, (row) => Number(column.values[row]));
  return reportDetails(judging, judged, { axis, values });
}
