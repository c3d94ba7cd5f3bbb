import { PointInTimeJoin, pointInTimeJoin } from "../../joins/point-in-time-join.ts";
import { defineStage } from "../stage.ts";

export const join = defineStage({
  type: "join",
  title: "Join as of the decision",
  description: "Adds columns of other tables as they were known at each row's time: the latest row of the same key before it.",
  spec: PointInTimeJoin,
  reads: ({ tables }) => tables.map(({ table }) => table),
  compute(spine, tables, spec) {
    const { table, matched } = pointInTimeJoin(spine, tables, spec);
    return {
      columns: table.columns.slice(spine.columns.length),
      notes: matched.map(({ table: name, nMatched }) => `${name}: ${nMatched} of ${spine.rowCount} rows found one`),
    };
  },
});
