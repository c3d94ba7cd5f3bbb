import { createRng, type Rng } from "@plimsoll/features";
import { z } from "zod";
import { checkAction, type DiscreteEnv, defineEnv, drawIndex } from "../env.ts";
import { type TabularModel, tabularModel } from "../tabular/model.ts";
import { atLeastZero, positive, share } from "./params.ts";

const list = (initial: number[], title: string, description: string) =>
  z
    .array(z.number("must be a number").min(0, "must be at least 0"))
    .min(1, "needs at least one")
    .max(200, "takes at most 200")
    .default(initial)
    .meta({ title, description });

const params = z
  .strictObject({
    segmentShares: list(
      [0.14, 0.12, 0.12, 0.1, 0.1, 0.09, 0.08, 0.07, 0.06, 0.05, 0.04, 0.03],
      "Segment shares",
      "Share of each risk segment among applicants, best risk first.",
    ),
    pd: list(
      [0.004, 0.008, 0.012, 0.018, 0.026, 0.036, 0.05, 0.07, 0.1, 0.14, 0.19, 0.26],
      "PD",
      "Chance of default in each segment at the lowest price.",
    ),
    prices: list([0.12, 0.18, 0.26], "Prices", "Interest rates that can be offered, a year, lowest first."),
    takeRate: list([0.8, 0.62, 0.38], "Take rate", "Chance that the best segment takes the offer, for each price."),
    takeSlope: z
      .array(z.number("must be a number"))
      .default([-0.01, -0.005, 0.004])
      .meta({ title: "Take slope", description: "Change of the take rate from one segment to the next, for each price." }),
    pdSlope: list([1, 1.08, 1.2], "PD by price", "Factor on the PD, for each price: those who accept a high price default more."),
    amount: positive(1000, "Amount", "Loan amount, currency."),
    fundingRate: atLeastZero(0.04, "Funding rate", "Cost of funds, a year."),
    lossGivenDefault: share(0.55, "Loss given default", "Share of the amount lost at default."),
  })
  .refine(({ segmentShares, pd }) => segmentShares.length === pd.length, "segmentShares and pd must have one value a segment")
  .refine(({ segmentShares }) => Math.abs(segmentShares.reduce((sum, share) => sum + share, 0) - 1) < 1e-9, "segmentShares must sum to 1")
  .refine(
    ({ prices, takeRate, takeSlope, pdSlope }) => [takeRate, takeSlope, pdSlope].every(({ length }) => length === prices.length),
    "takeRate, takeSlope and pdSlope must have one value a price",
  );

/** The pricing bandit laid out: for each segment and action the chance of taking, the PD, and the mean and second moment of the reward. */
export interface PricingBandit {
  nSegments: number;
  nActions: number;
  /** S01, S02, ..: best risk first. */
  segmentNames: string[];
  /** "decline", then one name a price. */
  actionNames: string[];
  shares: Float64Array;
  /** [segment * nActions + action] */
  takeRate: Float64Array;
  pd: Float64Array;
  meanReward: Float64Array;
  secondMoment: Float64Array;
  /** What an applicant of the segment really brings. */
  draw(segment: number, action: number, rng: Rng): number;
}

/** Declining brings 0. An offer is taken or not; a taken one pays amount * (price - funding) or, at default, loses amount * LGD. */
export function pricingBandit(input: unknown = {}): PricingBandit {
  const setting = params.parse(input);
  const { prices, amount, fundingRate, lossGivenDefault } = setting;
  const nSegments = setting.pd.length;
  const nActions = prices.length + 1;
  const size = nSegments * nActions;
  const [takeRate, pd, meanReward, secondMoment] = [0, 0, 0, 0].map(() => new Float64Array(size)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const gain = (action: number) => amount * ((prices[action - 1] as number) - fundingRate);
  const lost = -lossGivenDefault * amount;
  for (let g = 0; g < nSegments; g++) {
    for (let a = 1; a < nActions; a++) {
      const at = g * nActions + a;
      takeRate[at] = Math.min(1, Math.max(0, (setting.takeRate[a - 1] as number) + g * (setting.takeSlope[a - 1] as number)));
      pd[at] = Math.min(1, (setting.pd[g] as number) * (setting.pdSlope[a - 1] as number));
      const [take, bad] = [takeRate[at] as number, pd[at] as number];
      meanReward[at] = take * ((1 - bad) * gain(a) + bad * lost);
      secondMoment[at] = take * ((1 - bad) * gain(a) ** 2 + bad * lost ** 2);
    }
  }
  return {
    nSegments,
    nActions,
    segmentNames: Array.from({ length: nSegments }, (_name, g) => `S${String(g + 1).padStart(2, "0")}`),
    actionNames: ["decline", ...prices.map((price) => `price_${Number((price * 100).toFixed(4))}`)],
    shares: Float64Array.from(setting.segmentShares),
    takeRate,
    pd,
    meanReward,
    secondMoment,
    draw(segment, action, rng) {
      if (action === 0) return 0;
      const at = segment * nActions + action;
      if (rng.next() >= (takeRate[at] as number)) return 0;
      return rng.next() < (pd[at] as number) ? lost : gain(action);
    },
  };
}

/** One offer as a model: what follows is another applicant, and a discount of 0 lets only this one count. */
function modelOf({ nSegments, nActions, segmentNames, actionNames, shares, meanReward }: PricingBandit): TabularModel {
  return tabularModel({
    stateNames: segmentNames,
    actionNames,
    transition: actionNames.map(() => segmentNames.map(() => shares)),
    reward: actionNames.map((_name, a) => Float64Array.from({ length: nSegments }, (_reward, g) => meanReward[g * nActions + a] as number)),
    gamma: 0,
    start: shares,
  });
}

/** One applicant, one offer: the observation is the risk segment, one-hot; each episode is a single step. */
export const banditPricing = defineEnv({
  id: "bandit-pricing",
  version: 1,
  title: "Loan pricing",
  description:
    "An applicant of a known risk segment is declined or offered one of several prices; high prices are taken less and default more.",
  actions: "discrete",
  params,
  model: (setting) => modelOf(pricingBandit(setting)),
  create(setting): DiscreteEnv {
    const bandit = pricingBandit(setting);
    let rng = createRng(0);
    let segment = 0;
    let over = true;
    const observe = () => {
      const obs = new Float64Array(bandit.nSegments);
      obs[segment] = 1;
      return obs;
    };
    return {
      id: "bandit-pricing",
      version: 1,
      observationSpace: {
        kind: "box",
        low: new Array<number>(bandit.nSegments).fill(0),
        high: new Array<number>(bandit.nSegments).fill(1),
      },
      actionSpace: { kind: "discrete", n: bandit.nActions },
      observationNames: bandit.segmentNames,
      actionNames: bandit.actionNames,
      reset(seed) {
        rng = createRng(seed);
        segment = drawIndex(bandit.shares, rng.next());
        over = false;
        return { obs: observe(), info: { segment: segment + 1 } };
      },
      step(action) {
        checkAction("bandit-pricing", action, bandit.nActions, null, over);
        over = true;
        return {
          obs: observe(),
          reward: bandit.draw(segment, action, rng),
          terminated: true,
          truncated: false,
          info: { segment: segment + 1 },
        };
      },
    };
  },
});
