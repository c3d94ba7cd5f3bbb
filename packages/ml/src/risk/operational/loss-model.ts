import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";
import { parseWith } from "../parameters.ts";
import type { FrequencyAt } from "./frequency/frequency.ts";
import { frequencyOf } from "./frequency/index.ts";
import { severityOf } from "./severity/index.ts";
import type { SeverityAt } from "./severity/severity.ts";
import { aboveThreshold, cappedAt } from "./severity/truncated.ts";

const named = z.strictObject({ name: z.string(), params: z.record(z.string(), z.number()).default({}) });

/** One cell: how often losses come, and how large they are. */
export const LossModel = z.strictObject({
  frequency: named.meta({ title: "Frequency", description: "Of the losses that the severity describes." }),
  severity: named.meta({ title: "Severity", description: "Size of one loss before insurance." }),
  above: z.number().min(0).default(0).meta({
    title: "Losses above",
    description: "The frequency counts losses above this amount, and the severity is taken given that; 0 = all losses.",
  }),
  lossCap: z
    .number()
    .gt(0)
    .nullable()
    .default(null)
    .meta({ title: "Loss cap", description: "Largest amount that one loss can be; none = no limit." }),
});
export type LossModel = z.output<typeof LossModel>;

/** A cell ready to compute with. */
export interface CellLaw {
  frequency: FrequencyAt;
  severity: SeverityAt;
  /** E N E X; Infinity where a loss has no mean. */
  meanLoss: number;
}

/** @throws AppError "INVALID_INPUT" naming the parameter. */
export function cellLaw(model: unknown): CellLaw {
  const { frequency, severity, above, lossCap } = parseWith("loss model", LossModel, model);
  const counts = frequencyOf(frequency.name).at(frequency.params);
  let sizes = aboveThreshold(severityOf(severity.name).at(severity.params), above);
  if (lossCap !== null) sizes = cappedAt(sizes, lossCap);
  return { frequency: counts, severity: sizes, meanLoss: counts.mean * sizes.mean };
}

/** @throws AppError "INVALID_INPUT" unless 0 < alpha < 1. */
export function checkLevel(alpha: number): number {
  if (alpha > 0 && alpha < 1) return alpha;
  throw invalidInput(`'alpha' must be in (0, 1), such as 0.999. Got ${alpha}.`, { path: ["alpha"] });
}
