import { invalidInput } from "../../../evaluation/inputs.ts";
import { cholesky, solveCholesky } from "../../../numeric/cholesky.ts";
import { sampleCovariance } from "../../portfolio/covariance/sample.ts";
import { checkBook, type PositionBook, proFormaProfit } from "./position-book.ts";

/** Days that were: the assets' returns over the rows [from, to) of the history, compounded. */
export interface HistoricalStress {
  kind: "HISTORICAL";
  name: string;
  from: number;
  to: number;
}

/** Returns that are asked about, such as { "S&P 500": -0.3 }. */
export interface ShockStress {
  kind: "SHOCK";
  name: string;
  /** Simple returns of some assets, decimal. */
  shocks: Readonly<Record<string, number>>;
  /** What assets without a shock do: nothing, or what they are expected to do given the shocks (by the history's covariance). */
  others: "ZERO" | "CONDITIONAL";
}
export type StressScenario = HistoricalStress | ShockStress;

export interface StressedAsset {
  asset: string;
  position: number;
  /** Simple return in the scenario. */
  change: number;
  /** Account currency, positive = lost. */
  loss: number;
}

export interface StressResult {
  name: string;
  kind: StressScenario["kind"];
  loss: number;
  /** Loss over the sum of position sizes. */
  lossShare: number;
  assets: StressedAsset[];
}

/**
 * Losses of a book under scenarios.
 * @throws AppError "INVALID_INPUT" for a book that does not fit together, rows outside the history, a shock of an asset that is not in the book or
 * at or below -1; "NOT_POSITIVE_DEFINITE" where the shocked assets' covariance has no inverse.
 */
export function stressBook(book: PositionBook, scenarios: readonly StressScenario[]): StressResult[] {
  checkBook(book, 2);
  return scenarios.map((scenario) => {
    const changes = scenario.kind === "HISTORICAL" ? compounded(book, scenario) : shocked(book, scenario);
    const assets = book.returns.assets.map((asset, i): StressedAsset => {
      const [position, change] = [book.positions[i] as number, changes[i] as number];
      return { asset, position, change, loss: position === 0 ? 0 : -position * change };
    });
    const loss = assets.reduce((sum, own) => sum + own.loss, 0);
    const gross = book.positions.reduce((sum, position) => sum + Math.abs(position), 0);
    return { name: scenario.name, kind: scenario.kind, loss, lossShare: loss / gross, assets };
  });
}

function compounded({ returns: { assets, nPeriods, values } }: PositionBook, { name, from, to }: HistoricalStress): Float64Array {
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= nPeriods))
    throw invalidInput(`Scenario '${name}' covers rows ${from} to ${to}; the history has rows 0 to ${nPeriods}. Give from < to within it.`);
  const d = assets.length;
  return Float64Array.from(assets, (_, i) => {
    let growth = 1;
    for (let t = from; t < to; t++) growth *= 1 + (values[t * d + i] as number);
    return growth - 1;
  });
}

function shocked({ returns }: PositionBook, { name, shocks, others }: ShockStress): Float64Array {
  const { assets } = returns;
  const d = assets.length;
  const given = Object.entries(shocks).map(([asset, change]) => {
    const at = assets.indexOf(asset);
    if (at < 0)
      throw invalidInput(`Scenario '${name}' shocks '${asset}', which is not in the book. Its assets: ${assets.join(", ")}.`, { asset });
    if (!(change > -1 && change < Number.POSITIVE_INFINITY))
      throw invalidInput(`Scenario '${name}' moves '${asset}' by ${change}; a shock is a return above -1, such as -0.3.`, { asset });
    return { at, change };
  });
  if (given.length === 0) throw invalidInput(`Scenario '${name}' shocks nothing. Name at least one asset.`);
  const changes = new Float64Array(d);
  for (const { at, change } of given) changes[at] = change;
  if (others === "ZERO") return changes;
  // E[others | shocked] = C_os C_ss^-1 shock, about a mean of zero.
  const { covariance } = sampleCovariance.estimate(returns, {});
  const between = (i: number, j: number) => covariance[i * d + j] as number;
  const shockedCovariance = Float64Array.from(given.flatMap((a) => given.map((b) => between(a.at, b.at))));
  const weights = solveCholesky(
    cholesky(shockedCovariance, given.length),
    given.map(({ change }) => change),
  );
  const held = new Set(given.map(({ at }) => at));
  return changes.map((change, i) =>
    held.has(i)
      ? change
      : Math.max(
          -1,
          given.reduce((sum, { at }, k) => sum + between(i, at) * (weights[k] as number), 0),
        ),
  );
}

export interface WorstStretch {
  /** Rows [from, to) of the history. */
  from: number;
  to: number;
  /** Of today's positions held unchanged, profits added up. */
  loss: number;
}

/**
 * The stretches of `days` days in the history in which today's positions would have lost most, worst first, none overlapping another: a start for
 * historical scenarios.
 */
export function worstStretches(book: PositionBook, days: number, count: number): WorstStretch[] {
  checkBook(book, 2);
  const profit = proFormaProfit(book);
  if (!Number.isInteger(days) || days < 1 || days > profit.length)
    throw invalidInput(`'days' must be a whole number from 1 to the ${profit.length} days of the history. Got ${days}.`);
  const stretches = Array.from({ length: profit.length - days + 1 }, (_, from): WorstStretch => {
    let sum = 0;
    for (let t = from; t < from + days; t++) sum += profit[t] as number;
    return { from, to: from + days, loss: -sum };
  }).sort((a, b) => b.loss - a.loss);
  const chosen: WorstStretch[] = [];
  for (const stretch of stretches) {
    if (chosen.length === count) break;
    if (chosen.every((other) => stretch.to <= other.from || stretch.from >= other.to)) chosen.push(stretch);
  }
  return chosen;
}
