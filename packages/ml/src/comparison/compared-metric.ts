import type { Task } from "@plimsoll/schema";
import { invalidInput, type Values } from "../evaluation/inputs.ts";
import { LOG_LOSS_CLIP } from "../evaluation/probability.ts";
import { type RankedScores, rankingMetrics } from "../evaluation/ranking.ts";

/** One model's answers on the rows of one fold. */
export interface FoldAnswers {
  /** [n] label 0 or 1, class index, or value. */
  y: Values;
  /** [n, k] row-major: probability of label 1 or score (k = 1), probabilities of the classes, value (k = 1). */
  outputs: Values;
  k: number;
}

/** The metric of rows that count as often as `counts` says; null where it is undefined for them, as a ranking is without both classes. */
export type Statistic = (counts: Uint16Array) => number | null;

/** A metric that models can be compared by. */
export interface ComparedMetric {
  name: string;
  tasks: readonly Task[];
  better: "higher" | "lower";
  /** Made once a model and fold, then asked for every resample. */
  statistic(answers: FoldAnswers): Statistic;
}

/** g(mean of a number of each row). */
const ofRows =
  (row: (y: number, outputs: Values, at: number, k: number) => number, g: (mean: number) => number = (mean) => mean) =>
  ({ y, outputs, k }: FoldAnswers): Statistic => {
    const values = Float64Array.from({ length: y.length }, (_, i) => row(y[i] as number, outputs, i * k, k));
    return (counts) => {
      let sum = 0;
      let n = 0;
      for (let i = 0; i < values.length; i++) {
        const count = counts[i] as number;
        sum += count * (values[i] as number);
        n += count;
      }
      return n === 0 ? null : g(sum / n);
    };
  };

const ofRanking =
  (pick: (metrics: ReturnType<typeof rankingMetrics>) => number) =>
  ({ y, outputs }: FoldAnswers): Statistic => {
    const { ranked, order } = rankWithOrder(y, outputs);
    const counts = new Uint16Array(ranked.n);
    return (given) => {
      let nPositive = 0;
      let nNegative = 0;
      for (let i = 0; i < order.length; i++) {
        const count = given[order[i] as number] as number;
        counts[i] = count;
        if (ranked.label[i] === 1) nPositive += count;
        else nNegative += count;
      }
      return nPositive === 0 || nNegative === 0 ? null : pick(rankingMetrics(ranked, { counts, nPositive, nNegative }));
    };
  };

/** As `rankScores`, with the row that each place came from. */
function rankWithOrder(y: Values, score: Values): { ranked: RankedScores; order: Uint32Array } {
  const n = y.length;
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((a, b) => (score[b] as number) - (score[a] as number));
  const sorted = Float64Array.from(order, (row) => score[row] as number);
  const label = Uint8Array.from(order, (row) => y[row] as number);
  const groupEnd: number[] = [];
  for (let i = 1; i <= n; i++) if (i === n || sorted[i] !== sorted[i - 1]) groupEnd.push(i);
  const nPositive = label.reduce((sum, one) => sum + one, 0);
  return { ranked: { n, nPositive, nNegative: n - nPositive, score: sorted, label, groupEnd: Uint32Array.from(groupEnd) }, order };
}

const clipped = (p: number): number => Math.min(1, Math.max(LOG_LOSS_CLIP, p));
const probabilityOf = (y: number, outputs: Values, at: number, k: number): number => {
  if (k > 1) return outputs[at + y] as number;
  return y === 1 ? (outputs[at] as number) : 1 - (outputs[at] as number);
};
const isRight = (y: number, outputs: Values, at: number, k: number): number => {
  let best = 0;
  for (let i = 1; i < k; i++) if ((outputs[at + i] as number) > (outputs[at + best] as number)) best = i;
  return Number(best === y);
};
const error = (y: number, outputs: Values, at: number): number => (outputs[at] as number) - y;
const RANKED: readonly Task[] = ["BINARY", "ANOMALY"];
const VALUES: readonly Task[] = ["REGRESSION", "FORECAST"];

/** Every metric that models are compared by, one line each; the first of a task is the one when nothing is said. */
export const comparedMetrics: readonly ComparedMetric[] = [
  { name: "auc", tasks: RANKED, better: "higher", statistic: ofRanking(({ auc }) => auc) },
  { name: "average_precision", tasks: RANKED, better: "higher", statistic: ofRanking(({ averagePrecision }) => averagePrecision) },
  { name: "ks", tasks: RANKED, better: "higher", statistic: ofRanking(({ ks }) => ks) },
  {
    name: "log_loss",
    tasks: ["MULTICLASS", "BINARY"],
    better: "lower",
    statistic: ofRows((y, outputs, at, k) => -Math.log(clipped(probabilityOf(y, outputs, at, k)))),
  },
  { name: "brier", tasks: ["BINARY"], better: "lower", statistic: ofRows((y, outputs, at) => error(y, outputs, at) ** 2) },
  { name: "accuracy", tasks: ["MULTICLASS"], better: "higher", statistic: ofRows(isRight) },
  { name: "rmse", tasks: VALUES, better: "lower", statistic: ofRows((y, outputs, at) => error(y, outputs, at) ** 2, Math.sqrt) },
  { name: "mae", tasks: VALUES, better: "lower", statistic: ofRows((y, outputs, at) => Math.abs(error(y, outputs, at))) },
];

/** The metric of that name, or the task's first. @throws AppError "INVALID_INPUT" naming those of the task. */
export function comparedMetric(task: Task, name: string | null | undefined): ComparedMetric {
  const fitting = comparedMetrics.filter(({ tasks }) => tasks.includes(task));
  const found = name ? fitting.find((metric) => metric.name === name) : fitting[0];
  if (found) return found;
  throw invalidInput(
    `Models of task ${task} are not compared by '${name}'. Choose one of: ${fitting.map((metric) => metric.name).join(", ")}.`,
    {
      path: ["metric"],
    },
  );
}
