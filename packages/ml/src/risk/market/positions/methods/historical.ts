import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import { tailRows } from "../../var/empirical-tail.ts";
import { definePositionMethod } from "../position-method.ts";
import { scenarioModel } from "../scenario-model.ts";

export const historical = definePositionMethod({
  name: "historical",
  title: "Historical simulation",
  description:
    "The last days' returns of all assets together, applied to today's positions; for several days all overlapping stretches, compounded.",
  params: z.strictObject({ window: wholeNumber(500, [20, 10_000], "Window", "Last days that are scenarios.") }),
  minimumRows: ({ window }, { alphas, horizon }) => Math.max(window, tailRows(alphas) + horizon - 1),
  model({ returns: { assets, nPeriods, values } }, { window }, { alphas, horizon }) {
    const d = assets.length;
    const first = nPeriods - window;
    const columns = assets.map((_, asset) =>
      Float64Array.from({ length: window - horizon + 1 }, (_scenario, s) => {
        let growth = 1;
        for (let day = 0; day < horizon; day++) growth *= 1 + (values[(first + s + day) * d + asset] as number);
        return growth - 1;
      }),
    );
    return scenarioModel({ columns, loadings: null, isSimulated: false }, alphas, { window });
  },
});
