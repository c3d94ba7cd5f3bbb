import { positionRisk, type StressScenario, stressBook, worstStretches } from "@plimsoll/ml";
import { AppError, type BookResult, type BookSpec, type StressSpec } from "@plimsoll/schema";
import type { TaskIo } from "../task-io.ts";
import type { ReadReturns } from "./asset-returns.ts";
import { controlOf } from "./control.ts";

const DAY_MS = 86_400_000;
const STRETCHES = 5;

/** VaR and ES of positions with every position's part, stress tests, and the worst stretches of the history. */
export async function measureBook(data: ReadReturns, spec: BookSpec, io: TaskIo, from: number): Promise<BookResult> {
  const { returns } = data;
  const amounts = new Map(spec.positions.map(({ asset, amount }) => [asset, amount]));
  const book = { returns, positions: Float64Array.from(returns.assets, (asset) => amounts.get(asset) ?? 0) };
  const { method, params, alphas, horizon, seed } = spec;
  const risk = await positionRisk({
    book,
    method,
    params,
    alphas,
    horizon,
    seed,
    engine: null,
    ...controlOf(io, from, 0.97, () => "Measuring positions"),
  });
  return {
    method: risk.method,
    horizon: risk.horizon,
    netValue: risk.netValue,
    grossValue: risk.grossValue,
    levels: risk.levels,
    histogram: risk.histogram
      ? Array.from(risk.histogram.counts, (count, bin) => ({
          low: risk.histogram?.edges[bin] as number,
          high: risk.histogram?.edges[bin + 1] as number,
          count,
        }))
      : [],
    statistics: Object.entries(risk.statistics).map(([name, value]) => ({ name, value })),
    stress: stressBook(
      book,
      spec.stress.map((scenario) => scenarioOf(scenario, data)),
    ),
    worst: spec.worst.map((days) => ({
      days,
      stretches: worstStretches(book, days, STRETCHES).map(({ from: first, to, loss }) => ({
        from: data.point(first),
        to: data.point(to - 1),
        loss,
      })),
    })),
  };
}

/** The scenario with its days as places in the history. @throws AppError INVALID_INPUT where no day of the history lies within. */
function scenarioOf(scenario: StressSpec, { times, returns }: ReadReturns): StressScenario {
  if (scenario.kind === "SHOCK") {
    const { name, shocks, others } = scenario;
    return { kind: "SHOCK", name, others, shocks: Object.fromEntries(shocks.map(({ asset, change }) => [asset, change])) };
  }
  const [first, last] = [Date.parse(`${scenario.from}T00:00:00Z`), Date.parse(`${scenario.to}T00:00:00Z`) + DAY_MS - 1];
  const within = Array.from({ length: returns.nPeriods }, (_, period) => period).filter((period) => {
    const moment = times?.[period] ?? Number.NaN;
    return moment >= first && moment <= last;
  });
  const from = within[0];
  if (from === undefined)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Scenario '${scenario.name}' covers ${scenario.from} to ${scenario.to}; no day of the history lies within. Choose days of the history.`,
      { path: ["book", "stress"] },
    );
  return { kind: "HISTORICAL", name: scenario.name, from, to: from + within.length };
}
