import { type ResolvedDimension, SearchSpec, TrainingSpec, type TuningResult, TuningSpec } from "@plimsoll/schema";
import { z } from "zod";
import { isHigherBetter, resolveTuning, rungsOfSearch } from "../catalog.ts";
import type { ApiContext } from "../context.ts";
import { invalidInput } from "../errors.ts";
import type { RunRecord } from "../loaders.ts";
import { thinCurve } from "../thin-curve.ts";
import { readCurves, type TrialRecord } from "../trials.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { Direction, RunStatus, SearchMethod } from "./enums.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { Run } from "./refs.ts";
import { RunError, SubmitTuningSuccess } from "./run.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { checkTraining, SubmitTrainingInput } from "./training.ts";
import { protectedFacts } from "./training-protected.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "./user-errors.ts";
import { within } from "./within.ts";

const DimensionGroup = builder.enumType("DimensionGroup", {
  values: ["PARAMS", "TRAINING"] as const,
  description: "Of the architecture's parameters, or of the training options.",
});

const SearchDimension = builder.objectRef<ResolvedDimension>("SearchDimension").implement({
  description: "Where one parameter is searched: between min and max, or among values.",
  fields: (t) => ({
    group: t.expose("group", { type: DimensionGroup }),
    name: t.exposeString("name"),
    integer: t.exposeBoolean("integer"),
    min: t.float({ nullable: true, resolve: ({ dimension }) => ("min" in dimension ? dimension.min : null) }),
    max: t.float({ nullable: true, resolve: ({ dimension }) => ("max" in dimension ? dimension.max : null) }),
    log: t.boolean({ resolve: ({ dimension }) => "log" in dimension && dimension.log }),
    values: t.stringList({
      nullable: true,
      description: "Each as JSON text; null for a range.",
      resolve: ({ dimension }) => ("values" in dimension ? dimension.values.map((value) => JSON.stringify(value)) : null),
    }),
  }),
});

const TrialOutcome = builder.enumType("TrialOutcome", {
  values: {
    WAITING: { description: "For a free worker." },
    RUNNING: {},
    COMPARED: { description: "Waits until every trial has reached its rung." },
    STOPPED: { description: "Went no further: others of its rung were better." },
    FINISHED: { description: "Trained to the end." },
    FAILED: {},
    CANCELLED: {},
  } as const,
});

const Trial = builder.objectRef<TrialRecord>("Trial").implement({
  description: "One setting of a search. Its numbers are of the search's metric, on validation rows.",
  fields: (t) => ({
    number: t.exposeInt("number", { description: "From 1; the first has the training's own settings." }),
    run: t.field({ type: Run, nullable: true, resolve: ({ id }, _args, { loaders }) => loaders.run.load(id) }),
    runId: t.exposeID("id"),
    status: t.expose("status", { type: RunStatus }),
    outcome: t.expose("outcome", { type: TrialOutcome }),
    phase: t.exposeString("phase"),
    progress: t.exposeFloat("progress"),
    params: t.expose("params", { type: "JSONObject", description: "The searched ones." }),
    training: t.expose("training", { type: "JSONObject", description: "The searched options." }),
    rung: t.exposeInt("rung", { description: "Rungs reached." }),
    epochs: t.exposeInt("epochs"),
    bestEpoch: t.exposeInt("bestEpoch", { nullable: true }),
    best: t.exposeFloat("best", { nullable: true }),
    last: t.exposeFloat("last", { nullable: true }),
    min: t.exposeFloat("min", { nullable: true }),
    max: t.exposeFloat("max", { nullable: true }),
    seconds: t.exposeFloat("seconds", { nullable: true, description: "Spent training, up to the last rung reached." }),
    error: t.expose("error", { type: RunError, nullable: true }),
    startedAt: t.expose("startedAt", { type: "DateTime", nullable: true }),
    finishedAt: t.expose("finishedAt", { type: "DateTime", nullable: true }),
  }),
});

interface CurveValue {
  number: number;
  epochs: number[];
  values: number[];
}

const TrialCurve = builder.objectRef<CurveValue>("TrialCurve").implement({
  description: "The search's metric of one trial by epoch, thinned so that no peak and no dip is lost.",
  fields: (t) => ({
    number: t.exposeInt("number"),
    epochs: t.exposeIntList("epochs", { complexity: 1 }),
    values: t.exposeFloatList("values", { complexity: 1 }),
  }),
});

