import { createRng } from "@plimsoll/features";
import { type Interval, quantile, replicatesFor } from "../evaluation/bootstrap.ts";
import { checkBinary, checkProbabilities, checkSameLength, invalidInput, type Values } from "../evaluation/inputs.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { GROUP_METRICS, type GroupMetric, type GroupRows, groupMetrics, groupRows } from "./group-metrics.ts";
import { type Grouping, rowsByGroup } from "./groups.ts";
import { equalRatesPValue } from "./rate-tests.ts";

export interface GroupValue {
  /** Null where it has none: no events, say. */
  value: number | null;
  /** 95 % percentile bootstrap within the group; null where the value is, or too few resamples have one. */
  low: number | null;
  high: number | null;
}

/** One group beside the reference group. Differences are the reference's value less the group's, of what is good for the applicant. */
export interface GroupResult {
  name: string;
  nRows: number;
  nEvents: number;
  /** Fewer events than the least asked for: its figures are shown greyed and judge nothing. */
  isSmall: boolean;
  isReference: boolean;
  metrics: Record<GroupMetric, GroupValue>;
  /** Adverse impact ratio: approved share over the reference's. Null for the reference, or where that approves nobody. */
  adverseImpactRatio: (GroupValue & { pValue: number }) | null;
  /** Standardised mean difference of the scores: (group - reference) / pooled standard deviation; positive = scored riskier. */
  standardizedMeanDifference: number | null;
  /** Approval rate among those without the event, reference less group. */
  equalOpportunityDifference: GroupValue | null;
  /** Mean of that and of the same among those with the event. */
  averageOddsDifference: number | null;
}

export interface GroupReport {
  attribute: string;
  reference: string;
  groups: GroupResult[];
  /** Lowest approval rate over the highest, of groups that are not small. */
  lowestOverHighest: number | null;
}

export interface GroupReportInput extends RunControl {
  /** [n] 1 = the event one fears. */
  y: Values;
  /** [n] probability of the event. */
  score: Values;
  /** Declined when score >= threshold; one number, or one a row. */
  threshold: number | Values;
  grouping: Grouping;
  /** Events below which a group is small; 30 unless given. */
  minEvents?: number;
  /** Resamples; 1,000 unless given, fewer for very many rows. */
  replicates?: number;
  seed?: number;
}

/** Share of resamples that must have a value for an interval to be told. */
const ENOUGH = 0.9;

/**
 * How a model treats groups: approvals, errors, ranking and calibration of each with intervals, against a reference group.
 * @returns groups in the grouping's order; the reference is the grouping's own, else of those not small the group approved most often.
 * @throws AppError "INVALID_INPUT" if sizes or values are not what they claim; "CANCELLED".
 * Source of the ratio: EEOC (1978), 29 CFR 1607.4 D; of equal opportunity: Hardt, Price and Srebro (2016).
 */
export async function groupReport(input: GroupReportInput): Promise<GroupReport> {
  const { y, score, threshold, grouping, minEvents = 30, replicates = 1_000, seed = 1 } = input;
  checkBinary(y, score);
  checkProbabilities("score", score);
  checkSameLength("y", y.length, "groups", grouping.codes.length);
  const groups = rowsByGroup(grouping).map((rows, at) => {
    const own = groupRows(rows, y, score, threshold);
    const nEvents = own.label.reduce((sum, label) => sum + label, 0);
    return {
      name: grouping.names[at] as string,
      own,
      nEvents,
      isSmall: nEvents < minEvents,
      point: pointOf(own),
      samples: [] as Float64Array[],
    };
  });
  const count = replicatesFor(Math.max(1, y.length), replicates);
  for (const [at, group] of groups.entries()) {
    // A stream of its own for each group, so that one more group changes no other's interval.
    group.samples = resamples(group.own, count, seed + at * 2 ** 32);
    await pause(input, "Groups", (at + 1) / groups.length);
  }
  const reference = referenceOf(groups, grouping);
  const rates = groups.filter(({ isSmall }) => !isSmall).map(({ point }) => point[0] as number);
  return {
    attribute: grouping.attribute,
    reference: reference.name,
    groups: groups.map((group) => resultOf(group, reference)),
    lowestOverHighest: rates.length > 1 && Math.max(...rates) > 0 ? Math.min(...rates) / Math.max(...rates) : null,
  };
}

interface Measured {
  name: string;
  own: GroupRows;
  nEvents: number;
  isSmall: boolean;
  /** Metrics in the order of GROUP_METRICS. */
  point: Float64Array;
  /** [metrics][replicates] */
  samples: Float64Array[];
}

