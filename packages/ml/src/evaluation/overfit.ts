import type { BaselineResult, MetricValue, OverfitDiagnosis, Task } from "@plimsoll/schema";

export interface FitEvidence {
  task: Task;
  /** Of all parts; those of TRAIN and TEST with their intervals. */
  metrics: readonly MetricValue[];
  baselines: readonly BaselineResult[];
  /** `loss`, and `val_loss` where there are validation rows, of each epoch. */
  history: readonly { epoch: number; name: string; value: number }[];
  /** Whose weights were kept. */
  weightsOfEpoch: number;
}

/** Metrics that say how good a model is; a higher value of the first is better, a lower one of the others. */
const HIGHER = ["auc", "average_precision", "ks", "accuracy", "f1", "macro_f1", "r2", "precision_at_alert_share", "recall_at_alert_share"];
const LOWER = ["log_loss", "brier", "rmse", "mae", "mase", "pinball", "qlike", "mean_score"];

/** What a task's verdict goes by, and the value of having learned nothing: where null the gap is measured by the training value itself. */
const DECIDING: Record<Task, { name: string; nothing: number | null }> = {
  BINARY: { name: "auc", nothing: 0.5 },
  MULTICLASS: { name: "accuracy", nothing: null },
  REGRESSION: { name: "r2", nothing: 0 },
  FORECAST: { name: "mae", nothing: null },
  ANOMALY: { name: "mean_score", nothing: null },
};

/** Part of what was learned that is lost on new rows from which on a gap matters, and that of the training value where nothing says what was learned. */
const LOST = 0.15;
/** Rise of the validation loss since its lowest that matters. */
const RISEN = 0.05;
/** Fall of the loss in the last epoch that says that training was not done. */
const STILL_FALLING = 0.02;
/** What a model has learned at least, on its own training rows. */
const NEXT_TO_NOTHING = 0.05;
const MOST_POINTS = 200;
/** Models too plain to learn rows by heart: one of them fitting the training rows better says that the network has not learned enough. */
const PLAIN = new Set(["LOGISTIC", "LINEAR", "MAJORITY", "NAIVE", "SEASONAL_NAIVE"]);

/**
 * Whether a network has learned its training rows by heart, too little, or soundly: gaps between training and test rows, and the course of the losses.
 * gap = how much worse a metric is on the test rows; its 95 % interval joins the bootstrap intervals of the two parts, which share no row:
 * gap -+ sqrt of the sum of the squared half widths on the sides that matter.
 * OVERFITS: the gap of the task's deciding metric is beyond chance, and more than 15 % of what was learned on the training rows, or the validation
 * loss has risen by more than 5 % since its lowest while the training loss fell. UNDERFITS: next to nothing was learned, a plain model fits the training rows
 * better beyond chance, or the losses still fell by 2 % when training ended. Else SOUND.
 * @returns verdict, sentences for people, the gaps and the thinned curves. Source of the interval: Zou and Donner (2008), MOVER.
 */
export function diagnoseFit(evidence: FitEvidence): OverfitDiagnosis {
  const { history, weightsOfEpoch } = evidence;
  const gaps = gapsOf(evidence.metrics);
  const curve = curveOf(history);
  const lowest = curve.reduce<(typeof curve)[number] | null>(
    (best, point) =>
      point.validation !== null && (best === null || point.validation < (best.validation ?? point.validation)) ? point : best,
    null,
  );
  const over = overfitting(evidence, gaps, curve, lowest);
  const under = over.length > 0 ? [] : underfitting(evidence, gaps, curve);
  const verdict = over.length > 0 ? "OVERFITS" : under.length > 0 ? "UNDERFITS" : "SOUND";
  const sentences = over.length > 0 ? over : under.length > 0 ? under : soundness(evidence, gaps);
  return { verdict, sentences, gaps, curve: thinned(curve), lowestEpoch: lowest?.epoch ?? null, weightsOfEpoch };
}

type Gap = OverfitDiagnosis["gaps"][number];
type Point = OverfitDiagnosis["curve"][number];

function gapsOf(metrics: readonly MetricValue[]): Gap[] {
  return [...HIGHER, ...LOWER].flatMap((name) => {
    const [train, test] = ["TRAIN", "TEST"].map((split) => metrics.find((metric) => metric.name === name && metric.split === split));
    if (!train || !test) return [];
    // As losses: of a score that should be high its negative.
    const sign = HIGHER.includes(name) ? -1 : 1;
    const gap = sign * (test.value - train.value);
    const half = (worse: 1 | -1): number | null => {
      const [ofTest, ofTrain] = [side(test, sign * worse), side(train, -sign * worse)];
      return ofTest === null || ofTrain === null ? null : Math.hypot(ofTest, ofTrain);
    };
    const [up, down] = [half(1), half(-1)];
    return [
      { name, train: train.value, test: test.value, gap, low: down === null ? null : gap - down, high: up === null ? null : gap + up },
    ];
  });
}

/** Distance from the value to the end of its interval: the upper one for a positive direction. */
function side({ value, low, high }: MetricValue, direction: number): number | null {
  const end = direction > 0 ? high : low;
  return end === null ? null : Math.abs(end - value);
}

