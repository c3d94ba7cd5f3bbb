import { z } from "zod";
import { checkFinite, checkSameLength, invalidInput, type Values } from "../../evaluation/inputs.ts";
import { normalSf } from "../../numeric/distributions.ts";
import { parseWith } from "../parameters.ts";

/** One key risk indicator. */
export const KeyRiskIndicator = z.strictObject({
  name: z.string().min(1).meta({ title: "Name", description: "What is counted, such as failed settlements a day." }),
  unit: z.string().default("").meta({ title: "Unit", description: "Of its values." }),
  direction: z
    .enum(["HIGHER_IS_WORSE", "LOWER_IS_WORSE"])
    .default("HIGHER_IS_WORSE")
    .meta({ title: "Direction", description: "Which way risk grows." }),
  amber: z.number().meta({ title: "Amber", description: "Value from which it is watched." }),
  red: z.number().meta({ title: "Red", description: "Value from which somebody must act; beyond amber." }),
  staleAfterDays: z
    .number()
    .gt(0)
    .default(45)
    .meta({ title: "Stale after", description: "Days without a value from which the indicator says nothing." }),
});
export type KeyRiskIndicator = z.output<typeof KeyRiskIndicator>;

export type KriStatus = "GREEN" | "AMBER" | "RED";

/** A run of values that were amber or red. */
export interface KriBreach {
  /** Milliseconds since 1970, UTC: of its first and last value. */
  from: number;
  to: number;
  /** The worst status reached. */
  status: "AMBER" | "RED";
  /** The worst value. */
  worst: number;
  nValues: number;
  /** Whether the last value of the series belongs to it. */
  isOpen: boolean;
}

export interface KriReport {
  name: string;
  latest: { time: number; value: number; status: KriStatus; isStale: boolean };
  statuses: KriStatus[];
  breaches: KriBreach[];
  /** Mann and Kendall's test for a monotone trend and Theil and Sen's slope; null below eight values. */
  trend: { direction: "WORSENING" | "IMPROVING" | "NONE"; slopePerDay: number; p: number } | null;
  /** When the slope reaches red: time, or null where it does not, is there already, or has no trend. */
  redExpectedAt: number | null;
}

const DAY = 86_400_000;
const LEAST_FOR_TREND = 8;
const TREND_LEVEL = 0.05;

/**
 * An indicator's state: status of each value, breaches, trend, and whether it is too old to say anything.
 * @param time [n] ascending, milliseconds since 1970. @param value [n] finite. @param now when the report is made.
 * @throws AppError "INVALID_INPUT" for thresholds in the wrong order, times that do not rise, a value after `now`, or no values.
 * Source: Mann (1945), Kendall (1975) with correction for ties; Sen (1968).
 */
export function assessIndicator(indicator: unknown, time: Values, value: Values, now: number): KriReport {
  const definition = parseWith("indicator", KeyRiskIndicator, indicator);
  const { name, direction, amber, red, staleAfterDays } = definition;
  const sign = direction === "HIGHER_IS_WORSE" ? 1 : -1;
  if (!(sign * red > sign * amber))
    throw invalidInput(
      `Indicator '${name}': red must lie beyond amber. Got amber ${amber} and red ${red} where ${direction === "HIGHER_IS_WORSE" ? "higher" : "lower"} is worse.`,
      { path: ["red"] },
    );
  checkSameLength("time", time.length, "value", value.length);
  checkFinite("value", value);
  checkFinite("time", time);
  const n = value.length;
  for (let i = 1; i < n; i++)
    if (!((time[i] as number) > (time[i - 1] as number)))
      throw invalidInput(`Times must rise. Value ${i} of '${name}' is not after the one before.`, { row: i });
  const last = { time: time[n - 1] as number, value: value[n - 1] as number };
  if (last.time > now) throw invalidInput(`Indicator '${name}' has a value after the time of the report.`, { path: ["time"] });
  const statuses = Array.from(value, (x): KriStatus => (sign * x >= sign * red ? "RED" : sign * x >= sign * amber ? "AMBER" : "GREEN"));
  const trend = n < LEAST_FOR_TREND ? null : trendOf(time, value, sign);
  return {
    name,
    latest: { ...last, status: statuses[n - 1] as KriStatus, isStale: now - last.time > staleAfterDays * DAY },
    statuses,
    breaches: breachesOf(time, value, statuses, sign),
    trend,
    redExpectedAt:
      trend?.direction === "WORSENING" && statuses[n - 1] !== "RED" ? last.time + ((red - last.value) / trend.slopePerDay) * DAY : null,
  };
}

function breachesOf(time: Values, value: Values, statuses: readonly KriStatus[], sign: number): KriBreach[] {
  const breaches: KriBreach[] = [];
  let open: KriBreach | null = null;
  statuses.forEach((status, i) => {
    if (status === "GREEN") {
      open = null;
      return;
    }
    const now = time[i] as number;
    const x = value[i] as number;
    if (!open) {
      open = { from: now, to: now, status, worst: x, nValues: 0, isOpen: false };
      breaches.push(open);
    }
    open.to = now;
    open.nValues++;
    if (status === "RED") open.status = "RED";
    if (sign * x > sign * open.worst) open.worst = x;
    open.isOpen = i === statuses.length - 1;
  });
  return breaches;
}

function trendOf(time: Values, value: Values, sign: number): NonNullable<KriReport["trend"]> {
  const n = value.length;
  const slopes: number[] = [];
  let score = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const rise = (value[i] as number) - (value[j] as number);
      score += Math.sign(rise);
      slopes.push((rise / ((time[i] as number) - (time[j] as number))) * DAY);
    }
  }
  const ties = new Map<number, number>();
  for (let i = 0; i < n; i++) ties.set(value[i] as number, (ties.get(value[i] as number) ?? 0) + 1);
  const term = (t: number) => t * (t - 1) * (2 * t + 5);
  const variance = (term(n) - [...ties.values()].reduce((sum, t) => sum + term(t), 0)) / 18;
  // Continuity: the score moves in steps of two.
  const z = variance > 0 ? Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance) : 0;
  const p = Math.min(1, 2 * normalSf(z));
  const sorted = Float64Array.from(slopes).sort();
  const middle = sorted.length >> 1;
  const slopePerDay =
    sorted.length % 2 === 1 ? (sorted[middle] as number) : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  const direction = p > TREND_LEVEL || slopePerDay === 0 ? "NONE" : sign * slopePerDay > 0 ? "WORSENING" : "IMPROVING";
  return { direction, slopePerDay, p };
}
