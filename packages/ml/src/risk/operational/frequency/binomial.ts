import { z } from "zod";
import { degenerateTarget } from "../../../evaluation/inputs.ts";
import { binomialPmf } from "../../../numeric/distributions.ts";
import { defineFrequency, momentsOf } from "./frequency.ts";

/** Trials beyond this many times the largest count are a Poisson distribution for every purpose. */
const MOST_TRIALS = 1000;

/** P(N = k) of a fixed number of occasions, each with the same chance of a loss: the variance is below the mean. */
export const binomial = defineFrequency({
  name: "binomial",
  title: "Binomial",
  description: "A fixed number of occasions with the same chance of a loss each: the variance of the yearly number is below its mean.",
  params: z.strictObject({
    trials: z.int("must be a whole number").min(1).max(1e7).default(100).meta({ title: "Occasions", description: "Occasions a year." }),
    chance: z
      .number()
      .gt(0, "must be above 0")
      .lt(1, "must be below 1")
      .default(0.1)
      .meta({ title: "Chance", description: "Of a loss at each." }),
  }),
  at({ trials, chance }) {
    return {
      mean: trials * chance,
      variance: trials * chance * (1 - chance),
      pmf: (k) => binomialPmf(k, trials, chance),
      panjer: { a: -chance / (1 - chance), b: ((trials + 1) * chance) / (1 - chance) },
      generating(re, im) {
        const [x, y] = [1 - chance + chance * re, chance * im];
        const radius = Math.hypot(x, y) ** trials;
        const angle = trials * Math.atan2(y, x);
        return [radius * Math.cos(angle), radius * Math.sin(angle)];
      },
    };
  },
  fit(counts) {
    const { mean, variance } = momentsOf(counts);
    const most = counts.reduce((largest, k) => Math.max(largest, k), 0);
    if (mean === 0 || !(variance * (1 - 1 / counts.length) < mean))
      throw degenerateTarget(
        `The counts vary no less than a Poisson number (mean ${mean}, variance ${variance}): a binomial has no best number of occasions. Use Poisson or negative binomial.`,
      );
    if (variance === 0)
      throw degenerateTarget(`All years have ${mean} losses: a binomial of certain losses is no distribution. Take a longer period.`);
    const likelihood = (trials: number) => counts.reduce((sum, k) => sum + Math.log(binomialPmf(k, trials, mean / trials)), 0);
    // The profile in the number of trials has one peak: climb from the largest count, in steps that double while they gain.
    let trials = Math.max(most, Math.ceil(mean + 1e-9));
    let best = likelihood(trials);
    for (let step = 1; trials < MOST_TRIALS * most && step >= 1; ) {
      const next = likelihood(trials + step);
      if (next > best) {
        trials += step;
        best = next;
        step *= 2;
      } else step = Math.floor(step / 2);
    }
    const chance = mean / trials;
    const standardErrors = { trials: 0, chance: Math.sqrt((chance * (1 - chance)) / (trials * counts.length)) };
    return { params: { trials, chance }, standardErrors, logLikelihood: best, nFree: 2 };
  },
  thinned: ({ trials, chance }, share) => ({ trials, chance: chance * share }),
});
