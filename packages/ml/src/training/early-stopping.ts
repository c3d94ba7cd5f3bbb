import { AppError, type TrainingOptions } from "@plimsoll/schema";

export type EarlyStoppingOptions = NonNullable<TrainingOptions["earlyStopping"]>;
export interface EarlyStoppingState {
  best: number | null;
  bestEpoch: number;
  /** Epochs since the best one. */
  waited: number;
}

/** A metric that is better when higher; every other one is a loss. */
export const isHigherBetter = (metric: string): boolean => /(^|_)(auc|accuracy)$/.test(metric);

/** @throws AppError "INVALID_INPUT" if the metric is none of those the run will record. */
export function checkStoppingMetric({ metric }: EarlyStoppingOptions, recorded: readonly string[]): void {
  if (recorded.includes(metric)) return;
  const hint =
    metric.startsWith("val_") && !recorded.some((name) => name.startsWith("val_"))
      ? " There are no validation rows: raise validationFraction."
      : "";
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `Early stopping watches '${metric}', which this run does not record. Choose one of: ${recorded.join(", ")}.${hint}`,
    {
      path: ["training", "earlyStopping", "metric"],
    },
  );
}

/** The state after an epoch whose watched metric is `value`; better means by more than `minDelta`. */
export function afterEpoch(
  state: EarlyStoppingState,
  { metric, minDelta }: EarlyStoppingOptions,
  epoch: number,
  value: number,
): EarlyStoppingState {
  const sign = isHigherBetter(metric) ? 1 : -1;
  const improved = state.best === null || sign * (value - state.best) > minDelta;
  return improved ? { best: value, bestEpoch: epoch, waited: 0 } : { ...state, waited: state.waited + 1 };
}