interface CountsValue {
  outcome: TrialRecord["outcome"];
  count: number;
}
const TrialCount = builder.objectRef<CountsValue>("TrialCount").implement({
  fields: (t) => ({ outcome: t.expose("outcome", { type: TrialOutcome }), count: t.exposeInt("count") }),
});

interface TuningValue extends TuningSpec {
  run: RunRecord;
}

const MOST_TRIALS = 1000;
const MOST_POINTS = 500;
const directionOf = ({ search }: TuningValue) => (isHigherBetter(search.metric) ? ("HIGHER" as const) : ("LOWER" as const));
const trialsOf = (tuning: TuningValue, { loaders }: ApiContext): Promise<TrialRecord[]> =>
  loaders.trials.load({ runId: tuning.run.id, metric: tuning.search.metric, better: directionOf(tuning) });

/** The winner of a finished search; before that, of those at the highest rung the best so far. */
async function bestOf(tuning: TuningValue, context: ApiContext): Promise<TrialRecord | null> {
  const trials = await trialsOf(tuning, context);
  const settled = await resultOf(tuning, context);
  if (settled) return trials.find(({ number }) => number === settled.bestTrial) ?? null;
  const sign = directionOf(tuning) === "HIGHER" ? 1 : -1;
  const judged = trials.filter(({ best, outcome }) => best !== null && outcome !== "FAILED" && outcome !== "CANCELLED");
  return judged.sort((a, b) => b.rung - a.rung || sign * ((b.best ?? 0) - (a.best ?? 0)) || a.number - b.number)[0] ?? null;
}

const resultOf = async ({ run }: TuningValue, { loaders }: ApiContext): Promise<TuningResult | null> =>
  ((await loaders.runResult.load(run.id))?.result as TuningResult | null | undefined) ?? null;

const Tuning = builder.objectRef<TuningValue>("Tuning").implement({
  description:
    "A search over an architecture's settings. Trials are compared on validation rows; only the best is judged on the test rows.",
  fields: (t) => ({
    method: t.field({ type: SearchMethod, resolve: ({ search }) => search.method }),
    metric: t.string({ resolve: ({ search }) => search.metric }),
    better: t.field({ type: Direction, resolve: directionOf }),
    eta: t.int({ resolve: ({ search }) => search.eta }),
    parallel: t.int({ resolve: ({ search }) => search.parallel }),
    seed: t.int({ resolve: ({ search }) => search.seed }),
    rungs: t.intList({
      description: "Epochs at which trials are compared.",
      resolve: ({ search, training }) => rungsOfSearch(search, training.training.epochs),
    }),
    planned: t.int({ description: "Trials of the whole search.", resolve: ({ search }) => search.trials }),
    space: t.field({ type: [SearchDimension], resolve: ({ search }) => search.dimensions }),
    trials: t.field({
      type: [Trial],
      description: "By number; those not begun yet are not among them.",
      args: { first: t.arg.int({ description: "1000 unless given, which is the most." }) },
      complexity: ({ first }) => ({ field: 1, multiplier: Math.min(MOST_TRIALS, Math.max(1, first ?? MOST_TRIALS)) }),
      resolve: async (tuning, { first }, context) => {
        const most = inRange(first ?? MOST_TRIALS, 1, MOST_TRIALS, "first");
        return (await trialsOf(tuning, context)).slice(0, most);
      },
    }),
    counts: t.field({
      type: [TrialCount],
      complexity: { field: 1, multiplier: 7 },
      resolve: async (tuning, _args, context) => {
        const counts = new Map<TrialRecord["outcome"], number>();
        for (const { outcome } of await trialsOf(tuning, context)) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
        return [...counts].map(([outcome, count]) => ({ outcome, count }));
      },
    }),
    best: t.field({
      type: Trial,
      nullable: true,
      description: "The winner; while the search goes on, the best so far.",
      resolve: (tuning, _args, context) => bestOf(tuning, context),
    }),
    curves: t.field({
      type: [TrialCurve],
      args: { points: t.arg.int({ description: "Of one curve at most; 60 unless given." }) },
      complexity: { field: 10, multiplier: 1000 },
      resolve: async (tuning, { points }, context) => {
        const most = inRange(points ?? 60, 4, MOST_POINTS, "points");
        const trials = await trialsOf(tuning, context);
        const numberOf = new Map(trials.map(({ id, number }) => [id, number]));
        const curves = await readCurves(context.services.database.db, tuning.run.workspaceId, [...numberOf.keys()], tuning.search.metric);
        return curves
          .map(({ runId, ...curve }) => ({ number: numberOf.get(runId) ?? 0, ...thinCurve(curve, most) }))
          .sort((a, b) => a.number - b.number);
      },
    }),
    finalRun: t.field({
      type: Run,
      nullable: true,
      description: "The training of the best settings, judged on the test rows and registered.",
      resolve: async (tuning, _args, context) => {
        const settled = await resultOf(tuning, context);
        return settled ? context.loaders.run.load(settled.finalRunId) : null;
      },
    }),
  }),
});

