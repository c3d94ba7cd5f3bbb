import type { AlternativesReport, AlternativeThresholds, ChosenThresholds, TrainedAlternative } from "@plimsoll/ml/catalog";
import { AlternativesSpec, AppError, TrainingSpec } from "@plimsoll/schema";
import { models, modelVersions, runs } from "@plimsoll/schema/db";
import { and, eq, getTableColumns } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import type { RunRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { Disparity, PenaltyAim, ThresholdConstraint } from "../enums.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { checkAttributes, ProtectedAttribute, ProtectedAttributeInput } from "../protected-attributes.ts";
import { ModelVersion, Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { checkTraining, columnsOf } from "../training.ts";
import { protectedFacts } from "../training-protected.ts";
import { trainingData } from "../trust/version.ts";
import { ColumnError, ForbiddenTransitionError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { FairnessPolicy, policyNamed } from "./policies.ts";
import { DEFAULT_POLICY, decidingVersion } from "./submit.ts";

const JudgedAlternative = builder.objectRef<{ quality: number; disparity: number }>("JudgedAlternative").implement({
  fields: (t) => ({ quality: t.exposeFloat("quality", { description: "AUC." }), disparity: t.exposeFloat("disparity") }),
});

const Penalty = builder.objectRef<NonNullable<TrainedAlternative["penalty"]>>("FairnessPenalty").implement({
  fields: (t) => ({ aim: t.expose("aim", { type: PenaltyAim }), strength: t.exposeFloat("strength") }),
});

const Alternative = builder.objectRef<TrainedAlternative & { index: number }>("Alternative").implement({
  description: "One way to train the version, and what came of it.",
  fields: (t) => ({
    index: t.exposeInt("index"),
    reweigh: t.exposeBoolean("reweigh", { description: "Rows weighed so that group and outcome are independent." }),
    penalty: t.expose("penalty", { type: Penalty, nullable: true, description: "Added to the loss for unlike mean probabilities." }),
    seed: t.exposeInt("seed"),
    validation: t.field({ type: JudgedAlternative, description: "Where the search chose.", resolve: (own) => own }),
    test: t.expose("test", { type: JudgedAlternative, description: "On rows that chose nothing." }),
    isOnFrontier: t.exposeBoolean("isOnFrontier", { description: "No other is both better and fairer." }),
  }),
});

const GroupThreshold = builder.objectRef<ChosenThresholds["thresholds"][number]>("GroupThreshold").implement({
  fields: (t) => ({ group: t.exposeString("group"), threshold: t.exposeFloat("threshold"), approvalRate: t.exposeFloat("approvalRate") }),
});

const Chosen = builder.objectRef<ChosenThresholds>("FairThresholds").implement({
  description: "Thresholds worth most under the constraint; one for all unless the policy allows one a group.",
  fields: (t) => ({
    thresholds: t.expose("thresholds", { type: [GroupThreshold] }),
    worth: t.exposeFloat("worth", { description: "Of a row: 1 for approving one without the event, -1 for one with it." }),
    worthUnconstrained: t.exposeFloat("worthUnconstrained"),
    reached: t.exposeFloat("reached", { description: "The constraint's own figure at these thresholds." }),
  }),
});

const Thresholds = builder.objectRef<AlternativeThresholds>("AlternativeThresholds").implement({
  fields: (t) => ({
    of: t.exposeString("of", { description: "ORIGINAL, or CHOSEN." }),
    thresholds: t.expose("thresholds", { type: Chosen, nullable: true }),
    refusal: t.exposeString("refusal", { nullable: true, description: "Why no thresholds meet the constraint." }),
  }),
});

const Alternatives = builder.objectRef<AlternativesReport & { run: RunRecord }>("AlternativesReport").implement({
  description: "A search for less discriminatory alternatives to a version.",
  fields: (t) => ({
    run: t.field({ type: Run, resolve: ({ run }) => run }),
    attribute: t.expose("attribute", { type: ProtectedAttribute }),
    groups: t.exposeStringList("groups"),
    policy: t.expose("policy", { type: FairnessPolicy }),
    measure: t.expose("measure", { type: Disparity }),
    approvalRate: t.exposeFloat("approvalRate", { description: "At which all are compared." }),
    tolerance: t.exposeFloat("tolerance", { description: "AUC that may be given up." }),
    nValidation: t.exposeInt("nValidation"),
    nTest: t.exposeInt("nTest"),
    alternatives: t.field({
      type: [Alternative],
      complexity: { field: 1, multiplier: 20 },
      description: "The first is the version as it was trained.",
      resolve: ({ alternatives }) => alternatives.map((own, index) => ({ ...own, index })),
    }),
    chosen: t.exposeInt("chosen", { nullable: true, description: "Index of the fairest within the tolerance, if fairer than the first." }),
    constraint: t.expose("constraint", { type: ThresholdConstraint }),
    limit: t.exposeFloat("limit"),
    thresholds: t.expose("thresholds", { type: [Thresholds] }),
  }),
});

const JOB = "model.alternatives";

builder.objectFields(Run, (t) => ({
  alternatives: t.field({
    type: Alternatives,
    nullable: true,
    description: "Of a search for alternatives that has succeeded.",
    resolve: async (run, _args, context) => {
      const result = await resultOf<AlternativesReport>(run, JOB, context);
      return result && { ...result, run };
    },
  }),
}));

builder.objectFields(ModelVersion, (t) => ({
  alternatives: t.field({
    type: Alternatives,
    nullable: true,
    description: "The newest search (submitAlternatives).",
    resolve: async ({ id }, _args, context) => {
      const run = await context.loaders.latestRun.load({ modelVersionId: id, job: JOB, isSucceeded: true });
      const result = run && (await resultOf<AlternativesReport>(run, JOB, context));
      return result ? { ...result, run } : null;
    },
  }),
  alternativesRun: t.field({
    type: Run,
    nullable: true,
    description: "The newest run for such a search, whatever became of it.",
    resolve: ({ id }, _args, { loaders }) => loaders.latestRun.load({ modelVersionId: id, job: JOB, isSucceeded: false }),
  }),
}));

const Request = z.object({ ...AlternativesSpec.shape, policy: z.string().default(DEFAULT_POLICY) });
const MOST_TRAININGS = 60;

defineMutation("submitAlternatives", {
  description:
    "Trains fairer variants of a version (reweighing, penalties in the loss), tells the frontier between quality and disparity, and thresholds under a constraint. Registers nothing; see adoptAlternative.",
  access: access.develop,
  input: builder.inputType("SubmitAlternativesInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      attribute: t.field({ type: ProtectedAttributeInput, required: true }),
      policy: t.string({ description: `One of \`fairnessPolicies\`; ${DEFAULT_POLICY} unless given.` }),
      measure: t.field({ type: Disparity, description: "APPROVAL unless given." }),
      approvalRate: t.float({ description: "At which all are compared; the version's own unless given." }),
      tolerance: t.float({ description: "AUC that may be given up; 0.01 unless given." }),
      aims: t.field({ type: [PenaltyAim], description: "Both unless given." }),
      strengths: t.floatList({ description: "Of the penalty; 1, 10 and 50 unless given." }),
      seeds: t.int({ description: "Trainings of each kind; 1 unless given." }),
      constraint: t.field({ type: ThresholdConstraint, description: "IMPACT_RATIO unless given." }),
      limit: t.float({ description: "Of the constraint; 0.8 unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitAlternativesSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey, ...given }, context) => {
    const { db } = context.services.database;
    const requested = withoutNulls(given);
    const { policy: name, ...request } = parseInput(Request, requested);
    const { aims, strengths, seeds, attribute } = request;
    const trainings = seeds * (2 + aims.length * strengths.length);
    if (trainings > MOST_TRAININGS)
      throw invalidInput(`That makes ${trainings} trainings; at most ${MOST_TRAININGS} are allowed. Ask for fewer strengths or seeds.`, [
        "seeds",
      ]);
    const clientKey = clientKeyOf(idempotencyKey);
    const version = await decidingVersion(context, request.modelVersionId);
    const dataset = await trainingData(context, version);
    checkAttributes([attribute], await columnsOf(db, dataset), ["attribute"]);
    const policy = await policyNamed(db, callerIn(context).workspaceId, name);
    const run = await submit(context, {
      job: JOB,
      mutation: "submitAlternatives",
      clientKey,
      requested,
      input: { ...request, policy },
      datasetId: dataset.id,
      modelVersionId: version.id,
      facts: { modelVersionId: version.id, attribute: attribute.column, trainings },
    });
    return { run };
  },
});

defineMutation("adoptAlternative", {
  description:
    "Trains an alternative that a search found, as the next version of the same model, with everything else as the version was trained.",
  access: access.develop,
  input: builder.inputType("AdoptAlternativeInput", {
    fields: (t) => ({
      runId: t.id({ required: true, description: "Of the search." }),
      index: t.int({ required: true }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("AdoptAlternativeSuccess"),
  errors: [ColumnError, NotReadyError, ForbiddenTransitionError, IdempotencyConflictError],
  resolve: async ({ runId, index, idempotencyKey }, context) => {
    const { db } = context.services.database;
    const { workspaceId } = callerIn(context);
    const clientKey = clientKeyOf(idempotencyKey);
    const [found] = await db
      .select({ run: getTableColumns(runs), modelName: models.name })
      .from(runs)
      .innerJoin(modelVersions, eq(modelVersions.id, runs.modelVersionId))
      .innerJoin(models, eq(models.id, modelVersions.modelId))
      .where(and(eq(runs.id, runId), eq(runs.workspaceId, workspaceId), eq(runs.job, JOB)));
    if (!found) throw notFound(["runId"]);
    if (found.run.status !== "SUCCEEDED" || !found.run.result)
      throw new AppError(
        "FORBIDDEN_TRANSITION",
        "conflict",
        `The search is ${found.run.status}; only one that SUCCEEDED has alternatives.`,
        {
          path: ["runId"],
        },
      );
    const report = found.run.result as AlternativesReport;
    const alternative = report.alternatives[index];
    if (!alternative) throw invalidInput(`The search has alternatives 0 to ${report.alternatives.length - 1}. Got ${index}.`, ["index"]);
    const { reweigh, penalty, seed } = alternative;
    const spec = TrainingSpec.parse({
      ...report.training,
      modelName: found.modelName,
      training: { ...report.training.training, seed },
      mitigation: reweigh || penalty ? { attribute: report.attribute, reweigh, penalty } : null,
    });
    const checked = await checkTraining(spec, context);
    const run = await submit(context, {
      job: "model.train",
      mutation: "adoptAlternative",
      clientKey,
      requested: { runId, index },
      input: checked,
      datasetId: spec.datasetId,
      facts: { modelName: spec.modelName, architecture: spec.architecture, adoptedFrom: runId, index, ...protectedFacts(checked) },
    });
    return { run };
  },
});
