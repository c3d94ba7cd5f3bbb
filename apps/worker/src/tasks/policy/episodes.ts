import {
  type DecisionLog,
  type DiscretePolicy,
  type Engine,
  type Estimate,
  type EvaluationReport,
  estimateSequential,
  fittedQEvaluation,
  monthlySums,
  sequentialEstimators,
  sequentialRows,
  summarise,
  type TailReport,
  type Trajectories,
  tailReport,
  trajectoriesOf,
  weightReport,
} from "@plimsoll/ml";
import type { PolicyEvaluationSpec, ValueEstimate } from "@plimsoll/schema";

/** A policy on the decisions of a log: as it reads them, with its chances within its limits. */
interface OnLog {
  policy: DiscretePolicy;
  log: DecisionLog;
  /** [n, actions] */
  target: Float64Array;
}

interface EpisodeRequest {
  engine: Engine;
  spec: PolicyEvaluationSpec & { gamma: number };
  now: number;
  candidate: OnLog;
  champion: OnLog | null;
}

export interface EpisodeEvidence {
  /** What the gate reads: sequential DR as `dr`, WIS as `snips`, weights of whole episodes. */
  evaluation: Pick<EvaluationReport, "n" | "estimates" | "difference" | "weights">;
  logged: Omit<ValueEstimate, "estimator" | "bootstrapLow" | "bootstrapHigh">;
  estimates: Pick<ValueEstimate, "estimator" | "value" | "se" | "ciLow" | "ciHigh">[];
  tail: TailReport | null;
}

const LEAST_MONTHS = 12;
const dr = sequentialEstimators.find(({ name }) => name === "sequential_dr");

/** Values of whole episodes: sequential importance sampling, its doubly robust form, and fitted Q evaluation. */
export async function evaluateEpisodes({ engine, spec, now, candidate, champion }: EpisodeRequest): Promise<EpisodeEvidence> {
  const { gamma, seed, fqe } = spec;
  const value = async ({ policy, log, target }: OnLog) => {
    const { data, rows } = stepsOf(log, { lastIsEnd: spec.log.lastIsEnd, now });
    const model = await fittedQEvaluation(engine, data, policy, { gamma, seed, options: fqe });
    const k = log.actionNames.length;
    const chances = new Float64Array(rows.length * k);
    rows.forEach((row, i) => {
      chances.set(target.subarray(row * k, (row + 1) * k), i * k);
    });
    return { data, rows, model, sequence: sequentialRows(data, chances, gamma, model) };
  };
  const own = await value(candidate);
  const theirs = champion && (await value(champion));
  if (!dr) throw new Error("Sequential DR is an estimator of the registry.");
  const estimates = sequentialEstimators.map((estimator) => estimateSequential(estimator, own.sequence));
  const returns = returnsOf(own.data, gamma);
  const [parts, past] = [dr.parts(own.sequence), theirs ? dr.parts(theirs.sequence) : returns];
  const weights = productsOf(own.data, own.sequence.ratio);
  const logged = summarise("logged", returns, new Float64Array(returns.length).fill(1));
  const starts = Float64Array.from(own.data.offsets.subarray(0, -1), (at) => candidate.log.decidedAt[own.rows[at] as number] as number);
  const months = monthlySums(parts, starts);
  return {
    evaluation: {
      n: returns.length,
      estimates: [renamed(estimates, "sequential_dr", "dr"), renamed(estimates, "wis", "snips")],
      difference: summarise(
        "dr",
        parts.map((part, e) => part - (past[e] as number)),
        weights,
      ),
      weights: weightReport(weights),
    },
    logged,
    estimates: [...estimates, own.model],
    tail: months.length < LEAST_MONTHS ? null : tailReport(months, monthlySums(past, starts)),
  };
}

function renamed(estimates: readonly Estimate[], name: string, as: string): Estimate {
  const found = estimates.find(({ estimator }) => estimator === name);
  if (!found) throw new Error(`'${name}' is an estimator of the registry.`);
  return { ...found, estimator: as };
}

/** The steps of a log's episodes with the row that each comes from. */
function stepsOf(log: DecisionLog, options: { lastIsEnd: boolean; now: number }): { data: Trajectories; rows: Int32Array } {
  const d = log.featureNames.length;
  const wide = new Float64Array(log.n * (d + 1));
  for (let i = 0; i < log.n; i++) {
    wide.set(log.context.subarray(i * d, (i + 1) * d), i * (d + 1));
    wide[i * (d + 1) + d] = i;
  }
  const data = trajectoriesOf({ ...log, featureNames: [...log.featureNames, "row"], context: wide }, options);
  const narrow = (values: Float64Array) => {
    const out = new Float64Array(data.n * d);
    for (let i = 0; i < data.n; i++) out.set(values.subarray(i * (d + 1), i * (d + 1) + d), i * d);
    return out;
  };
  const rows = Int32Array.from({ length: data.n }, (_row, i) => data.obs[i * (d + 1) + d] as number);
  return { data: { ...data, observationNames: log.featureNames, obs: narrow(data.obs), next: narrow(data.next) }, rows };
}

/** [episodes] discounted sums of the rewards that were earned. */
function returnsOf({ offsets, reward }: Trajectories, gamma: number): Float64Array {
  return Float64Array.from({ length: offsets.length - 1 }, (_return, e) => {
    let [sum, discount] = [0, 1];
    for (let i = offsets[e] as number; i < (offsets[e + 1] as number); i++) {
      sum += discount * (reward[i] as number);
      discount *= gamma;
    }
    return sum;
  });
}

/** [episodes] products of all ratios. */
const productsOf = ({ offsets }: Trajectories, ratio: Float64Array): Float64Array =>
  Float64Array.from({ length: offsets.length - 1 }, (_product, e) =>
    ratio.subarray(offsets[e], offsets[e + 1]).reduce((product, own) => product * own, 1),
  );
