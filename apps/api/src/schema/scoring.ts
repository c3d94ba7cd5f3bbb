import { AppError, newId, type ScoreResult as ScoreValue, ScoringSpec } from "@plimsoll/schema";
import {
  aliases,
  type Caller,
  type Db,
  inputHashOf,
  type ModelSignature,
  models,
  modelVersions,
  type DecisionRecord as RecordRow,
  recordDecisions,
  scores,
} from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { type ApiContext, callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import type { ModelVersionRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { FileFormat } from "./enums.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { languagesOf, newestMapping, type ReasonMappingRecord } from "./reason-mappings.ts";
import { DecisionRecord, ModelVersion } from "./refs.ts";
import { SubmitScoringSuccess } from "./run.ts";
import { clientKeyOf, submit } from "./submission.ts";
import { columnsOf, readyDataset } from "./training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError, UnmappedReasonError } from "./user-errors.ts";

interface VersionChoice {
  modelVersionId?: string | null;
  modelName?: string | null;
  alias?: string | null;
}

/** The version a caller names: by id, or by model and alias (`champion` unless given). One question to the database. */
export async function chosenVersion(
  db: Db,
  { workspaceId }: Caller,
  { modelVersionId, modelName, alias }: VersionChoice,
): Promise<ModelVersionRecord> {
  if ((modelVersionId == null) === (modelName == null)) {
    throw invalidInput("Give exactly one of 'modelVersionId' and 'modelName' (with 'alias', champion unless given).", ["modelVersionId"]);
  }
  if (modelVersionId != null) {
    if (alias != null) throw invalidInput("'alias' goes with 'modelName', not with 'modelVersionId'.", ["alias"]);
    const [version] = await db
      .select()
      .from(modelVersions)
      .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, workspaceId)));
    if (!version) throw notFound(["modelVersionId"]);
    return version;
  }
  const wanted = alias ?? "champion";
  const [found] = await db
    .select({ model: models.id, version: modelVersions })
    .from(models)
    .leftJoin(aliases, and(eq(aliases.modelId, models.id), eq(aliases.alias, wanted)))
    .leftJoin(modelVersions, eq(modelVersions.id, aliases.modelVersionId))
    .where(and(eq(models.workspaceId, workspaceId), eq(models.name, modelName ?? "")));
  if (!found) throw notFound(["modelName"]);
  if (!found.version) {
    throw invalidInput(`Model '${modelName}' has no version under the alias '${wanted}'. Promote one, or name another alias.`, ["alias"]);
  }
  return found.version;
}

const ScoringRequest = z.object({
  datasetId: z.string(),
  explain: z.boolean().optional(),
  format: ScoringSpec.shape.format.optional(),
  language: z.string().min(2).max(64).optional(),
});

interface ChosenWording {
  mapping: ReasonMappingRecord;
  language: string;
}

/**
 * Whose words the reasons of a version are given in: those of its model's newest mapping, in the language asked for or its first one.
 * @returns null where no reasons are asked for, or the model has no mapping. @throws AppError INVALID_INPUT for a language that it does not speak.
 */
async function wordingOf(
  db: Db,
  version: ModelVersionRecord,
  explain: boolean,
  language: string | null | undefined,
): Promise<ChosenWording | null> {
  if (!explain) {
    if (language != null)
      throw invalidInput("'language' says in which words reasons are given: ask for them with 'explain'.", ["language"]);
    return null;
  }
  const mapping = await newestMapping(db, version.workspaceId, version.modelId);
  if (!mapping) {
    if (language == null) return null;
    throw invalidInput("The model has no reason mapping, so its reasons are in plain English alone. Save one (saveReasonMapping).", [
      "language",
    ]);
  }
  const languages = languagesOf(mapping);
  if (language != null && !languages.includes(language))
    throw invalidInput(`The model's reason mapping has no sentences in '${language}'. It has: ${languages.join(", ")}.`, ["language"]);
  return { mapping, language: language ?? languages[0] ?? "" };
}