function inRange(value: number, low: number, high: number, name: string): number {
  if (value >= low && value <= high) return value;
  throw invalidInput(`'${name}' is ${value}; it must be from ${low} to ${high}.`, [name]);
}

builder.objectFields(Run, (t) => ({
  tuning: t.field({
    type: Tuning,
    nullable: true,
    description: "Of a search.",
    resolve: (run) => {
      if (run.job !== "model.tune") return null;
      const parsed = TuningSpec.safeParse(run.input);
      return parsed.success ? { ...parsed.data, run } : null;
    },
  }),
}));

const SearchSpaceInput = builder.inputType("SearchSpaceInput", {
  description:
    'Dimensions by name: {"units": {"values": [[64], [128, 64]]}, "dropout": {"min": 0, "max": 0.5}}; `log` for a logarithmic scale.',
  fields: (t) => ({
    params: t.field({ type: "JSONObject", description: "Of the architecture's parameters." }),
    training: t.field({ type: "JSONObject", description: "Of the training options, e.g. learningRate, batchSize, weightDecay." }),
  }),
});

const SearchInput = builder.inputType("SearchInput", {
  fields: (t) => ({
    method: t.field({ type: SearchMethod, description: "HALVING unless given." }),
    trials: t.int({ description: "Settings to try, 20 unless given; the first is the training's own." }),
    metric: t.string({ description: "Of the validation rows; val_auc of a BINARY task, else val_loss, unless given." }),
    eta: t.int({ description: "HALVING: one in eta goes on to the next rung, which is eta times as long; 3 unless given." }),
    minEpochs: t.int({ description: "HALVING: of the first rung; as many as four rungs allow unless given." }),
    parallel: t.int({ description: "Trials queued or running at once; 4 unless given." }),
    seed: t.int(),
    space: t.field({ type: SearchSpaceInput }),
    derive: t.boolean({ description: "Also search what the architecture's own parameters allow; true unless given." }),
  }),
});

const SubmitTuningInput = builder.inputType("SubmitTuningInput", {
  fields: (t) => ({
    training: t.field({
      type: SubmitTrainingInput,
      required: true,
      description: "What is searched around; without an idempotencyKey of its own.",
    }),
    search: t.field({ type: SearchInput }),
    idempotencyKey: t.string(),
  }),
});

const TuningRequest = z.object({ training: TrainingSpec, search: SearchSpec.prefault({}) });

defineMutation("submitTuning", {
  description: "Searches an architecture's settings, trains the best to the end and registers it as a version of the model.",
  access: access.develop,
  input: SubmitTuningInput,
  success: SubmitTuningSuccess,
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const requested = withoutNulls(given);
    if (given.training.idempotencyKey)
      throw invalidInput("The key belongs to the search: pass it beside `training`.", ["training", "idempotencyKey"]);
    const { training, search } = parseInput(TuningRequest, requested);
    const clientKey = clientKeyOf(key);
    const checked = await within("training", () => checkTraining(training, context));
    const input = resolveTuning(checked, search);
    const { modelName, architecture } = training;
    const run = await submit(context, {
      job: "model.tune",
      mutation: "submitTuning",
      clientKey,
      requested,
      input,
      datasetId: training.datasetId,
      facts: { modelName, architecture, trials: input.search.trials, ...protectedFacts(checked) },
    });
    return { run };
  },
});
