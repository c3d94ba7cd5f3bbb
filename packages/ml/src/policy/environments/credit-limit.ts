import { z } from "zod";
import { defineEnv } from "../env.ts";
import { type TabularModel, tabularModel } from "../tabular/model.ts";
import { count, discount, share } from "./params.ts";
import { tabularEnv } from "./tabular-env.ts";

const params = z.strictObject({
  limits: z
    .array(z.number("must be a number above 0").gt(0, "must be above 0"))
    .min(2, "needs at least two limits")
    .max(8, "takes at most eight limits")
    .default([1000, 3000, 6000])
    .meta({ title: "Limits", description: "Credit limits, lowest first, currency." }),
  interest: share(0.15, "Interest", "Interest on the drawn balance, a year, decimal."),
  lossGivenDefault: share(0.6, "Loss given default", "Share of the exposure at default that is lost."),
  exposureAtDefault: share(0.9, "Exposure at default", "Share of the limit that is drawn at default."),
  gamma: discount(0.98, "Discount of one month."),
  months: count(24, 600, "Months", "Months of an account that an episode watches."),
});
type Params = z.output<typeof params>;

const BUCKETS = 3;
const ACTIONS = ["decrease", "hold", "increase"] as const;
/** Share of the limit that is drawn, by months in arrears. */
const UTILISATION = [0.35, 0.6, 0.85];
/** What a changed limit costs, and how it moves the chance that a good account is closed: down, none, up. */
const MOVE_COST = [1, 0, 2];
const CLOSING = [0.034, 0.004, 0.002];

/** The index of the limit after an action, and 0, 1, 2 for lowered, unchanged, raised. */
function moved(limit: number, action: number, nLimits: number): { after: number; move: number } {
  const after = Math.min(Math.max(limit + action - 1, 0), nLimits - 1);
  return { after, move: Math.sign(after - limit) + 1 };
}

/** Chances of the next bucket, then of default and closing, under the limit after the action. Larger limits roll and default more. */
function chancesOf(bucket: number, after: number, move: number): { buckets: number[]; toDefault: number; toClosed: number } {
  if (bucket === 0) {
    const [late, closed] = [0.035 * (1 + 0.35 * after), CLOSING[move] as number];
    return { buckets: [1 - late - closed, late, 0], toDefault: 0, toClosed: closed };
  }
  const step = 0.05 * after;
  if (bucket === 1) return { buckets: [0.55 - step, 0.25, 0.2 + step], toDefault: 0, toClosed: 0 };
  return { buckets: [0.2, 0.2, 0.35 - step], toDefault: 0.25 + step, toClosed: 0 };
}

/** Each bucket-limit pair, then "default" and "closed"; raising is allowed on current accounts only. */
function modelOf(setting: Params): { model: TabularModel; payoff: (s: number, a: number, next: number) => number; loss: Float64Array } {
  const { limits, interest, lossGivenDefault, exposureAtDefault, gamma } = setting;
  const nLimits = limits.length;
  const nLive = BUCKETS * nLimits;
  const [defaulted, closed] = [nLive, nLive + 1];
  const nStates = nLive + 2;
  const stateNames = [...Array.from({ length: nLive }, (_name, s) => `b${Math.floor(s / nLimits)}_l${s % nLimits}`), "default", "closed"];
  const payoff = (s: number, a: number, next: number): number => {
    if (s >= nLive) return 0;
    const bucket = Math.floor(s / nLimits);
    const { after, move } = moved(s % nLimits, a, nLimits);
    const limit = limits[after] as number;
    const earned =
      next === defaulted ? -lossGivenDefault * exposureAtDefault * limit : (interest / 12) * (UTILISATION[bucket] as number) * limit;
    return earned - (MOVE_COST[move] as number);
  };
  const loss = new Float64Array(ACTIONS.length * nStates);
  const transition = ACTIONS.map((_action, a) =>
    Array.from({ length: nStates }, (_row, s) => {
      const row = new Float64Array(nStates);
      if (s >= nLive) {
        row[s] = 1;
        return row;
      }
      const { after, move } = moved(s % nLimits, a, nLimits);
      const { buckets, toDefault, toClosed } = chancesOf(Math.floor(s / nLimits), after, move);
      buckets.forEach((chance, bucket) => {
        row[bucket * nLimits + after] = chance;
      });
      row[defaulted] = toDefault;
      row[closed] = toClosed;
      loss[a * nStates + s] = toDefault * lossGivenDefault * exposureAtDefault * (limits[after] as number);
      return row;
    }),
  );
  const reward = ACTIONS.map((_action, a) =>
    Float64Array.from({ length: nStates }, (_reward, s) => {
      const row = transition[a]?.[s] ?? new Float64Array(0);
      let sum = 0;
      for (let next = 0; next < nStates; next++) if ((row[next] as number) > 0) sum += (row[next] as number) * payoff(s, a, next);
      return sum;
    }),
  );
  const start = new Float64Array(nStates);
  start[0] = 0.5;
  start[1] = 0.3;
  start[nLimits] = 0.2;
  const mask = stateNames.map((_name, s) => [Number(s < nLive), 1, Number(s < nLimits)]);
  return { model: tabularModel({ stateNames, actionNames: ACTIONS, transition, reward, gamma, start, mask }), payoff, loss };
}

/** [actions, states] expected credit loss of a month, currency: the cost of a loss budget. */
export const creditLossOf = (setting: unknown = {}): Float64Array => modelOf(params.parse(setting)).loss;

/** Lowering, holding or raising the limit of a credit line each month, by arrears and present limit. */
export const creditLimit = defineEnv({
  id: "credit-limit",
  version: 1,
  title: "Credit limits",
  description: "An account's limit is lowered, held or raised each month; larger limits earn more, roll into arrears more and lose more.",
  actions: "discrete",
  params,
  model: (setting) => modelOf(setting).model,
  create(setting) {
    const { model, payoff } = modelOf(setting);
    return tabularEnv({
      id: "credit-limit",
      version: 1,
      model,
      terminal: [model.nStates - 2, model.nStates - 1],
      maxSteps: setting.months,
      payoff,
    });
  },
});