/** @throws AppError INVALID_INPUT for a version that does not score rows. */
export function signatureOf({ signature }: ModelVersionRecord): ModelSignature {
  if (signature) return signature;
  throw invalidInput("This version does not score rows: it is a policy or a risk model. Use the mutation of its kind.", ["modelVersionId"]);
}

/** Names every column of the signature that the data set lacks or holds in another type. */
function checkColumns(version: ModelVersionRecord, columns: { name: string; type: string }[]): void {
  const typeOf = new Map(columns.map((column) => [column.name, column.type]));
  const { columns: own, history } = signatureOf(version);
  // A version of histories takes the long table as well as the wide one.
  const expected = history && own.some(({ name }) => !typeOf.has(name)) ? history.columns : own;
  const missing = expected.filter(({ name }) => !typeOf.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    const names = missing.map((name) => `'${name}'`).join(", ");
    const message = `The data set lacks ${missing.length === 1 ? "column" : "columns"} ${names}, which version ${version.version} reads.`;
    throw new AppError("MISSING_COLUMN", "input", message, { path: ["datasetId"], columns: missing });
  }
  const mistyped = expected.filter(({ name, type }) => !fits(typeOf.get(name), type));
  if (mistyped.length > 0) {
    const names = mistyped.map(({ name, type }) => `'${name}' is ${typeOf.get(name)}, expected ${type}`).join("; ");
    const message = `Columns of the data set have other types than version ${version.version} was trained on: ${names}. Ingest the file with options.types.`;
    throw new AppError("TYPE_MISMATCH", "input", message, { path: ["datasetId"], columns: mistyped.map(({ name }) => name) });
  }
}

/** Whole numbers are numbers: a column that happens to hold no fraction in this file still fits. */
const fits = (given: string | undefined, expected: string): boolean => given === expected || (given === "INTEGER" && expected === "FLOAT");

