import { type Column, createRng, type Table } from "@plimsoll/features";
import { type DiscreteEnv, drawIndex } from "../env.ts";
import { type PricingBandit, pricingBandit } from "../environments/bandit-pricing.ts";
import { environment } from "../environments/index.ts";
import { softmaxChances } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import { checkSeed } from "../seed.ts";

export interface SampleLogOptions {
  /** Decisions of the pricing log; accounts of the others. */
  n: number;
  seed: number;
  /** Time of the first decision, milliseconds since 1970. */
  start: number;
  /** When the outcome of a decision is known, days after it. */
  rewardDelay_days: number;
  /** Outcomes that are due later stay empty, milliseconds since 1970. */
  now: number;
}

const DAY = 86_400_000;
const MONTH = 30 * DAY;
/** Share of decisions that the past policy took at random, so that each action has a chance everywhere. */
const EXPLORED = 0.1;

/** The environments that a sample log can be made of. */
export const SAMPLE_ENVIRONMENTS = ["bandit-pricing", "credit-limit", "collections"] as const;
export type SampleEnvironment = (typeof SAMPLE_ENVIRONMENTS)[number];

/**
 * A log of decisions as a lender would have it, made by a documented simulator: plain columns, the chance of each action written down,
 * outcomes empty until they are due. The same options give the same rows.
 */
export function sampleLog(id: SampleEnvironment, options: SampleLogOptions): Table {
  if (!Number.isInteger(options.n) || options.n < 1 || options.n > 2_000_000)
    throw refuse(`Parameter 'n' must be a whole number from 1 to 2000000. Got ${options.n}.`);
  checkSeed(options.seed);
  for (const name of ["start", "now", "rewardDelay_days"] as const)
    if (!Number.isFinite(options[name]))
      throw refuse(`Parameter '${name}' of a sample log must be a number. Got ${options[name]}.`, [name]);
  return id === "bandit-pricing" ? pricingLog(options) : accountLog(id, options);
}

/** What the past pricing policy did: cautious with bad risks, seldom the highest price; a tenth of the time at random. */
export function pastPricing({ nSegments, nActions }: Pick<PricingBandit, "nSegments" | "nActions">, segment: number): Float64Array {
  const risk = nSegments > 1 ? segment / (nSegments - 1) : 0;
  const logits = Array.from({ length: nActions }, (_logit, a) => (a === 0 ? -2.6 + 3.9 * risk : -0.6 * (a - 1) + 0.5 * risk * (a - 1)));
  return softmaxChances(logits, new Uint8Array(nActions).fill(1)).map((chance) => (1 - EXPLORED) * chance + EXPLORED / nActions);
}

