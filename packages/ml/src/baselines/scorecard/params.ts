import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";

export const ScorecardParams = z.strictObject({
  maxBins: z.int().min(2).max(50).default(8).describe("Bins of a characteristic at most, missing values apart"),
  preBins: z.int().min(2).max(255).default(100).describe("Fine bins that are merged; 100 of equal weight let a bin of 5 % be cut exactly"),
  minBinShare: z.number().min(0).max(0.5).default(0.05).describe("Share of the rows in a bin at least, missing values apart"),
  monotone: z.boolean().default(true).describe("The share of bads rises or falls with the value"),
  minIv: z.number().min(0).default(0.02).describe("Information value of a characteristic at least"),
  maxCorrelation: z
    .number()
    .positive()
    .max(1)
    .default(0.8)
    .describe("Correlation of two characteristics' weights of evidence at most; that of lower information value goes"),
  l2: z.number().min(0).default(1).describe("Penalty on the squared weights of the logistic regression"),
  baseScore: z.number().default(600).describe("Points at the base odds"),
  baseOdds: z.number().positive().default(50).describe("Goods to one bad at the base score"),
  pointsToDoubleOdds: z.number().positive().default(20).describe("Points by which the odds double"),
});
export type ScorecardParams = z.output<typeof ScorecardParams>;
export type ScorecardOptions = z.input<typeof ScorecardParams>;

/** Parameters with their defaults. @throws AppError "INVALID_INPUT" naming the parameter. */
export function parseScorecardParams(options: ScorecardOptions = {}): ScorecardParams {
  const parsed = ScorecardParams.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = ["params", ...(issue?.path ?? []).map(String)];
  throw invalidInput(`Parameter '${path.slice(1).join(".") || "params"}' of the scorecard: ${issue?.message ?? "not valid"}.`, { path });
}
