import type { Baseline } from "@plimsoll/schema";
import { degenerateTarget, invalidInput } from "../evaluation/inputs.ts";
import type { BaselineDefinition, BaselineRows } from "./baseline.ts";

/** The value of the row before in time, whatever the columns say: a random walk's best forecast. Rows before the first have no answer. */
export const naive: BaselineDefinition = naiveForecast("NAIVE", "Naive (the value before)", () => 1);

/** The value one season before in time. Source: Hyndman and Athanasopoulos (2021), section 5.2. */
export const seasonalNaive: BaselineDefinition = naiveForecast(
  "SEASONAL_NAIVE",
  "Seasonal naive (one season before)",
  (length) => length ?? 1,
);

function naiveForecast(name: Baseline, title: string, lagOf: (seasonLength: number | undefined) => number): BaselineDefinition {
  return {
    name,
    title,
    tasks: ["FORECAST"],
    fit({ train, seasonLength }) {
      const lag = lagOf(seasonLength);
      const lagged = (rows: BaselineRows): Float64Array => {
        if (!rows.lagged) throw invalidInput("A naive forecast needs rows that know what came before them.");
        return rows.lagged(lag);
      };
      if (lagged(train).every(Number.isNaN))
        throw degenerateTarget(
          `No training row has a value ${lag} rows before it; there are ${train.n}. Lower seasonLength or give more rows.`,
        );
      return { predict: lagged };
    },
  };
}
