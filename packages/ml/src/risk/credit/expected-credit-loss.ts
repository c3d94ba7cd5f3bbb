import { invalidInput, type Values } from "../../evaluation/inputs.ts";
import { scaledHazards, termStructureOf } from "./pd-term-structure.ts";
import type { Stage } from "./staging.ts";

/** What one exposure loses, period by period of its remaining life. */
export interface EclExposure {
  /** [n] P(default in t | alive before), of the base case. */
  hazard: Values;
  /** [n] exposure at the start of each period, account currency, >= 0. */
  ead: Values;
  /** Loss given default, 0 to 1: one number, or [n]. */
  lgd: number | Values;
  /** Effective interest rate a year, > -1. */
  effectiveRate: number;
  periodsPerYear: number;
}

/** One macro scenario: the base hazards times a factor, or hazards of its own; likewise for the loss given default. */
export interface EclScenario {
  name: string;
  /** Probability, > 0; the weights of all scenarios add up to one. */
  weight: number;
  hazardMultiplier?: number | Values;
  lgdMultiplier?: number;
}

export interface EclAmounts {
  twelveMonth: number;
  lifetime: number;
  lifetimePd: number;
  twelveMonthPd: number;
}

export interface ScenarioEcl extends EclAmounts {
  name: string;
  weight: number;
  /** Loss of an exposure in default now: LGD * EAD at the first period. */
  inDefault: number;
}

/** Expected credit losses of one exposure in each scenario and weighted. */
export interface WeightedEcl {
  scenarios: ScenarioEcl[];
  weighted: EclAmounts;
  /** Loss of an exposure in default now, weighted. */
  inDefault: number;
}

/** One scenario of weight one: what IFRS 9 calls a single point, kept for comparison. */
export const SINGLE_SCENARIO: readonly EclScenario[] = [{ name: "base", weight: 1 }];

/**
 * Expected credit losses: ECL = sum over t of marginalPD_t * LGD_t * EAD_t * (1 + r)^(-t / periodsPerYear), discounted at the end of the
 * period of default; twelve months = the first `periodsPerYear` periods. The loss of each scenario is computed first and weighted after:
 * losses are not linear in the inputs, so weighting the inputs would understate them.
 * @param scenarios weights add up to one within 1e-9.
 * @returns amounts in the currency of `ead`, probabilities as shares.
 * @throws AppError "INVALID_INPUT" for lengths that differ or values outside their range.
 * Source: IFRS 9 5.5.17, B5.5.28 to B5.5.44. @example hazard [0.1], ead [100], lgd 0.5, rate 0: 5
 */
export function expectedCreditLoss(exposure: EclExposure, scenarios: readonly EclScenario[] = SINGLE_SCENARIO): WeightedEcl {
  checkExposure(exposure);
  checkScenarios(scenarios);
  const results: ScenarioEcl[] = scenarios.map((scenario) => ({
    name: scenario.name,
    weight: scenario.weight,
    ...amountsOf(exposure, scenario),
    inDefault: lgdAt(exposure, scenario, 0) * (exposure.ead[0] as number),
  }));
  const mean = (pick: (amounts: ScenarioEcl) => number) => results.reduce((sum, entry) => sum + entry.weight * pick(entry), 0);
  const weighted = {
    twelveMonth: mean((entry) => entry.twelveMonth),
    lifetime: mean((entry) => entry.lifetime),
    lifetimePd: mean((entry) => entry.lifetimePd),
    twelveMonthPd: mean((entry) => entry.twelveMonthPd),
  };
  return { scenarios: results, weighted, inDefault: mean((entry) => entry.inDefault) };
}

/** The loss allowance that a stage asks for: twelve months in 1, the whole life in 2, the loss given default in 3. */
export function allowanceOf({ weighted, inDefault }: WeightedEcl, stage: Stage): number {
  return stage === 1 ? weighted.twelveMonth : stage === 2 ? weighted.lifetime : inDefault;
}

function amountsOf(exposure: EclExposure, scenario: EclScenario): EclAmounts {
  const { marginal, cumulative } = termStructureOf(scaledHazards(exposure.hazard, scenario.hazardMultiplier ?? 1));
  const year = Math.min(exposure.periodsPerYear, marginal.length);
  let [twelveMonth, lifetime] = [0, 0];
  marginal.forEach((pd, t) => {
    const discount = (1 + exposure.effectiveRate) ** (-(t + 1) / exposure.periodsPerYear);
    const loss = pd * lgdAt(exposure, scenario, t) * (exposure.ead[t] as number) * discount;
    lifetime += loss;
    if (t < year) twelveMonth += loss;
  });
  return { twelveMonth, lifetime, lifetimePd: cumulative[cumulative.length - 1] as number, twelveMonthPd: cumulative[year - 1] as number };
}

function lgdAt({ lgd }: EclExposure, { name, lgdMultiplier = 1 }: EclScenario, t: number): number {
  const scaled = lgdMultiplier * (typeof lgd === "number" ? lgd : (lgd[t] as number));
  if (scaled >= 0 && scaled <= 1) return scaled;
  throw invalidInput(
    `Scenario '${name}' has the loss given default ${scaled} in period ${t + 1}; it must be in [0, 1]. Lower 'lgdMultiplier'.`,
  );
}

function checkExposure({ hazard, ead, lgd, effectiveRate, periodsPerYear }: EclExposure): void {
  const n = hazard.length;
  if (ead.length !== n || (typeof lgd !== "number" && lgd.length !== n))
    throw invalidInput(
      `'ead' and 'lgd' need one value for each of the ${n} periods of 'hazard'. Got ${ead.length} and ${typeof lgd === "number" ? 1 : lgd.length}.`,
    );
  for (let t = 0; t < n; t++) {
    const value = ead[t] as number;
    if (!(value >= 0 && Number.isFinite(value))) throw invalidInput(`'ead' must be finite and >= 0. Period ${t + 1} has ${value}.`);
  }
  if (!(effectiveRate > -1 && Number.isFinite(effectiveRate)))
    throw invalidInput(`'effectiveRate' must be a decimal above -1, such as 0.06. Got ${effectiveRate}.`);
  if (!Number.isInteger(periodsPerYear) || periodsPerYear < 1)
    throw invalidInput(`'periodsPerYear' must be a whole number >= 1, such as 4 or 12. Got ${periodsPerYear}.`);
}

function checkScenarios(scenarios: readonly EclScenario[]): void {
  const total = scenarios.reduce((sum, { weight }) => sum + weight, 0);
  if (scenarios.some(({ weight }) => !(weight > 0)) || !(Math.abs(total - 1) <= 1e-9))
    throw invalidInput(
      `Scenario weights must be above zero and add up to 1. Got ${scenarios.map(({ weight }) => weight).join(", ") || "none"}.`,
      { path: ["scenarios"] },
    );
  const names = scenarios.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw invalidInput(`Scenario names must differ. Got ${names.join(", ")}.`, { path: ["scenarios"] });
}
