/** Rows of one group, from the highest score to the lowest. */
export interface GroupRows {
  /** [n] descending. */
  score: Float64Array;
  /** [n] 1 where the event happened. */
  label: Uint8Array;
  /** Rows declined: those of score >= threshold, which stand first. */
  declined: number;
}

/** Names of what is measured of a group. Rates of an empty denominator are NaN here and null in a report. */
export const GROUP_METRICS = [
  "selectionRate",
  "truePositiveRate",
  "falsePositiveRate",
  "auc",
  "meanScore",
  "observedRate",
  "calibrationGap",
] as const;
export type GroupMetric = (typeof GROUP_METRICS)[number];

/** The rows of a group, sorted. @param threshold rows of score >= threshold are declined. */
export function groupRows(
  rows: Int32Array,
  y: ArrayLike<number>,
  score: ArrayLike<number>,
  threshold: number | ArrayLike<number>,
): GroupRows {
  const order = Int32Array.from(rows).sort((a, b) => (score[b] as number) - (score[a] as number));
  const limitOf = (row: number): number => (typeof threshold === "number" ? threshold : (threshold[row] as number));
  return {
    score: Float64Array.from(order, (row) => score[row] as number),
    label: Uint8Array.from(order, (row) => y[row] as number),
    // All rows of a group have one threshold, so those declined are the first ones.
    declined: order.filter((row) => (score[row] as number) >= limitOf(row)).length,
  };
}

/**
 * The metrics of counted rows, in the order of GROUP_METRICS: approved among all; events declined among events; non-events declined among
 * non-events; area under the ROC curve, ties one half; mean score; share of events; mean score less share of events.
 * @param counts [n] how often each row counts, in the rows' order.
 */
export function groupMetrics({ score, label, declined }: GroupRows, counts: Uint16Array, out: Float64Array): void {
  let [n, events, caught, turnedDown, sum, pairs] = [0, 0, 0, 0, 0, 0];
  // Events above the current score, and those of the tie that is being read.
  let [tieEvents, tieOthers, above] = [0, 0, 0];
  for (let i = 0; i < score.length; i++) {
    if (i > 0 && score[i] !== score[i - 1]) {
      pairs += tieOthers * (above + tieEvents / 2);
      above += tieEvents;
      [tieEvents, tieOthers] = [0, 0];
    }
    const count = counts[i] as number;
    if (count === 0) continue;
    const hits = count * (label[i] as number);
    n += count;
    events += hits;
    sum += count * (score[i] as number);
    tieEvents += hits;
    tieOthers += count - hits;
    if (i < declined) {
      caught += hits;
      turnedDown += count - hits;
    }
  }
  pairs += tieOthers * (above + tieEvents / 2);
  const others = n - events;
  out[0] = (n - caught - turnedDown) / n;
  out[1] = caught / events;
  out[2] = turnedDown / others;
  out[3] = pairs / (events * others);
  out[4] = sum / n;
  out[5] = events / n;
  out[6] = (sum - events) / n;
}
