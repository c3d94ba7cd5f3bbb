import { z } from "zod";
import { dot, evenlySpaced, unit, unitColumns } from "./correlations.ts";
import { defineSelection, type Verdict } from "./selection.ts";
import { refused } from "./transform.ts";

const NUMERIC_TARGETS = ["BINARY", "REGRESSION", "FORECAST"];

/**
 * Keeps one column of each cluster of columns that say the same. Columns are taken in order of preference; each joins the cluster of the
 * first kept column that it correlates with beyond the limit, or is kept itself. Missing cells count as the mean.
 */
export const selectCorrelation = defineSelection({
  name: "select-correlation",
  title: "Select one of correlated columns",
  description: "Leaves out columns that correlate too much with one that is kept; the report names the kept one.",
  params: z.strictObject({
    maxCorrelation: z.number().gt(0).lt(1).default(0.8).describe("Magnitude of a correlation that two kept columns may have"),
    method: z.enum(["PEARSON", "SPEARMAN"]).default("PEARSON").describe("Of the values, or of their ranks"),
    prefer: z
      .enum(["FIRST", "TARGET"])
      .default("FIRST")
      .describe("Which of a cluster is kept: the first in order, or the one that correlates most with the target"),
  }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  check: ({ prefer }, { task }) => {
    if (prefer === "TARGET" && task !== undefined && !NUMERIC_TARGETS.includes(task)) throw noTarget(task);
  },
  judge: (inputs, { maxCorrelation, method, prefer }, { target }) => {
    const columns = unitColumns(inputs, method === "SPEARMAN");
    if (prefer === "TARGET" && !NUMERIC_TARGETS.includes(target?.task ?? "")) throw noTarget(target?.task ?? "none");
    const outcome = prefer === "TARGET" && target ? unit(evenlySpaced(target.values)) : null;
    const worth = columns.map((column) => (outcome ? Math.abs(dot(column, outcome)) : 0));
    const order = inputs.map((_, at) => at).sort((a, b) => (worth[b] as number) - (worth[a] as number) || a - b);
    const kept: number[] = [];
    const verdicts: Verdict[] = inputs.map(({ name }) => ({ column: name, value: null, kept: true, reason: null }));
    for (const at of order) {
      const own = columns[at] as Float64Array;
      const like = kept.find((other) => Math.abs(dot(own, columns[other] as Float64Array)) > maxCorrelation);
      if (like === undefined) {
        kept.push(at);
        continue;
      }
      const value = dot(own, columns[like] as Float64Array);
      verdicts[at] = {
        column: inputs[at]?.name ?? "",
        value,
        kept: false,
        reason: `correlates ${value.toFixed(3)} with '${inputs[like]?.name}'`,
      };
    }
    return verdicts;
  },
});

const noTarget = (task: string) => {
  const error = refused(
    `Preferring by the target needs a task with one number a row (${NUMERIC_TARGETS.join(", ")}); this one's is ${task}. Prefer FIRST.`,
  );
  return Object.assign(error, { context: { ...error.context, path: ["params", "prefer"] } });
};
