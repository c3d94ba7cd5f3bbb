import { ColumnWindow } from "./column-window.ts";
import { defineWindowKind } from "./kind.ts";
import { fillMeans } from "./mean.ts";

/** The decision's own value over the mean of the window before it. Missing where either is missing or the mean is 0. */
export const ratioToMean = defineWindowKind({
  name: "ratio-to-mean",
  title: "Ratio to the mean",
  description: "The decision's own value over the mean of the window before it: 3 = three times what is usual.",
  params: ColumnWindow,
  unit: "ratio",
  label: ({ column, window }) => `${column}_ratio_to_mean_${window}`,
  reads: ({ column }) => ({ numbers: [{ column }], own: [column] }),
  windows: ({ window }) => [window],
  open:
    ({ column, window }) =>
    (events, decisions, out) => {
      fillMeans(events, decisions, column, window, null, out);
      const own = decisions.number(column);
      for (let d = 0; d < decisions.n; d++) out[d] = out[d] === 0 ? Number.NaN : (own[d] as number) / (out[d] as number);
    },
});