defineMutation("submitScoring", {
  description: "Scores a whole data set with one version into a downloadable file.",
  access: access.develop,
  input: builder.inputType("SubmitScoringInput", {
    fields: (t) => ({
      datasetId: t.id({ required: true }),
      modelVersionId: t.id(),
      modelName: t.string(),
      alias: t.string({ description: "champion unless given; resolved now, so a later promotion does not change the run." }),
      explain: t.boolean(),
      language: t.string({ description: "Of the reasons, where the model has a reason mapping; its first unless given." }),
      format: t.field({ type: FileFormat, description: "PARQUET unless given." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: SubmitScoringSuccess,
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const caller = callerIn(context);
    const { db } = context.services.database;
    const requested = withoutNulls(given);
    const { language, ...request } = parseInput(ScoringRequest, requested);
    const clientKey = clientKeyOf(key);
    const version = await chosenVersion(db, caller, given);
    const dataset = await readyDataset(db, caller, request.datasetId);
    checkColumns(version, await columnsOf(db, dataset));
    const wording = await wordingOf(db, version, request.explain ?? false, language);
    const run = await submit(context, {
      job: "score.batch",
      mutation: "submitScoring",
      clientKey,
      requested,
      input: ScoringSpec.parse({
        ...request,
        modelVersionId: version.id,
        wording: wording && { reasonMappingId: wording.mapping.id, language: wording.language },
      }),
      datasetId: dataset.id,
      modelVersionId: version.id,
      facts: { modelVersionId: version.id },
    });
    return { run };
  },
});

const LabelProbability = builder.objectRef<ScoreValue["probabilities"][number]>("LabelProbability").implement({
  fields: (t) => ({ label: t.exposeString("label"), value: t.exposeFloat("value") }),
});
const QuantileValue = builder.objectRef<ScoreValue["quantiles"][number]>("QuantileValue").implement({
  fields: (t) => ({ probability: t.exposeFloat("probability"), value: t.exposeFloat("value") }),
});
const PredictionInterval = builder.objectRef<NonNullable<ScoreValue["interval"]>>("PredictionInterval").implement({
  description: "Holds a share `level` of new values.",
  fields: (t) => ({ level: t.exposeFloat("level"), low: t.exposeFloat("low"), high: t.exposeFloat("high") }),
});
const Reason = builder.objectRef<ScoreValue["reasons"][number]>("Reason").implement({
  description: "What moved the score; positive raises the probability.",
  fields: (t) => ({
    feature: t.exposeString("feature"),
    code: t.string({ nullable: true, description: "The lender's own number of the reason.", resolve: ({ code }) => code ?? null }),
    text: t.exposeString("text"),
    contribution: t.exposeFloat("contribution"),
  }),
});
const ReasonWording = builder.objectRef<NonNullable<ScoreValue["wording"]>>("ReasonWording").implement({
  fields: (t) => ({
    reasonMappingId: t.exposeID("reasonMappingId"),
    version: t.exposeInt("version", { description: "Of the model's reason mapping." }),
    language: t.exposeString("language"),
  }),
});
export const Score = builder.objectRef<ScoreValue>("Score").implement({
  fields: (t) => ({
    probability: t.exposeFloat("probability", {
      nullable: true,
      description:
        "Of the positive class, calibrated where the version is; for ANOMALY the share of training rows that are no stranger; null where the task has none.",
    }),
    rawProbability: t.exposeFloat("rawProbability", {
      nullable: true,
      description: "The network's own probability, before calibration; the same number where the version has none.",
    }),
    value: t.exposeFloat("value", { nullable: true, description: "The number itself for REGRESSION and FORECAST; the anomaly score." }),
    quantiles: t.field({
      type: [QuantileValue],
      description: "Where the model was trained on quantiles.",
      resolve: ({ quantiles }) => quantiles,
    }),
    interval: t.field({
      type: PredictionInterval,
      nullable: true,
      description: "Of a REGRESSION or FORECAST whose validation rows were enough to learn it from.",
      resolve: ({ interval }) => interval,
    }),
    strangeness: t.exposeFloat("strangeness", {
      nullable: true,
      description: "Share of ordinary rows that are less strange than this one; null where the version has no detector.",
    }),
    outOfDistribution: t.exposeBoolean("outOfDistribution", {
      nullable: true,
      description: "The row is so unlike the training rows that its score should not be relied on; one of a hundred ordinary rows is.",
    }),
    probabilities: t.expose("probabilities", { type: [LabelProbability] }),
    decision: t.exposeString("decision", {
      nullable: true,
      description: "The label at the version's threshold; ALERT or NORMAL for ANOMALY.",
    }),
    reasons: t.expose("reasons", { type: [Reason] }),
    wording: t.field({
      type: ReasonWording,
      nullable: true,
      description: "Whose words the reasons are in; null for the plain sentences of every model.",
      resolve: ({ wording }) => wording ?? null,
    }),
  }),
});

interface ScoreOutcome {
  modelVersion: ModelVersionRecord;
  scores: ScoreValue[];
  decisions: RecordRow[];
}

const MOST_ROWS = 1_000;

const Subjects = z.array(z.string().trim().min(1, "must not be empty").max(200));

/** @throws AppError INVALID_INPUT unless there is one name for each record. */
function subjectsOf(given: readonly string[] | null | undefined, nRows: number): string[] | null {
  if (given == null) return null;
  const { subjects } = parseInput(z.object({ subjects: Subjects }), { subjects: given });
  if (subjects.length === nRows) return subjects;
  throw invalidInput(`'subjects' names ${subjects.length}, 'rows' has ${nRows} records. Give one name for each record.`, ["subjects"]);
}

/** The scores as decisions on their subjects, before the answer leaves. */
function store(
  context: ApiContext,
  { workspaceId, apiKeyId: actor }: Caller,
  version: ModelVersionRecord,
  rows: Record<string, unknown>[],
  results: ScoreValue[],
  subjects: string[],
): Promise<RecordRow[]> {
  const decisions = results.map((result, at) => ({ subject: subjects[at] ?? "", input: rows[at] ?? {}, result: { ...result } }));
  return context.services.database.transaction((tx) =>
    recordDecisions(tx, { workspaceId, modelVersionId: version.id, requestId: context.requestId, actor, decisions }),
  );
}

/** One row a record, before the answer leaves. */
async function logScores(
  context: ApiContext,
  caller: Caller,
  version: ModelVersionRecord,
  rows: Record<string, unknown>[],
  results: ScoreValue[],
): Promise<void> {
  const logged = results.map((result, position) => ({
    id: newId("score"),
    workspaceId: caller.workspaceId,
    modelVersionId: version.id,
    requestId: context.requestId,
    position,
    inputHash: inputHashOf(rows[position] ?? {}),
    result: { ...result },
    actor: caller.apiKeyId,
  }));
  await context.services.database.db.insert(scores).values(logged);
}

defineMutation("score", {
  description:
    "Scores records at once. Numbers for INTEGER and FLOAT, true / false or the file's own text for BOOLEAN, text else, null = missing.",
  access: access.score,
  input: builder.inputType("ScoreInput", {
    fields: (t) => ({
      modelVersionId: t.id(),
      modelName: t.string(),
      alias: t.string({ description: "champion unless given." }),
      rows: t.field({ type: ["JSONObject"], required: true }),
      explain: t.boolean(),
      language: t.string({
        description:
          "Of the reasons, where the model has a reason mapping; its first unless given. A decline whose reason has no sentence in it is refused.",
      }),
      subjects: t.stringList({
        description:
          "Whom or what each record is about, in the order of `rows`: every score is then stored as a decision record, with its reasons.",
      }),
    }),
  }),
  success: builder.objectRef<ScoreOutcome>("ScoreSuccess").implement({
    fields: (t) => ({
      modelVersion: t.field({ type: ModelVersion, resolve: ({ modelVersion }) => modelVersion }),
      scores: t.expose("scores", { type: [Score], complexity: { field: 1, multiplier: 5 } }),
      decisions: t.expose("decisions", {
        type: [DecisionRecord],
        complexity: { field: 1, multiplier: 5 },
        description: "The records that were stored, in the order of `rows`; empty without `subjects`.",
      }),
    }),
  }),
  errors: [ColumnError, UnmappedReasonError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { database, scorer, metrics } = context.services;
    const { rows } = input;
    if (rows.length < 1 || rows.length > MOST_ROWS) {
      throw invalidInput(`'rows' has ${rows.length} records; from 1 to ${MOST_ROWS} can be scored at once. Use submitScoring for more.`, [
        "rows",
      ]);
    }
    const subjects = subjectsOf(input.subjects, rows.length);
    const version = await chosenVersion(database.db, caller, input);
    signatureOf(version);
    const explain = subjects !== null || (input.explain ?? false);
    const wording = await wordingOf(database.db, version, explain, input.language);
    const choice = wording && { reasonMappingId: wording.mapping.id, language: wording.language };
    const done = metrics.scorerSeconds.startTimer();
    const answer = await scorer
      .score({ workspaceId: caller.workspaceId, modelVersionId: version.id, rows, explain, wording: choice })
      .finally(done);
    if (answer.scores.length !== rows.length) throw new Error("The scorer answered with another number of scores than it was asked for.");
    const said = wording && choice && { ...choice, version: wording.mapping.version };
    const results = said ? answer.scores.map((own) => ({ ...own, wording: said })) : answer.scores;
    await logScores(context, caller, version, rows, results);
    const decisions = subjects ? await store(context, caller, version, rows, results, subjects) : [];
    return { modelVersion: version, scores: results, decisions };
  },
});
