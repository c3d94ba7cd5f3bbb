import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ColumnType, type MetricAdvantage, newId, type Role } from "@plimsoll/schema";
import {
  apiKeys,
  artifacts,
  claimRun,
  createApiKey,
  createOwner,
  type Database,
  datasetColumns,
  datasets,
  migrateDatabase,
  models,
  modelVersions,
  openDatabase,
  submitRun,
  succeedRun,
  uploads,
  users,
  workspaces,
} from "@plimsoll/schema/db";
import { type EmbeddedServer, startEmbeddedPostgres } from "@plimsoll/schema/embedded";
import { eq } from "drizzle-orm";
import { type ApiOptions, type RunningApi, startApi } from "../server.ts";
import { SCORER_SECRET } from "./stand-in-scorer.ts";

export interface Answer<Data = Record<string, unknown>> {
  status: number;
  headers: Headers;
  data: Data | null | undefined;
  errors:
    | { message: string; path?: string[]; extensions: { code: string; retryable: boolean; requestId: string; limit?: string } }[]
    | undefined;
}

export interface Harness {
  api: RunningApi;
  database: Database;
  server: EmbeddedServer;
  home: string;
  ownerKey: string;
  workspaceId: string;
  /** A key of the owner's workspace. */
  keyOf(role: Role): Promise<string>;
  ask<Data = Record<string, unknown>>(
    query: string,
    variables?: Record<string, unknown>,
    key?: string | null,
    headers?: Record<string, string>,
  ): Promise<Answer<Data>>;
  options: ApiOptions;
  close(): Promise<void>;
}

