import { isHigherBetter, plannedEpochs, rungsOfSearch, type Standing, sampleTrials, standingOf, withSettings } from "@plimsoll/ml/catalog";
import {
  AppError,
  isTerminal,
  type TrainingSpec,
  type TrialResult,
  type TrialSettings,
  TrialSpec,
  TuningSpec,
  ValidationSpec,
} from "@plimsoll/schema";
import { type Claim, concludePart, type PartRow, partsOf, resumePart, runs, submitPart } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import type { WorkerContext } from "../context.ts";
import type { Coordinator } from "./handler.ts";
import { pace } from "./pace.ts";
import { parseInput } from "./run-input.ts";

/** Errors that lie in a trial's own settings: the search goes on without it. Any other would befall every trial alike. */
const OWN_ERRORS: ReadonlySet<string> = new Set(["DIVERGED", "OUT_OF_MEMORY", "TIMED_OUT", "TRAINER_KILLED"]);

interface Trial {
  number: number;
  part: PartRow;
  result: TrialResult | null;
}

interface Search {
  spec: TuningSpec;
  settings: TrialSettings[];
  rungs: number[];
}

/** Told from the run's input alone, and the same at each step: worked out once an attempt. */
const searches = new WeakMap<Claim, Search>();

function searchOf(claim: Claim): Search {
  const known = searches.get(claim);
  if (known) return known;
  const spec = parseInput(TuningSpec, claim);
  const { training, search } = spec;
  const settings = sampleTrials(training, search.dimensions, search.trials, search.seed);
  const made = { spec, settings, rungs: rungsOfSearch(search, training.training.epochs) };
  searches.set(claim, made);
  return made;
}

/** A search -> trials, rung by rung, then the best settings trained to the end and registered: the only ones that see the test rows. */
export const tuneCoordinator: Coordinator = async (context, claim) => {
  const search = searchOf(claim);
  const parts = await partsOf(context.database.db, claim.run.id);
  const trials = parts.filter(({ job }) => job === "model.trial").map(trialOf);
  const final = parts.find(({ job }) => job === "model.train");
  const standing = standOf(search, trials);
  const done = { epochs: epochsDone(search, trials), of: epochsPlanned(search) };
  if (final) return finish(context, claim, search, standing, trials, final);
  refuseCommonError(trials);

  await concludeStopped(context, claim, standing, trials);
  if (standing.finished) {
    const [best] = standing.finished;
    if (best === undefined) throw allFailed(trials);
    const trial = trials.find(({ number }) => number === best) as Trial;
    const input = finalSpec(search, trial);
    await context.database.transaction((tx) => submitPart(tx, claim, { name: "final", job: "model.train", input }));
  } else {
    await keepBusy(context, claim, search, standing, trials);
  }
  const epochs = search.rungs[standing.rung] as number;
  const phase = search.rungs.length === 1 ? "Trying settings" : `Trying settings, to epoch ${epochs}`;
  return { type: "waiting", phase, ...pace(claim, done.epochs, done.of) };
};

const trialOf = (part: PartRow): Trial => ({ number: TrialSpec.parse(part.input).number, part, result: part.result as TrialResult | null });

function standOf({ spec: { search }, settings, rungs }: Search, trials: readonly Trial[]): Standing {
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  const contenders = settings.map((_, at) => {
    const trial = byNumber.get(at + 1);
    const dropped = trial?.part.status === "FAILED" || trial?.part.status === "CANCELLED";
    return { number: at + 1, values: trial?.result?.rungs.map(({ value }) => value) ?? [], dropped };
  });
  return standingOf(contenders, rungs, search.eta, isHigherBetter(search.metric) ? "higher" : "lower");
}

/** Lets as many trials of the rung wait for a worker, or run, as the search may; new ones and those that go on alike. */
async function keepBusy({ database }: WorkerContext, claim: Claim, search: Search, { entrants, rung }: Standing, trials: Trial[]) {
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  let busy = trials.filter(({ part }) => !isTerminal(part.status) && !part.paused).length;
  for (const number of entrants) {
    if (busy >= search.spec.search.parallel) return;
    const trial = byNumber.get(number);
    if (!trial) {
      const settings = search.settings[number - 1] as TrialSettings;
      const input: TrialSpec = { number, ...settings };
      await database.transaction((tx) => submitPart(tx, claim, { name: `trial/${number}`, job: "model.trial", input }));
      busy++;
    } else if (trial.part.paused && (trial.result?.rungs.length ?? 0) <= rung) {
      busy += Number(await database.transaction((tx) => resumePart(tx, claim, trial.part.id)));
    }
  }
}