function referenceOf(groups: readonly Measured[], { reference, attribute }: Grouping): Measured {
  const named = groups.find(({ name }) => name === reference);
  if (named) return named;
  const large = groups.filter(({ isSmall }) => !isSmall);
  const best = (large.length > 0 ? large : groups).reduce<Measured | null>(
    (most, group) => (!most || (group.point[0] as number) > (most.point[0] as number) ? group : most),
    null,
  );
  if (!best) throw invalidInput(`'${attribute}' has no groups in these rows.`);
  return best;
}

function pointOf(own: GroupRows): Float64Array {
  const out = new Float64Array(GROUP_METRICS.length);
  groupMetrics(own, new Uint16Array(own.score.length).fill(1), out);
  return out;
}

function resamples(own: GroupRows, replicates: number, seed: number): Float64Array[] {
  const n = own.score.length;
  const rng = createRng(seed);
  const samples = GROUP_METRICS.map(() => new Float64Array(replicates));
  const counts = new Uint16Array(n);
  const out = new Float64Array(GROUP_METRICS.length);
  for (let replicate = 0; replicate < replicates; replicate++) {
    counts.fill(0);
    for (let draw = 0; draw < n; draw++) {
      const row = Math.floor(rng.next() * n);
      counts[row] = (counts[row] as number) + 1;
    }
    groupMetrics(own, counts, out);
    samples.forEach((sample, metric) => {
      sample[replicate] = out[metric] as number;
    });
  }
  return samples;
}

function resultOf(group: Measured, reference: Measured): GroupResult {
  const metrics = Object.fromEntries(
    GROUP_METRICS.map((name, metric) => [name, groupValue(group.point[metric] as number, group.samples[metric] as Float64Array)]),
  ) as Record<GroupMetric, GroupValue>;
  const shared = { name: group.name, nRows: group.own.score.length, nEvents: group.nEvents, isSmall: group.isSmall, metrics };
  if (group === reference)
    return {
      ...shared,
      isReference: true,
      adverseImpactRatio: null,
      standardizedMeanDifference: null,
      equalOpportunityDifference: null,
      averageOddsDifference: null,
    };
  const falsePositives = GROUP_METRICS.indexOf("falsePositiveRate");
  const truePositives = GROUP_METRICS.indexOf("truePositiveRate");
  const between = (metric: number, join: (own: number, other: number) => number): GroupValue =>
    groupValue(
      join(group.point[metric] as number, reference.point[metric] as number),
      (group.samples[metric] as Float64Array).map((own, k) => join(own, reference.samples[metric]?.[k] as number)),
    );
  const ratio = between(0, (own, other) => own / other);
  // Approved among those without the event is one less the share of them declined; so the reference's less the group's is the reverse.
  const opportunity = between(falsePositives, (own, other) => own - other);
  const amongEvents = (group.point[truePositives] as number) - (reference.point[truePositives] as number);
  const odds = ((opportunity.value ?? Number.NaN) + amongEvents) / 2;
  return {
    ...shared,
    isReference: false,
    adverseImpactRatio: ratio.value === null ? null : { ...ratio, pValue: equalRatesPValue(approvals(group, reference)) },
    standardizedMeanDifference: finite(standardizedDifference(group.own.score, reference.own.score)),
    equalOpportunityDifference: opportunity.value === null ? null : opportunity,
    averageOddsDifference: finite(odds),
  };
}

const approvals = ({ own: a }: Measured, { own: b }: Measured) => ({
  approvedA: a.score.length - a.declined,
  nA: a.score.length,
  approvedB: b.score.length - b.declined,
  nB: b.score.length,
});

/** (mean a - mean b) / sqrt((var a + var b) / 2), variances with ddof 1. */
function standardizedDifference(a: Float64Array, b: Float64Array): number {
  const moments = (values: Float64Array): [number, number] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return [mean, values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)];
  };
  const [[meanA, varianceA], [meanB, varianceB]] = [moments(a), moments(b)];
  return (meanA - meanB) / Math.sqrt((varianceA + varianceB) / 2);
}

function groupValue(value: number, sample: Float64Array): GroupValue {
  if (!Number.isFinite(value)) return { value: null, low: null, high: null };
  const interval = intervalOf(sample);
  return { value, low: interval?.low ?? null, high: interval?.high ?? null };
}

function intervalOf(sample: Float64Array): Interval | null {
  const sorted = sample.filter(Number.isFinite).sort();
  if (sorted.length < ENOUGH * sample.length) return null;
  return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
