import {
  CandidateRunSpec,
  CandidateSpec,
  type ComparedCandidate,
  type ComparedPair,
  type ComparisonResult,
  ComparisonSpec,
  type ComparisonVerdict,
  TrainingSpec,
} from "@plimsoll/schema";
import { runs } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { resolveComparison } from "../catalog.ts";
import type { ApiContext } from "../context.ts";
import { invalidInput } from "../errors.ts";
import type { RunRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { FoldScore } from "./cross-validation.ts";
import { Baseline, Direction, PairedTest, Task, ValidationMethod, VerdictKind } from "./enums.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { Run } from "./refs.ts";
import { RunError, SubmitComparisonSuccess } from "./run.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { checkTraining, SubmitTrainingInput, TrainingInput } from "./training.ts";
import { protectedFacts } from "./training-protected.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "./user-errors.ts";
import { within } from "./within.ts";

const Candidate = builder.objectRef<ComparedCandidate>("ComparedCandidate").implement({
  description: "One model of a comparison, with its metric over the folds and that metric's 95 % interval.",
  fields: (t) => ({
    name: t.exposeString("name"),
    baseline: t.expose("baseline", { type: Baseline, nullable: true, description: "Null of a network." }),
    architecture: t.exposeString("architecture", { nullable: true, description: "Null of a baseline." }),
    run: t.field({
      type: Run,
      nullable: true,
      description: "Trains and judges it; its output is the answers on the judged rows.",
      resolve: ({ runId }, _args, { loaders }) => (runId ? loaders.run.load(runId) : null),
    }),
    mean: t.exposeFloat("mean", { nullable: true, description: "Null until the comparison has ended, and where it failed." }),
    low: t.exposeFloat("low", { nullable: true }),
    high: t.exposeFloat("high", { nullable: true }),
    folds: t.expose("folds", { type: [FoldScore], complexity: { field: 1, multiplier: 5 } }),
    seconds: t.exposeFloat("seconds", { description: "Spent training and predicting on all folds." }),
    error: t.expose("error", { type: RunError, nullable: true }),
  }),
});

const Pair = builder.objectRef<ComparedPair>("ComparedPair").implement({
  description: "The difference of two models, the better one first: a's mean over the folds less b's.",
  fields: (t) => ({
    a: t.exposeString("a"),
    b: t.exposeString("b"),
    difference: t.exposeFloat("difference"),
    low: t.exposeFloat("low", { description: "Of the 95 % interval." }),
    high: t.exposeFloat("high"),
    test: t.expose("test", { type: PairedTest }),
    p: t.exposeFloat("p", { description: "Two-sided, that there is no difference." }),
    pCorrected: t.exposeFloat("pCorrected", { description: "For the number of pairs, after Holm." }),
    pFolds: t.exposeFloat("pFolds", {
      nullable: true,
      description: "Of the corrected resampled t-test over the folds; null where they are blocks of time.",
    }),
  }),
});

const Verdict = builder.objectRef<ComparisonVerdict>("ComparisonVerdict").implement({
  fields: (t) => ({
    kind: t.expose("kind", { type: VerdictKind }),
    choice: t.exposeString("choice", { description: "The winner, or the simplest of those that cannot be told from the best." }),
    tied: t.exposeStringList("tied", { description: "Models whose difference from the best one may be chance, best first." }),
    sentence: t.exposeString("sentence"),
  }),
});

interface ComparisonValue extends ComparisonSpec {
  run: RunRecord;
}

const resultOf = async ({ run }: ComparisonValue, { loaders }: ApiContext): Promise<ComparisonResult | null> =>
  ((await loaders.runResult.load(run.id))?.result as ComparisonResult | null | undefined) ?? null;

/** The candidates as the result has them; before that, as their own runs stand. */
async function candidatesOf(comparison: ComparisonValue, context: ApiContext): Promise<ComparedCandidate[]> {
  const settled = await resultOf(comparison, context);
  if (settled) return settled.candidates;
  const parts = await context.services.database.db
    .select({ id: runs.id, input: runs.input, result: runs.result, error: runs.error })
    .from(runs)
    .where(and(eq(runs.workspaceId, comparison.run.workspaceId), eq(runs.parentRunId, comparison.run.id), eq(runs.job, "model.validate")));
  const byIndex = new Map(parts.map((part) => [CandidateRunSpec.parse(part.input).index, part]));
  return comparison.candidates.map(({ name, baseline, architecture }, index) => {
    const part = byIndex.get(index);
    const { folds = [] } = (part?.result ?? {}) as Partial<Pick<ComparedCandidate, "folds">>;
    const seconds = folds.reduce((sum, fold) => sum + fold.seconds, 0);
    return {
      name,
      baseline,
      architecture,
      runId: part?.id ?? null,
      mean: null,
      low: null,
      high: null,
      folds,
      seconds,
      error: part?.error ?? null,
    };
  });
}

const Comparison = builder.objectRef<ComparisonValue>("Comparison").implement({
  description: "Several models on the same folds, and whether their differences are more than chance.",
  fields: (t) => ({
    task: t.field({ type: Task, resolve: ({ training }) => training.task }),
    method: t.field({ type: ValidationMethod, resolve: ({ training }) => training.validation.method }),
    metric: t.exposeString("metric"),
    better: t.field({
      type: Direction,
      nullable: true,
      resolve: async (comparison, _args, context) => {
        const settled = await resultOf(comparison, context);
        return settled ? (settled.better === "higher" ? ("HIGHER" as const) : ("LOWER" as const)) : null;
      },
    }),
    useTestRows: t.exposeBoolean("useTestRows"),
    nRows: t.field({
      type: "BigInt",
      nullable: true,
      description: "Rows judged, in all folds together.",
      resolve: async (comparison, _args, context) => (await resultOf(comparison, context))?.nRows ?? null,
    }),
    candidates: t.field({
      type: [Candidate],
      complexity: { field: 1, multiplier: 10 },
      resolve: (comparison, _args, context) => candidatesOf(comparison, context),
    }),
    pairs: t.field({
      type: [Pair],
      complexity: { field: 1, multiplier: 30 },
      description: "Every two candidates that came to an end.",
      resolve: async (comparison, _args, context) => (await resultOf(comparison, context))?.pairs ?? [],
    }),
    verdict: t.field({
      type: Verdict,
      nullable: true,
      resolve: async (comparison, _args, context) => (await resultOf(comparison, context))?.verdict ?? null,
    }),
  }),
});

builder.objectFields(Run, (t) => ({
  comparison: t.field({
    type: Comparison,
    nullable: true,
    description: "Of a comparison.",
    resolve: (run) => {
      if (run.job !== "model.compare") return null;
      const parsed = ComparisonSpec.safeParse(run.input);
      return parsed.success ? { ...parsed.data, run } : null;
    },
  }),
}));

const CandidateInput = builder.inputType("CandidateInput", {
  fields: (t) => ({
    name: t.string({ description: "The architecture's title unless given." }),
    architecture: t.string({ required: true }),
    params: t.field({ type: "JSONObject" }),
    training: t.field({ type: TrainingInput, description: "Replaces options of the training." }),
  }),
});

const SubmitComparisonInput = builder.inputType("SubmitComparisonInput", {
  fields: (t) => ({
    training: t.field({
      type: SubmitTrainingInput,
      required: true,
      description:
        "Data, columns, split and options of all candidates; its architecture is the first of them, its baselines take part. K_FOLD unless it names a validation.",
    }),
    candidates: t.field({ type: [CandidateInput], description: "More networks." }),
    metric: t.string({ description: "auc of BINARY and ANOMALY, log_loss of MULTICLASS, else rmse, unless given." }),
    useTestRows: t.boolean({
      description: "Cut the folds out of all rows, the test part too: to judge kinds of models, not to choose one. False unless given.",
    }),
    idempotencyKey: t.string(),
  }),
});

const MOST_CANDIDATES = 20;
const ComparisonRequest = z.object({
  training: TrainingSpec,
  candidates: z.array(CandidateSpec).max(MOST_CANDIDATES).default([]),
  metric: z.string().max(64).nullish(),
  useTestRows: z.boolean().default(false),
});

defineMutation("submitComparison", {
  description: "Trains and judges several networks and baselines on the same folds, and tests their differences. Registers nothing.",
  access: access.develop,
  input: SubmitComparisonInput,
  success: SubmitComparisonSuccess,
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    if (given.training.idempotencyKey)
      throw invalidInput("The key belongs to the comparison: pass it beside `training`.", ["training", "idempotencyKey"]);
    const validation = given.training.validation?.method
      ? given.training.validation
      : { ...given.training.validation, method: "K_FOLD" as const };
    const requested = withoutNulls({ ...given, training: { ...given.training, validation } });
    const { training, candidates, metric, useTestRows } = parseInput(ComparisonRequest, requested);
    const clientKey = clientKeyOf(key);
    const checked = await within("training", () => checkTraining(training, context));
    const input = resolveComparison({ training: checked, candidates, metric: metric ?? null, useTestRows });
    const run = await submit(context, {
      job: "model.compare",
      mutation: "submitComparison",
      clientKey,
      requested,
      input,
      datasetId: training.datasetId,
      facts: { modelName: training.modelName, candidates: input.candidates.map(({ name }) => name), ...protectedFacts(checked) },
    });
    return { run };
  },
});