function curveOf(history: FitEvidence["history"]): Point[] {
  const points = new Map<number, Point>();
  for (const { epoch, name, value } of history) {
    if (name !== "loss" && name !== "val_loss") continue;
    const point = points.get(epoch) ?? { epoch, train: Number.NaN, validation: null };
    points.set(epoch, name === "loss" ? { ...point, train: value } : { ...point, validation: value });
  }
  return [...points.values()].sort((a, b) => a.epoch - b.epoch);
}

function thinned(curve: readonly Point[]): Point[] {
  if (curve.length <= MOST_POINTS) return [...curve];
  const last = curve.length - 1;
  return Array.from({ length: MOST_POINTS }, (_, k) => curve[Math.round((k * last) / (MOST_POINTS - 1))] as Point);
}

/** What was learned on the training rows, against knowing nothing; null where the metric has no such value. */
function learnedOf(task: Task, { train }: Gap): number | null {
  const { nothing } = DECIDING[task];
  return nothing === null ? null : Math.max(0, train - nothing);
}

function overfitting({ task, weightsOfEpoch }: FitEvidence, gaps: readonly Gap[], curve: readonly Point[], lowest: Point | null): string[] {
  const own = gaps.find(({ name }) => name === DECIDING[task].name);
  const sentences: string[] = [];
  const beyondChance = own !== undefined && own.low !== null && own.low > 0;
  if (own && beyondChance) {
    const share = own.gap / Math.max(learnedOf(task, own) ?? Math.abs(own.train), Number.MIN_VALUE);
    if (share > LOST)
      sentences.push(
        `${said(own)} That is ${percent(share)} of ${learnedOf(task, own) === null ? "its value on the training rows" : "what it learned"}.`,
      );
  }
  const kept = curve.find(({ epoch }) => epoch === weightsOfEpoch);
  if (lowest?.validation && kept?.validation && kept.epoch > lowest.epoch && kept.train < lowest.train) {
    const rise = (kept.validation - lowest.validation) / Math.abs(lowest.validation);
    if (rise > RISEN)
      sentences.push(
        `The validation loss was lowest after epoch ${lowest.epoch} and has risen by ${percent(rise)} since, while the training loss went on falling.`,
      );
  }
  if (sentences.length === 0) return [];
  return [
    "Overfits: it knows its training rows better than it knows new ones.",
    ...sentences,
    "Fewer epochs or units, early stopping, dropout or l2 help; so do more rows.",
  ];
}

function underfitting({ task, metrics, baselines, weightsOfEpoch }: FitEvidence, gaps: readonly Gap[], curve: readonly Point[]): string[] {
  const { name } = DECIDING[task];
  const own = gaps.find((gap) => gap.name === name);
  const sentences: string[] = [];
  const learned = own && learnedOf(task, own);
  if (own && learned !== null && learned !== undefined && learned < NEXT_TO_NOTHING)
    sentences.push(
      `Even on its training rows its ${name} is ${digits(own.train)}: it has learned next to nothing, or the columns say nothing of the target.`,
    );
  const train = metrics.find((metric) => metric.name === name && metric.split === "TRAIN");
  for (const baseline of baselines) {
    if (!train || !PLAIN.has(baseline.name)) continue;
    const other = baseline.metrics.find((metric) => metric.name === name && metric.split === "TRAIN");
    if (other && isBetter(name, other, train))
      sentences.push(`${baseline.name} fits the training rows better: ${name} ${digits(other.value)} against ${digits(train.value)}.`);
  }
  const [before, last] = curve.slice(-2);
  const isLast = last !== undefined && last.epoch === weightsOfEpoch;
  if (
    before &&
    last &&
    isLast &&
    falls(before.train, last.train) &&
    (last.validation === null || falls(before.validation, last.validation))
  )
    sentences.push(`The losses still fell by more than ${percent(STILL_FALLING)} in the last epoch: training ended early.`);
  if (sentences.length === 0) return [];
  return [
    "Underfits: there is more to learn from these rows.",
    ...sentences,
    "More epochs or units, a higher learning rate or less regularisation help.",
  ];
}

const falls = (before: number | null, after: number): boolean => before !== null && before - after > STILL_FALLING * Math.abs(before);

/** Whether one interval lies wholly on the better side of the other. */
function isBetter(name: string, a: MetricValue, b: MetricValue): boolean {
  if (a.low === null || a.high === null || b.low === null || b.high === null) return false;
  return HIGHER.includes(name) ? a.low > b.high : a.high < b.low;
}

function soundness({ task }: FitEvidence, gaps: readonly Gap[]): string[] {
  const own = gaps.find(({ name }) => name === DECIDING[task].name);
  if (!own) return ["Sound: nothing says that it has learned too much or too little."];
  const chance = own.low !== null && own.low > 0 ? "The gap is beyond chance, but small beside what it learned." : "The gap may be chance.";
  return ["Sound: it does on new rows about what it does on its training rows.", said(own), chance];
}

const said = ({ name, train, test, gap, low, high }: Gap): string => {
  const interval = low === null || high === null ? "" : `, ${digits(low)} to ${digits(high)}`;
  return `Its ${name.replaceAll("_", " ")} is ${digits(train)} on the training rows and ${digits(test)} on the test rows: worse by ${digits(gap)}${interval}.`;
};

const digits = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${Math.round(100 * share)} %`;
