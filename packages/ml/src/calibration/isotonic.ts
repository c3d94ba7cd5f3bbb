import { z } from "zod";
import { type CalibrationRows, defineCalibrator } from "./calibrator.ts";
import { smoothedTargets } from "./smoothed-targets.ts";

/** Rows pooled to one level: their number, the sum of their raw outputs and of their targets. */
interface Pool {
  count: number;
  logits: number;
  targets: number;
}

/** The probability rises by at most this over one standard deviation of the raw outputs. */
const STEEPEST = 1;

/**
 * Centred isotonic calibration: the rising step function that fits the smoothed targets best (pool adjacent violators), then straight lines
 * between the centres of its steps, flat beyond the outer ones. Unlike the bare steps it has no jumps, so that a raw output that differs by
 * rounding does not get another grade, and it keeps rows apart that the steps would tie.
 * Steps so close that the line between them would rise by more than 1 a standard deviation of the outputs are pooled too.
 * Source: Barlow et al. (1972) for the pooling; Oron and Flournoy (2017) for the centres.
 */
export const isotonic = defineCalibrator({
  method: "ISOTONIC",
  title: "Isotonic regression",
  description: "Any rising curve, learned from the rows alone: for a thousand events or more.",
  tasks: ["BINARY"],
  state: z.strictObject({ logits: z.array(z.number()).min(1), probabilities: z.array(z.number().gt(0).lt(1)).min(1) }).refine(isRising, {
    message: "the levels must rise",
  }),

  fit(rows) {
    const steps = pooled(rows);
    const spread = standardDeviation(rows.logits);
    const levels = spread > 0 ? notSteeper(steps, STEEPEST / spread) : steps;
    return {
      logits: levels.map(({ count, logits }) => logits / count),
      probabilities: levels.map(({ count, targets }) => targets / count),
    };
  },

  open({ logits, probabilities }) {
    const last = logits.length - 1;
    return (raw) =>
      raw.map((value) => {
        if (value <= (logits[0] as number)) return probabilities[0] as number;
        if (value >= (logits[last] as number)) return probabilities[last] as number;
        let [low, high] = [0, last];
        while (high - low > 1) {
          const middle = (low + high) >> 1;
          if ((logits[middle] as number) <= value) low = middle;
          else high = middle;
        }
        const [from, to] = [logits[low] as number, logits[high] as number];
        const [below, above] = [probabilities[low] as number, probabilities[high] as number];
        return below + ((above - below) * (value - from)) / (to - from);
      });
  },
});

/** The steps of the isotonic fit, ascending; rows of one raw output are never parted. */
function pooled({ logits, y, n }: CalibrationRows): Pool[] {
  const targets = smoothedTargets(y);
  const order = Array.from({ length: n }, (_row, i) => i).sort((a, b) => (logits[a] as number) - (logits[b] as number));
  const pools: Pool[] = [];
  let last: number | null = null;
  for (const i of order) {
    const own: Pool = { count: 1, logits: logits[i] as number, targets: targets[i] as number };
    const before = pools.at(-1);
    if (before && logits[i] === last) absorb(before, own);
    else pools.push(own);
    last = logits[i] as number;
  }
  const steps: Pool[] = [];
  for (const pool of pools) {
    steps.push(pool);
    while (steps.length > 1 && levelOf(steps.at(-2) as Pool) >= levelOf(steps.at(-1) as Pool))
      absorb(steps.at(-2) as Pool, steps.pop() as Pool);
  }
  return steps;
}

/** Pools neighbours until no line between two centres is steeper than `limit`. */
function notSteeper(steps: readonly Pool[], limit: number): Pool[] {
  const kept: Pool[] = [];
  for (const step of steps) {
    kept.push({ ...step });
    while (kept.length > 1) {
      const [before, here] = [kept.at(-2) as Pool, kept.at(-1) as Pool];
      const rise = levelOf(here) - levelOf(before);
      if (rise <= limit * (here.logits / here.count - before.logits / before.count)) break;
      absorb(before, kept.pop() as Pool);
    }
  }
  return kept;
}

function absorb(into: Pool, other: Pool): void {
  into.count += other.count;
  into.logits += other.logits;
  into.targets += other.targets;
}

const levelOf = ({ count, targets }: Pool): number => targets / count;

function standardDeviation(values: ArrayLike<number>): number {
  let [mean, squares] = [0, 0];
  for (let i = 0; i < values.length; i++) mean += (values[i] as number) / values.length;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

function isRising({ logits, probabilities }: { logits: number[]; probabilities: number[] }): boolean {
  const rises = (values: number[]) => values.every((value, i) => i === 0 || value > (values[i - 1] as number));
  return logits.length === probabilities.length && rises(logits) && rises(probabilities);
}
