import {
  AppError,
  type CandidateSpec,
  type ComparisonSpec,
  type ResolvedCandidate,
  TrainingOptions,
  type TrainingSpec,
} from "@plimsoll/schema";
import { architecture } from "../architectures/index.ts";
import { baselinesOf } from "../baselines/index.ts";
import { checkOptions } from "../training/options.ts";
import { comparedMetric } from "./compared-metric.ts";

export interface ComparisonRequest {
  /** Checked already; its own architecture is the first candidate. */
  training: TrainingSpec;
  candidates: readonly CandidateSpec[];
  metric: string | null;
  useTestRows: boolean;
}

/**
 * A comparison with everything settled that it leaves open: every candidate with a name of its own, its parameters and options; the
 * baselines; the metric. What is stored with the run.
 * @throws AppError "INVALID_INPUT" naming the candidate or the metric; also for fewer than two models, and for anomalies without labels.
 */
export function resolveComparison({ training, candidates, metric, useTestRows }: ComparisonRequest): ComparisonSpec {
  const { task } = training;
  if (!training.target) throw refused(["training", "target"], "Models are compared by what the rows turned out to be: name a target.");
  const own: CandidateSpec = { architecture: training.architecture, params: training.params, training: {} };
  const networks = [own, ...candidates].map((candidate, at) =>
    network(training, candidate, at === 0 ? ["training"] : ["candidates", String(at - 1)]),
  );
  const baselines = baselinesOf(task, training.baselines).map(
    ({ name, title }): ResolvedCandidate => ({ name: title, baseline: name, architecture: null, params: {}, training: training.training }),
  );
  const named = withDistinctNames([...networks, ...baselines]);
  if (named.length < 2) throw refused(["candidates"], "A comparison needs at least two models: name another architecture, or baselines.");
  return { training, candidates: named, metric: comparedMetric(task, metric).name, useTestRows };
}

function network(base: TrainingSpec, candidate: CandidateSpec, path: string[]): ResolvedCandidate {
  return within(path, () => {
    const chosen = architecture(candidate.architecture);
    if (!chosen.tasks.includes(base.task)) {
      throw refused(["architecture"], `Architecture '${chosen.name}' does not do ${base.task}; it does ${chosen.tasks.join(", ")}.`);
    }
    const training = TrainingOptions.parse({ ...base.training, ...withoutGaps(candidate.training) });
    checkOptions(training, base.task);
    const name = candidate.name ?? chosen.title;
    return { name, baseline: null, architecture: chosen.name, params: chosen.parse(candidate.params), training };
  });
}

const withoutGaps = (options: object): object => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** A second model of a name gets a number. */
function withDistinctNames(candidates: readonly ResolvedCandidate[]): ResolvedCandidate[] {
  const used = new Set<string>();
  return candidates.map((candidate) => {
    let { name } = candidate;
    for (let number = 2; used.has(name); number++) name = `${candidate.name} (${number})`;
    used.add(name);
    return { ...candidate, name };
  });
}

function within<T>(path: string[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError) || !Array.isArray(error.context.path)) throw error;
    throw new AppError(
      error.code,
      error.kind,
      error.message,
      { ...error.context, path: [...path, ...error.context.path] },
      { cause: error },
    );
  }
}

const refused = (path: string[], message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path });