async function concludeStopped({ database }: WorkerContext, claim: Claim, { stopped }: Standing, trials: readonly Trial[]): Promise<void> {
  const ended = new Set(stopped);
  for (const { number, part, result } of trials) {
    if (!part.paused || !ended.has(number)) continue;
    await database.transaction((tx) => concludePart(tx, claim, part.id, { result: { ...result, outcome: "STOPPED" } }));
  }
}

/** The training of the best settings: with its best epoch put back, which is what the search has judged. */
function finalSpec({ spec: { training: base, search } }: Search, { part, result }: Trial): TrainingSpec {
  const { params, training } = TrialSpec.parse(part.input);
  // The search was judged on its folds already.
  const spec = { ...withSettings(base, { params, training }), validation: ValidationSpec.parse({}) };
  const { earlyStopping, epochs, schedule } = spec.training;
  if (earlyStopping) return spec;
  if (spec.split.validationFraction > 0) {
    const keepsBest = { metric: search.metric, patience: Math.min(1000, epochs), minDelta: 0, restoreBest: true };
    return { ...spec, training: { ...spec.training, earlyStopping: keepsBest } };
  }
  // Judged on folds, with no rows to watch: as many epochs as were best. A falling rate is made for its own length.
  const best = result?.rungs.at(-1)?.bestEpoch ?? epochs;
  return schedule === "COSINE" ? spec : { ...spec, training: { ...spec.training, epochs: best } };
}

async function finish(
  { database }: WorkerContext,
  claim: Claim,
  search: Search,
  standing: Standing,
  trials: Trial[],
  final: PartRow,
): ReturnType<Coordinator> {
  if (final.status === "FAILED" || final.status === "CANCELLED") {
    const why = final.error?.message ?? "It was cancelled.";
    throw new AppError(final.error?.code ?? "CANCELLED", "data", `The best settings were found, but their final training failed. ${why}`);
  }
  if (final.status !== "SUCCEEDED") {
    const total = epochsPlanned(search);
    const { epochs } = search.spec.training.training;
    return { type: "waiting", phase: "Training the best settings", ...pace(claim, total - epochs * (1 - final.progress), total) };
  }
  const [run] = await database.db.select().from(runs).where(eq(runs.id, final.id));
  const { metrics, baselines, modelVersionId } = run ?? { metrics: [], baselines: [], modelVersionId: null };
  const result = {
    bestTrial: standing.finished?.[0] ?? 0,
    finalRunId: final.id,
    nTrials: trials.length,
    nStopped: trials.filter((trial) => trial.result?.outcome === "STOPPED").length,
    nFailed: trials.filter(({ part }) => part.status === "FAILED" || part.status === "CANCELLED").length,
  };
  return { type: "done", register: async () => ({ metrics, baselines, modelVersionId, result }) };
}

function refuseCommonError(trials: readonly Trial[]): void {
  const common = trials.find(({ part }) => part.status === "FAILED" && part.error && !OWN_ERRORS.has(part.error.code));
  if (common?.part.error) throw new AppError(common.part.error.code, "data", `Trial ${common.number}: ${common.part.error.message}`);
}

function allFailed(trials: readonly Trial[]): AppError {
  const first = trials.find(({ part }) => part.error);
  const why = first?.part.error ? ` Trial ${first.number}: ${first.part.error.message}` : "";
  return new AppError(first?.part.error?.code ?? "CANCELLED", "data", `No trial of ${trials.length} came to a result.${why}`);
}

/** The trials' and, as one more full training, the final one's. */
const epochsPlanned = ({ settings, rungs, spec: { search, training } }: Search): number =>
  plannedEpochs(settings.length, rungs, search.eta) + training.training.epochs;

const epochsDone = ({ spec }: Search, trials: readonly Trial[]): number =>
  trials.reduce((sum, { part, result }) => {
    const reached = result?.rungs.at(-1)?.epochs ?? 0;
    return sum + (part.status === "RUNNING" ? Math.max(reached, part.progress * spec.training.training.epochs) : reached);
  }, 0);