/** An api on a database of its own, as a deployment would start it; workers are played by writing what they would write. */
export async function openHarness(overrides: Partial<ApiOptions> = {}): Promise<Harness> {
  const home = await mkdtemp(join(tmpdir(), "plimsoll-api-"));
  const server = await startEmbeddedPostgres(join(home, "postgres"));
  await migrateDatabase(server.url);
  const database = openDatabase(server.url);
  const ownerKey = (await database.transaction((tx) => createOwner(tx))) ?? "";
  const [owner] = await database.db.select().from(users);
  if (!owner) throw new Error("no owner");
  const options: ApiOptions = {
    databaseUrl: server.url,
    port: 0,
    host: "127.0.0.1",
    home,
    scorerUrl: "http://127.0.0.1:9",
    scorerSecret: SCORER_SECRET,
    uploadMaxBytes: 5_000_000_000,
    logLevel: "silent",
    ...overrides,
  };
  const api = await startApi(options);
  return {
    api,
    database,
    server,
    home,
    ownerKey,
    options,
    workspaceId: owner.workspaceId,
    async keyOf(role) {
      return (await createApiKey(database, { workspaceId: owner.workspaceId, userId: owner.id, name: role, role })).key;
    },
    ask: (query, variables, key = ownerKey, headers = {}) =>
      post(api.url, { query, variables }, { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers }),
    async close() {
      await api.close();
      await database.close();
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export async function post<Data>(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<Data>> {
  const response = await fetch(`${url}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const text = await response.text();
  const parsed: Partial<Pick<Answer<Data>, "data" | "errors">> =
    text === "" ? {} : (JSON.parse(text) as Pick<Answer<Data>, "data" | "errors">);
  return { status: response.status, headers: response.headers, data: parsed.data, errors: parsed.errors };
}

/** Another tenant, with a key of its own. */
export async function otherWorkspace(database: Database): Promise<{ workspaceId: string; key: string; apiKeyId: string }> {
  const workspaceId = newId("workspace");
  const userId = newId("user");
  await database.db.insert(workspaces).values({ id: workspaceId, name: "Other" });
  await database.db.insert(users).values({ id: userId, workspaceId, name: "Other owner", role: "OWNER" });
  const { id, key } = await createApiKey(database, { workspaceId, userId, name: "other", role: "OWNER" });
  return { workspaceId, key, apiKeyId: id };
}

export async function keyIdOf(database: Database, key: string): Promise<string> {
  const [row] = await database.db
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(eq(apiKeys.prefix, key.split("_").slice(0, 2).join("_")));
  return row?.id ?? "";
}

/** A READY data set with the given columns, as a worker would have left it. */
export async function readyDataset(database: Database, workspaceId: string, columns: Record<string, ColumnType>): Promise<string> {
  const id = newId("dataset");
  const uploadId = newId("upload");
  await database.transaction(async (tx) => {
    await tx.db.insert(uploads).values({
      id: uploadId,
      workspaceId,
      fileName: "rows.csv",
      byteSize: 10,
      receivedBytes: 10,
      sha256: "0".repeat(64),
      createdBy: "key_test",
    });
    const { run } = await submitRun(tx, {
      workspaceId,
      job: "dataset.ingest",
      input: {},
      datasetId: id,
      mutation: "createDataset",
      idempotencyKey: null,
      requested: {},
      actor: "key_test",
    });
    await tx.db.insert(datasets).values({
      id,
      workspaceId,
      name: "Rows",
      status: "READY",
      uploadId,
      options: { types: {}, missing: [] },
      runId: run.id,
      rowCount: 3,
      createdBy: "key_test",
    });
    const rows = Object.entries(columns).map(([name, type], position) => ({
      datasetId: id,
      position,
      workspaceId,
      name,
      type,
      profile: profileOf(name, type, position),
    }));
    await tx.db.insert(datasetColumns).values(rows);
  });
  return id;
}

const profileOf = (name: string, type: ColumnType, position: number) => ({
  name,
  type,
  position,
  missingCount: 0,
  distinctCount: 3,
  distinctExact: true,
  min: 1,
  max: 3,
  mean: 2,
  std: 1,
  quantiles: [{ p: 0.5, value: 2 }],
  topValues: [{ value: "1", count: 1 }],
  histogram: [{ low: 1, high: 3, count: 3 }],
  hints: [],
});

/** A trained version of a model, through the run's own state machine. */
export async function trainedVersion(
  database: Database,
  workspaceId: string,
  modelName: string,
  createdBy: string,
  advantage: MetricAdvantage | null = { metric: "auc", value: 0.05, low: 0.03, high: 0.07 },
): Promise<{ versionId: string; runId: string; modelId: string }> {
  const datasetId = newId("dataset");
  const { run } = await database.transaction((tx) =>
    submitRun(tx, {
      workspaceId,
      job: "model.train",
      input: { modelName },
      datasetId,
      mutation: "submitTraining",
      idempotencyKey: null,
      requested: {},
      actor: createdBy,
    }),
  );
  const claim = await claimRun(database, run.id, { id: "wrk_test", engine: "CPU" });
  if (!claim) throw new Error("The run could not be claimed.");
  const versionId = newId("modelVersion");
  const sha256 = versionId
    .slice(3)
    .padEnd(64, "0")
    .replace(/[^0-9a-f]/g, "0");
  const modelId = await database.transaction(async (tx) => {
    await tx.db
      .insert(models)
      .values({ id: newId("model"), workspaceId, name: modelName })
      .onConflictDoNothing();
    const [model] = await tx.db.select().from(models).where(eq(models.name, modelName));
    if (!model) throw new Error("no model");
    const versions = await tx.db.select({ id: modelVersions.id }).from(modelVersions).where(eq(modelVersions.modelId, model.id));
    await tx.db.insert(artifacts).values({
      workspaceId,
      sha256,
      kind: "MODEL",
      byteSize: 4,
      contentType: "application/octet-stream",
      fileName: "model.safetensors",
      runId: run.id,
    });
    await tx.db.insert(modelVersions).values({
      id: versionId,
      workspaceId,
      modelId: model.id,
      version: versions.length + 1,
      runId: run.id,
      artifactSha256: sha256,
      engine: "CPU",
      metrics: [{ name: "auc", split: "TEST", value: 0.77, low: 0.75, high: 0.79 }],
      baselines: [{ name: "LOGISTIC", metrics: [{ name: "auc", split: "TEST", value: 0.72, low: null, high: null }], advantage }],
      lineage: {
        datasetId,
        datasetSha256: "0".repeat(64),
        codeVersion: "test",
        engine: "CPU",
        engineVersion: "1",
        seed: 1,
        architecture: "mlp",
        params: {},
        trainRows: 8,
        validationRows: 1,
        testRows: 1,
      },
      signature: {
        task: "BINARY",
        columns: [
          { name: "age", type: "INTEGER", levels: [], reference: 40, min: 18, max: 80 },
          { name: "rate", type: "FLOAT", levels: [], reference: 0.1, min: 0, max: 1 },
        ],
        labels: ["0", "1"],
        positiveLabel: "1",
        threshold: 0.5,
      },
      createdBy,
    });
    await succeedRun(tx, claim, { modelVersionId: versionId });
    return model.id;
  });
  return { versionId, runId: run.id, modelId };
}
