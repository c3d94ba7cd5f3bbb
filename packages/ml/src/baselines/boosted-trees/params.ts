import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";

/** Parameters of gradient-boosted trees; the defaults are those that did best by cross-validation within the training rows of credit sets. */
export const BoostedTreesParams = z.strictObject({
  objective: z
    .enum(["LOGISTIC", "SQUARED_ERROR", "HUBER"])
    .default("LOGISTIC")
    .describe("Loss: binary log-loss, half the squared error, or that error counted linearly beyond huberDelta"),
  huberDelta: z.number().positive().default(1).describe("Of HUBER, in the unit of the target"),
  trees: z.int().min(1).max(20_000).default(400).describe("Trees at most; fewer when early stopping ends the growth"),
  learningRate: z.number().positive().max(1).default(0.03).describe("Factor on every leaf's value"),
  leaves: z.int().min(2).max(1024).default(31).describe("Leaves of a tree at most; the leaf of the highest gain is split first"),
  maxDepth: z.int().min(1).max(64).nullable().default(null).describe("Splits from the root to a leaf at most; null for no limit"),
  maxBins: z.int().min(2).max(255).default(255).describe("Value bins of a feature, beside the bin of missing values"),
  minDataInLeaf: z.int().min(1).default(20).describe("Rows of a leaf at least"),
  minSumHessian: z.number().positive().default(1e-3).describe("Sum of the loss's second derivative in a leaf at least"),
  minGain: z.number().min(0).default(0).describe("Gain of a split at least"),
  l2: z.number().min(0).default(1).describe("Penalty on the squared leaf values"),
  featureFraction: z.number().positive().max(1).default(1).describe("Share of the features that a tree may use, drawn per tree"),
  rowFraction: z
    .number()
    .positive()
    .max(1)
    .default(1)
    .describe("Share of the rows that a tree is grown on, drawn per tree without replacement"),
  categorySmoothing: z.number().min(0).default(10).describe("Added to a category's hessian sum when categories are sorted by gradient"),
  categoryL2: z.number().min(0).default(10).describe("Further l2 when a split by categories is valued"),
  maxCategoriesLeft: z.int().min(1).max(254).default(32).describe("Categories on the named side of a split at most"),
  minDataPerCategoryGroup: z.int().min(1).default(100).describe("Rows between two candidate splits of the sorted categories at least"),
  earlyStoppingRounds: z
    .int()
    .min(1)
    .default(50)
    .describe("Trees without a lower validation loss after which the growth ends; only with a validation part"),
  seed: z.int().default(0).describe("Draws rows and features"),
});
export type BoostedTreesParams = z.output<typeof BoostedTreesParams>;
export type BoostedTreesOptions = z.input<typeof BoostedTreesParams>;

/** Parameters with their defaults. @throws AppError "INVALID_INPUT" naming the parameter. */
export function parseBoostedTreesParams(options: BoostedTreesOptions = {}): BoostedTreesParams {
  const parsed = BoostedTreesParams.safeParse(options);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = ["params", ...(issue?.path ?? []).map(String)];
  throw invalidInput(`Parameter '${path.slice(1).join(".") || "params"}' of boosted trees: ${issue?.message ?? "not valid"}.`, { path });
}
