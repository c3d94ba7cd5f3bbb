import { z } from "zod";
import { ColumnParam } from "../../../column-param.ts";
import { defineMarketIndicator } from "../indicator.ts";

export const termStructure = defineMarketIndicator({
  name: "term-structure",
  title: "Term structure",
  group: "TERM_STRUCTURE",
  description: "Level, slope and curvature of a yield curve (or of futures prices, or of implied volatilities) from three of its points.",
  formula: "level = long, slope = long - short, curvature = 2 * medium - short - long",
  source:
    "Diebold and Li (2006), Journal of Econometrics 130(2), section 3.3: 10 years; 10 years - 3 months; 2 * 2 years - 3 months - 10 years",
  unit: "that of the columns",
  params: z.strictObject({ short: ColumnParam, medium: ColumnParam, long: ColumnParam }),
  reads: ({ short, medium, long }) => ({ columns: [short, medium, long] }),
  outputs: () => ["level", "slope", "curvature"],
  label: () => "curve",
  compute: (series, params) => {
    const [short, medium, long] = [series.column(params.short), series.column(params.medium), series.column(params.long)];
    return [
      long.slice(),
      long.map((value, t) => value - (short[t] as number)),
      medium.map((value, t) => 2 * value - (short[t] as number) - (long[t] as number)),
    ];
  },
});
