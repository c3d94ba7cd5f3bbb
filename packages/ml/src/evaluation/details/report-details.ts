import type { ReportDetails } from "@plimsoll/schema";
import type { Values } from "../inputs.ts";
import { type JudgedRows, type Judging, medianOf } from "../judge.ts";
import { anomalyDetails } from "./anomaly.ts";
import { classesDetails } from "./classes.ts";
import { errorsDetails } from "./errors.ts";
import { type ForecastRows, forecastDetails } from "./forecast.ts";

const NONE: ReportDetails = { classes: null, errors: null, forecast: null, anomaly: null };

/**
 * What the report of a task shows of the test rows beside its metrics; null for BINARY, whose plots are the report's own.
 * @param time of FORECAST, when each row is; null = its place. @throws AppError as the parts.
 */
export function reportDetails(
  { target, threshold }: Judging,
  { y, scores: { outputs, uncalibrated }, loss }: Pick<JudgedRows, "y" | "scores" | "loss">,
  time: ForecastRows["time"],
): ReportDetails | null {
  if (target.task === "BINARY") return null;
  if (target.task === "ANOMALY") return { ...NONE, anomaly: anomalyDetails({ score: uncalibrated, share: outputs, threshold, labels: y }) };
  const observed = y ?? [];
  if (target.task === "MULTICLASS") return { ...NONE, classes: classesDetails(observed, outputs, target.labels) };
  const levels = loss?.quantiles ?? null;
  const k = levels?.length ?? 1;
  const column = (at: number): Values =>
    k === 1 ? outputs : Float64Array.from({ length: outputs.length / k }, (_, i) => outputs[i * k + at] as number);
  const prediction = column(medianOf(levels));
  const errors = errorsDetails(observed, prediction);
  if (target.task === "REGRESSION") return { ...NONE, errors };
  const band = k > 1 ? { low: column(0), high: column(k - 1) } : null;
  return { ...NONE, errors, forecast: forecastDetails({ y: observed, prediction, band, time }) };
}
