import { z } from "zod";
import { defineEnv } from "../env.ts";
import { type TabularModel, tabularModel } from "../tabular/model.ts";
import { count, discount, positive, share } from "./params.ts";
import { tabularEnv } from "./tabular-env.ts";

const params = z.strictObject({
  balance: positive(2000, "Balance", "What the debtor owes, currency."),
  settlementShare: share(0.6, "Settlement share", "Share of the balance that a settlement brings."),
  soldShare: share(0.08, "Sold share", "Share of the balance that a written-off claim is sold for."),
  gamma: discount(0.98, "Discount of one month."),
  months: count(24, 120, "Months", "Months that an episode watches."),
});
type Params = z.output<typeof params>;

const ACTIONS = ["wait", "message", "call", "settlement", "legal"] as const;
const BUCKETS = 4;
const FATIGUE = 3;
const N_LIVE = BUCKETS * FATIGUE;
const [PAID, WRITTEN_OFF] = [N_LIVE, N_LIVE + 1];
/** Cost of an action, currency. */
const COST = [0, 0.5, 8, 15, 120];
/** Chance of full payment in a month, by bucket (30, 60, 90, 120 days past due) and action, for a debtor who was left alone. */
const PAYMENT = [
  [0.3, 0.4, 0.48, 0.48, 0.48],
  [0.14, 0.19, 0.29, 0.34, 0.3],
  [0.06, 0.08, 0.15, 0.26, 0.24],
  [0.02, 0.03, 0.07, 0.18, 0.22],
];
/** An action's effect beyond waiting is multiplied by this, by contacts of the last months. */
const HEARD = [1, 0.75, 0.4];
/** Chance that an unpaid account falls one bucket further; the rest makes a part payment and stays. */
const ROLL = [0.7, 0.75, 0.8, 0.85];
const PAYMENTS_IN = [1, 1, 1, "settlementShare", 1] as const;

/** Chance of payment after an action. */
function paymentChance(bucket: number, fatigue: number, action: number): number {
  const [alone = 0] = PAYMENT[bucket] ?? [];
  return alone + (HEARD[fatigue] as number) * ((PAYMENT[bucket]?.[action] ?? 0) - alone);
}

/** Contact wears: a message or call adds one level, anything else takes one away. */
const fatigueAfter = (fatigue: number, action: number): number =>
  action === 1 || action === 2 ? Math.min(fatigue + 1, FATIGUE - 1) : Math.max(fatigue - 1, 0);

function modelOf(setting: Params): { model: TabularModel; payoff: (s: number, a: number, next: number) => number } {
  const { balance, settlementShare, soldShare, gamma } = setting;
  const nStates = N_LIVE + 2;
  const stateNames = [
    ...Array.from({ length: N_LIVE }, (_name, s) => `d${30 * (Math.floor(s / FATIGUE) + 1)}_f${s % FATIGUE}`),
    "paid",
    "written_off",
  ];
  const payoff = (s: number, a: number, next: number): number => {
    if (s >= N_LIVE) return 0;
    const share = PAYMENTS_IN[a] === "settlementShare" ? settlementShare : 1;
    return (next === PAID ? share * balance : next === WRITTEN_OFF ? soldShare * balance : 0) - (COST[a] as number);
  };
  const transition = ACTIONS.map((_action, a) =>
    Array.from({ length: nStates }, (_row, s) => {
      const row = new Float64Array(nStates);
      if (s >= N_LIVE) {
        row[s] = 1;
        return row;
      }
      const [bucket, fatigue] = [Math.floor(s / FATIGUE), s % FATIGUE];
      const paid = paymentChance(bucket, fatigue, a);
      const rolled = (1 - paid) * (ROLL[bucket] as number);
      const after = fatigueAfter(fatigue, a);
      row[PAID] = paid;
      const further = bucket + 1 < BUCKETS ? (bucket + 1) * FATIGUE + after : WRITTEN_OFF;
      row[further] = rolled;
      row[bucket * FATIGUE + after] = 1 - paid - rolled;
      return row;
    }),
  );
  const reward = ACTIONS.map((_action, a) =>
    Float64Array.from({ length: nStates }, (_reward, s) => {
      let sum = 0;
      for (let next = 0; next < nStates; next++) {
        const chance = transition[a]?.[s]?.[next] ?? 0;
        if (chance > 0) sum += chance * payoff(s, a, next);
      }
      return sum;
    }),
  );
  const start = new Float64Array(nStates);
  start[0] = 0.8;
  start[FATIGUE] = 0.2;
  // No call to one who was contacted twice lately; settlements from 60, courts from 90 days past due.
  const mask = stateNames.map((_name, s) => {
    const [bucket, fatigue] = [Math.floor(s / FATIGUE), s % FATIGUE];
    return s >= N_LIVE ? [1, 0, 0, 0, 0] : [1, 1, Number(fatigue < FATIGUE - 1), Number(bucket >= 1), Number(bucket >= 2)];
  });
  return { model: tabularModel({ stateNames, actionNames: ACTIONS, transition, reward, gamma, start, mask }), payoff };
}

/** How to treat a debtor each month, by days past due and by how often he was contacted lately. */
export const collections = defineEnv({
  id: "collections",
  version: 1,
  title: "Collections",
  description: "A debtor is left alone, messaged, called, offered a settlement or taken to court each month; contact wears out, and costs.",
  actions: "discrete",
  params,
  model: (setting) => modelOf(setting).model,
  create(setting) {
    const { model, payoff } = modelOf(setting);
    return tabularEnv({ id: "collections", version: 1, model, terminal: [PAID, WRITTEN_OFF], maxSteps: setting.months, payoff });
  },
});