function pricingLog({ n, seed, start, rewardDelay_days, now }: SampleLogOptions): Table {
  const bandit = pricingBandit();
  const rng = createRng(seed);
  const [propensity, reward, due, decided, score, age, income] = [0, 0, 0, 0, 0, 0, 0].map(() => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [segments, actions, groups] = [new Int32Array(n), new Int32Array(n), new Int32Array(n)];
  for (let i = 0; i < n; i++) {
    const segment = drawIndex(bandit.shares, rng.next());
    const chances = pastPricing(bandit, segment);
    const action = drawIndex(chances, rng.next());
    const paid = bandit.draw(segment, action, rng);
    segments[i] = segment;
    actions[i] = action;
    propensity[i] = chances[action] as number;
    decided[i] = start + Math.floor((i * 365 * DAY) / n);
    due[i] = (decided[i] as number) + rewardDelay_days * DAY;
    reward[i] = (due[i] as number) <= now ? paid : Number.NaN;
    // A bureau score falls with the segment's risk; age and income say nothing about the outcome, the group is a protected one.
    score[i] = Math.round(720 - 22 * segment + 8 * rng.normal());
    age[i] = 21 + rng.int(50);
    income[i] = Math.round(1800 * Math.exp(0.4 * rng.normal()));
    groups[i] = Number(rng.next() < 0.4);
  }
  return {
    rowCount: n,
    columns: [
      text("risk_segment", segments, bandit.segmentNames),
      number("bureau_score", score),
      number("age", age),
      number("income", income),
      text("group", groups, ["A", "B"]),
      text("action", actions, bandit.actionNames),
      number("propensity", propensity),
      number("reward", reward),
      number("reward_due_at", due, "TIMESTAMP"),
      number("decided_at", decided, "TIMESTAMP"),
      text("policy_version", new Int32Array(n), ["sample-past-pricing"]),
      text("segment", segments, bandit.segmentNames),
    ],
  };
}

/** What the past account policy did: mostly the middle way (holding, messaging), the rest at random among what was allowed. */
const USUAL: Record<Exclude<SampleEnvironment, "bandit-pricing">, number> = { "credit-limit": 1, collections: 1 };
const USUAL_SHARE = 0.7;

function accountLog(id: Exclude<SampleEnvironment, "bandit-pricing">, { n, seed, start, rewardDelay_days, now }: SampleLogOptions): Table {
  const env = environment(id).create() as DiscreteEnv;
  const states = env.observationNames;
  const rows: {
    account: number;
    state: number;
    action: number;
    propensity: number;
    reward: number;
    decided: number;
    allowed: string;
    ended: boolean;
  }[] = [];
  for (let account = 0; account < n; account++) {
    const rng = createRng(seed + account + 2 ** 32);
    let { obs } = env.reset(seed + account);
    for (let month = 0; ; month++) {
      const mask = env.actionMask?.() ?? [];
      const open = mask.flatMap((isOpen, a) => (isOpen ? [a] : []));
      const usual = USUAL[id];
      const chances = mask.map((isOpen, a) =>
        isOpen ? (mask[usual] ? (1 - USUAL_SHARE) / open.length + USUAL_SHARE * Number(a === usual) : 1 / open.length) : 0,
      );
      const action = drawIndex(chances, rng.next());
      const result = env.step(action);
      rows.push({
        account,
        state: obs.indexOf(1),
        action,
        propensity: chances[action] as number,
        reward: result.reward,
        decided: start + month * MONTH,
        allowed: open.map((a) => env.actionNames[a]).join("|"),
        ended: result.terminated,
      });
      obs = result.obs;
      if (result.terminated || result.truncated) break;
    }
  }
  const count = rows.length;
  const allowed = [...new Set(rows.map((row) => row.allowed))];
  const decided = Float64Array.from(rows, (row) => row.decided);
  const due = decided.map((time) => time + rewardDelay_days * DAY);
  return {
    rowCount: count,
    columns: [
      text(
        "episode",
        Int32Array.from(rows, ({ account }) => account),
        Array.from({ length: n }, (_name, account) => `A${account + 1}`),
      ),
      text(
        "state",
        Int32Array.from(rows, ({ state }) => state),
        [...states],
      ),
      text(
        "action",
        Int32Array.from(rows, ({ action }) => action),
        [...env.actionNames],
      ),
      number(
        "propensity",
        Float64Array.from(rows, ({ propensity }) => propensity),
      ),
      number(
        "reward",
        Float64Array.from(rows, ({ reward }, i) => ((due[i] as number) <= now ? reward : Number.NaN)),
      ),
      number("reward_due_at", due, "TIMESTAMP"),
      number("decided_at", decided, "TIMESTAMP"),
      text(
        "allowed",
        Int32Array.from(rows, (row) => allowed.indexOf(row.allowed)),
        allowed,
      ),
      text("policy_version", new Int32Array(count), ["sample-past-policy"]),
      text(
        "segment",
        Int32Array.from(rows, ({ state }) => state),
        [...states],
      ),
      { name: "ended", type: "BOOLEAN", values: Float64Array.from(rows, ({ ended }) => Number(ended)) },
    ],
  };
}

const number = (name: string, values: Float64Array, type: "FLOAT" | "TIMESTAMP" = "FLOAT"): Column => ({ name, type, values });
const text = (name: string, codes: Int32Array, dictionary: string[]): Column => ({ name, type: "STRING", codes, dictionary });
