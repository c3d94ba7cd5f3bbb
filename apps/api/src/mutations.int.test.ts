import { newId } from "@plimsoll/schema";
import { apiKeys, auditLog, createApiKey, runs, scores, users, verifyAuditChain } from "@plimsoll/schema/db";
import { desc, eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, keyIdOf, openHarness, readyDataset, trainedVersion } from "./testing/harness.ts";
import { openStandInScorer, type StandInScorer } from "./testing/stand-in-scorer.ts";

let harness: Harness;
let scorer: StandInScorer;
let datasetId: string;
beforeAll(async () => {
  scorer = await openStandInScorer();
  harness = await openHarness({ scorerUrl: scorer.url });
  datasetId = await readyDataset(harness.database, harness.workspaceId, {
    age: "INTEGER",
    rate: "FLOAT",
    city: "STRING",
    m1: "INTEGER",
    m2: "INTEGER",
    target: "INTEGER",
  });
});
afterAll(async () => {
  await harness?.close();
  await scorer?.close();
});

type Result = Record<
  string,
  { __typename: string; code?: string; message?: string; path?: string[]; columns?: string[]; [key: string]: unknown }
>;
const USER_ERROR = "... on UserError { code message path } ... on ColumnError { columns }";

async function mutate(field: string, input: Record<string, unknown>, selection: string, key?: string) {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const errors = [
    "createUpload",
    "cancelRun",
    "retryRun",
    "promoteModelVersion",
    "createApiKey",
    "revokeApiKey",
    "signIn",
    "createDataset",
  ].includes(field)
    ? "... on UserError { code message path }"
    : USER_ERROR;
  const query = `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename ... on ${type}Success { ${selection} } ${errors} } }`;
  const answer = await harness.ask<Result>(query, { input }, key);
  return { ...answer.data?.[field], errors: answer.errors?.map((error) => error.extensions.code) } as Result[string] & {
    errors?: string[];
    run?: { id: string; status: string; input: Record<string, unknown> };
  };
}

const training = (overrides: Record<string, unknown> = {}) => ({
  datasetId,
  modelName: "Credit",
  target: "target",
  architecture: "mlp",
  ...overrides,
});
const submit = (overrides: Record<string, unknown> = {}) => mutate("submitTraining", training(overrides), "run { id status input }");

describe("createUpload", () => {
  test("an empty or an overlong file is refused before a byte is sent", async () => {
    expect(await mutate("createUpload", { fileName: "a.csv", byteSize: 0 }, "upload { id }")).toMatchObject({
      __typename: "EmptyFileError",
      code: "EMPTY_FILE",
    });
    expect(await mutate("createUpload", { fileName: "a.csv", byteSize: 5_000_000_001 }, "upload { id }")).toMatchObject({
      code: "INVALID_INPUT",
      path: ["byteSize"],
    });
  });

  test("a name with a folder, an address or a direction override is refused (H31 to H35)", async () => {
    for (const fileName of [
      "../a.csv",
      "..\\a.csv",
      "file:///etc/passwd",
      "s3://b/k",
      "\\\\host\\share",
      "/proc/self/environ",
      "a\u0000.csv",
      "a\u202Evsc.exe",
      "..",
      "x".repeat(4_096),
      " ",
    ]) {
      expect(await mutate("createUpload", { fileName, byteSize: 1 }, "upload { id }")).toMatchObject({
        code: "INVALID_INPUT",
        path: ["fileName"],
      });
    }
    for (const fileName of ["%2e%2e%2fa.csv", "CON", "répertoire 😀.csv"]) {
      expect(await mutate("createUpload", { fileName, byteSize: 1 }, "upload { id url }")).toMatchObject({
        upload: { url: expect.stringMatching(/^\/uploads\/upl_[0-9a-z]{26}$/) },
      });
    }
  });
});

describe("submitTraining", () => {
  test("fills in the defaults, and nulls mean the same as leaving out", async () => {
    const { run } = await submit({
      positiveLabel: null,
      features: null,
      training: { epochs: 3, earlyStopping: null },
      split: { method: "RANDOM", testFraction: null },
      baselines: null,
    });
    expect(run).toMatchObject({
      status: "QUEUED",
      input: {
        task: "BINARY",
        training: { epochs: 3, batchSize: 32 },
        split: { testFraction: 0.2, validationFraction: 0.1 },
        baselines: ["LOGISTIC"],
        params: { units: [64, 32] },
      },
    });
  });

  test("columns, parameters and architectures that do not fit are named", async () => {
    expect(await submit({ target: "tarjet" })).toMatchObject({ __typename: "ColumnError", code: "UNKNOWN_COLUMN" });
    expect(await submit({ architecture: "nope" })).toMatchObject({
      code: "INVALID_INPUT",
      path: ["architecture"],
      message: expect.stringContaining("mlp"),
    });
    expect(await submit({ params: { units: [0] } })).toMatchObject({ code: "INVALID_INPUT", path: ["params", "units", "0"] });
    expect(await submit({ task: "FORECAST" })).toMatchObject({ code: "INVALID_INPUT", path: ["split", "method"] });
    expect(await submit({ task: "ANOMALY" })).toMatchObject({ code: "INVALID_INPUT", path: ["task"] });
    expect(await submit({ target: null })).toMatchObject({ code: "INVALID_INPUT", path: ["target"] });
    expect(await submit({ training: { loss: "QUANTILE" } })).toMatchObject({ code: "INVALID_INPUT", path: ["training", "loss"] });
    expect(await submit({ training: { quantiles: [0.1] } })).toMatchObject({ code: "INVALID_INPUT", path: ["training", "quantiles"] });
    expect(await submit({ baselines: ["LINEAR"] })).toMatchObject({ code: "INVALID_INPUT", path: ["baselines"] });
    expect(await submit({ architecture: "monotone", params: { directions: { agee: 1 } } })).toMatchObject({ code: "UNKNOWN_COLUMN" });
    expect(await submit({ training: { epochs: 0 } })).toMatchObject({ code: "INVALID_INPUT", path: ["training", "epochs"] });
    expect(
      await submit({
        sequence: {
          groups: [
            { name: "m", columns: ["m1", "m2"] },
            { name: "n", columns: ["age"] },
          ],
        },
      }),
    ).toMatchObject({ code: "INVALID_INPUT" });
  });

  test("fifty submissions under one key give one run, another input a conflict (F14)", async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => submit({ idempotencyKey: "once" })));
    expect(new Set(answers.map((answer) => answer.run?.id)).size).toBe(1);
    expect(await submit({ idempotencyKey: "once", modelName: "Other" })).toMatchObject({ __typename: "IdempotencyConflictError" });
  });

  test("an unknown data set is NOT_FOUND, an unfinished one NOT_READY", async () => {
    expect((await submit({ datasetId: newId("dataset") })).errors).toEqual(["NOT_FOUND"]);
    await harness.database.pool.query("UPDATE plimsoll.datasets SET status = 'INGESTING' WHERE id = $1", [datasetId]);
    expect(await submit()).toMatchObject({ __typename: "NotReadyError", code: "NOT_READY" });
    await harness.database.pool.query("UPDATE plimsoll.datasets SET status = 'READY' WHERE id = $1", [datasetId]);
  });
});

describe("runs", () => {
  test("cancelling twice is harmless, and only an ended run that failed can be retried", async () => {
    const { run } = await submit();
    const runId = run?.id ?? "";
    expect(await mutate("retryRun", { runId }, "run { id }")).toMatchObject({ __typename: "ForbiddenTransitionError" });
    expect((await mutate("cancelRun", { runId }, "run { status }")).run).toEqual({ status: "CANCELLED" });
    expect((await mutate("cancelRun", { runId }, "run { status }")).run).toEqual({ status: "CANCELLED" });
    const again = await mutate("retryRun", { runId }, "run { id status retryOf input }");
    expect(again.run).toMatchObject({ status: "QUEUED", retryOf: runId, input: run?.input });
    expect((await mutate("cancelRun", { runId: newId("run") }, "run { id }")).errors).toEqual(["NOT_FOUND"]);
  });
});

describe("scoring", () => {
  let version: { versionId: string; runId: string };
  const rows = [
    { age: 30, rate: 0.2 },
    { age: 31, rate: null },
  ];
  const score = (input: Record<string, unknown>, key?: string) =>
    mutate("score", { rows, ...input }, "modelVersion { id } scores { probability decision reasons { feature contribution } }", key);

  beforeAll(async () => {
    version = await trainedVersion(harness.database, harness.workspaceId, "Scored", "key_other");
  });

  test("each record is logged before the answer leaves", async () => {
    const answer = await score({ modelVersionId: version.versionId, explain: true });
    expect(answer).toMatchObject({
      modelVersion: { id: version.versionId },
      scores: [{ probability: 0.25, decision: "0", reasons: [{ feature: "age", contribution: -0.5 }] }, {}],
    });
    expect(scorer.requests.at(-1)).toEqual({
      workspaceId: harness.workspaceId,
      modelVersionId: version.versionId,
      rows,
      explain: true,
      wording: null,
    });
    const logged = await harness.database.db
      .select()
      .from(scores)
      .where(eq(scores.modelVersionId, version.versionId))
      .orderBy(scores.position);
    expect(logged.map((row) => [row.position, row.inputHash.length, row.actor.slice(0, 4)])).toEqual([
      [0, 64, "key_"],
      [1, 64, "key_"],
    ]);
  });

  test("a version is named by id or by model and alias, and by nothing else", async () => {
    expect(await score({})).toMatchObject({ code: "INVALID_INPUT" });
    expect(await score({ modelVersionId: version.versionId, modelName: "Scored" })).toMatchObject({ code: "INVALID_INPUT" });
    expect(await score({ modelName: "Scored" })).toMatchObject({ code: "INVALID_INPUT", path: ["alias"] });
    expect((await score({ modelName: "Nobody" })).errors).toEqual(["NOT_FOUND"]);
    expect((await score({ modelVersionId: newId("modelVersion") })).errors).toEqual(["NOT_FOUND"]);
    await mutate(
      "promoteModelVersion",
      { modelVersionId: version.versionId, alias: "champion", reason: "best so far" },
      "modelVersion { id }",
    );
    expect(await score({ modelName: "Scored" })).toMatchObject({ modelVersion: { id: version.versionId } });
  });

  test("what the scorer says of the input reaches the caller as data, its absence as UNAVAILABLE", async () => {
    const error = {
      code: "MISSING_COLUMN",
      kind: "input",
      message: "Row 0 lacks column 'rate'.",
      context: { path: ["rows", "0", "rate"], columns: ["rate"] },
    };
    scorer.answer = { status: 422, body: { error } };
    expect(await score({ modelVersionId: version.versionId })).toMatchObject({
      __typename: "ColumnError",
      code: "MISSING_COLUMN",
      columns: ["rate"],
      path: ["rows", "0", "rate"],
    });
    scorer.answer = { status: 503, body: { error: { code: "UNAVAILABLE", kind: "dependency", message: "busy", context: {} } } };
    expect((await score({ modelVersionId: version.versionId })).errors).toEqual(["UNAVAILABLE"]);
    scorer.answer = { status: 200 };
  });

  test("a data set's columns are checked against the signature at once", async () => {
    const wrong = await readyDataset(harness.database, harness.workspaceId, { age: "STRING", other: "FLOAT" });
    const submitScoring = (input: Record<string, unknown>) =>
      mutate("submitScoring", { modelVersionId: version.versionId, ...input }, "run { id kind input }");
    expect(await submitScoring({ datasetId: wrong })).toMatchObject({ code: "MISSING_COLUMN", columns: ["rate"] });
    const mistyped = await readyDataset(harness.database, harness.workspaceId, { age: "STRING", rate: "INTEGER" });
    expect(await submitScoring({ datasetId: mistyped })).toMatchObject({ code: "TYPE_MISMATCH", columns: ["age"] });
    const good = await submitScoring({ datasetId, format: "CSV", explain: true });
    expect(good.run).toMatchObject({
      kind: "SCORING",
      input: { datasetId, modelVersionId: version.versionId, format: "CSV", explain: true },
    });
  });
});

describe("promotion", () => {
  test("a reason is asked for, the champion is VALIDATED, an alias moves, and each step is audited", async () => {
    const owner = await keyIdOf(harness.database, harness.ownerKey);
    const first = await trainedVersion(harness.database, harness.workspaceId, "Promoted", owner);
    const second = await trainedVersion(harness.database, harness.workspaceId, "Promoted", owner);
    const promote = (modelVersionId: string, alias: string, reason = "better AUC") =>
      mutate("promoteModelVersion", { modelVersionId, alias, reason }, "modelVersion { id status aliases }");
    expect(await promote(first.versionId, "champion", "  ")).toMatchObject({ code: "INVALID_INPUT", path: ["reason"] });
    expect(await promote(first.versionId, "Champion!")).toMatchObject({ code: "INVALID_INPUT", path: ["alias"] });
    expect((await promote(newId("modelVersion"), "champion")).errors).toEqual(["NOT_FOUND"]);
    expect(await promote(first.versionId, "champion")).toMatchObject({ modelVersion: { status: "VALIDATED", aliases: ["champion"] } });
    expect(await promote(second.versionId, "shadow")).toMatchObject({ modelVersion: { status: "CANDIDATE", aliases: ["shadow"] } });
    expect(await promote(second.versionId, "champion")).toMatchObject({ modelVersion: { aliases: ["champion", "shadow"] } });
    const [last] = await harness.database.db.select().from(auditLog).orderBy(desc(auditLog.position)).limit(1);
    expect(last).toMatchObject({ action: "model_version.promote", subject: second.versionId, actor: owner });
    expect(JSON.parse(last?.data ?? "{}")).toMatchObject({ alias: "champion", previous: first.versionId, reason: "better AUC" });
    expect(await verifyAuditChain(harness.database, harness.workspaceId)).toMatchObject({ ok: true });
  });

  test("with a second member in the workspace, whoever developed a version does not promote it (H72)", async () => {
    const owner = await keyIdOf(harness.database, harness.ownerKey);
    const { versionId } = await trainedVersion(harness.database, harness.workspaceId, "Four eyes", owner);
    const userId = newId("user");
    await harness.database.db.insert(users).values({ id: userId, workspaceId: harness.workspaceId, name: "Vera", role: "VALIDATOR" });
    const validator = await createApiKey(harness.database, { workspaceId: harness.workspaceId, userId, name: "vera", role: "VALIDATOR" });
    const input = { modelVersionId: versionId, alias: "champion", reason: "mine is good" };
    expect(await mutate("promoteModelVersion", input, "modelVersion { id }")).toMatchObject({
      __typename: "ForbiddenTransitionError",
      message: expect.stringContaining("four eyes"),
    });
    expect(await mutate("promoteModelVersion", { ...input, reason: "checked" }, "modelVersion { status }", validator.key)).toMatchObject({
      modelVersion: { status: "VALIDATED" },
    });
  });
});

describe("keys and sessions", () => {
  const origin = () => ({ origin: harness.api.url });

  test("a key makes a session whose cookie needs the portal's own origin and ends with the key", async () => {
    const { id, key } = await (async () => {
      const made = await mutate("createApiKey", { name: "portal", role: "DEVELOPER" }, "key apiKey { id role }");
      return { id: (made.apiKey as { id: string }).id, key: String(made.key) };
    })();
    const answer = await harness.ask(
      "mutation ($key: String!) { signIn(input: { apiKey: $key }) { ... on SignInSuccess { viewer { role name } } } }",
      { key },
      null,
      { ...origin(), "x-forwarded-proto": "https" },
    );
    expect(answer.data).toEqual({ signIn: { viewer: { role: "DEVELOPER", name: "Owner" } } });
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/^plimsoll_session=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Secure; Expires=/);
    const session = cookie.split(";")[0] ?? "";
    const asCookie = (headers: Record<string, string>) => harness.ask("{ viewer { role } }", {}, null, { cookie: session, ...headers });
    expect((await asCookie({ ...origin(), "apollo-require-preflight": "1" })).data).toEqual({ viewer: { role: "DEVELOPER" } });
    expect((await asCookie({ origin: "http://portal.example", "x-forwarded-host": "portal.example" })).data).toEqual({
      viewer: { role: "DEVELOPER" },
    });
    for (const headers of [{}, { origin: "https://evil.example" }, { origin: "null" }] as Record<string, string>[]) {
      const refused = await asCookie(headers);
      expect([refused.status, refused.errors?.[0]?.extensions.code]).toEqual([403, "FORBIDDEN"]);
    }
    await mutate("revokeApiKey", { apiKeyId: id }, "apiKey { revokedAt }");
    expect((await asCookie(origin())).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    expect((await harness.ask("{ viewer { role } }", {}, key)).status).toBe(401);
  });

  test("signing out ends the session", async () => {
    const signedIn = await harness.ask(
      "mutation ($key: String!) { signIn(input: { apiKey: $key }) { __typename } }",
      { key: harness.ownerKey },
      null,
      origin(),
    );
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const out = await harness.ask("mutation { signOut { ... on SignOutSuccess { ok } } }", {}, null, { cookie, ...origin() });
    expect(out.data).toEqual({ signOut: { ok: true } });
    expect((await harness.ask("{ viewer { id } }", {}, null, { cookie, ...origin() })).errors?.[0]?.extensions.code).toBe(
      "UNAUTHENTICATED",
    );
  });

  test("another site cannot sign a visitor in", async () => {
    const answer = await harness.ask(
      "mutation ($key: String!) { signIn(input: { apiKey: $key }) { __typename } }",
      { key: harness.ownerKey },
      null,
      { origin: "https://evil.example" },
    );
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  test("an ADMIN makes no OWNER and revokes none; the owner's last key stays", async () => {
    const admin = await harness.keyOf("ADMIN");
    const owner = await keyIdOf(harness.database, harness.ownerKey);
    expect((await mutate("createApiKey", { name: "up", role: "OWNER" }, "key", admin)).errors).toEqual(["FORBIDDEN"]);
    expect((await mutate("revokeApiKey", { apiKeyId: owner }, "apiKey { id }", admin)).errors).toEqual(["FORBIDDEN"]);
    expect(await mutate("revokeApiKey", { apiKeyId: owner }, "apiKey { id }")).toMatchObject({ __typename: "ForbiddenTransitionError" });
    const stored = await harness.database.db.select().from(apiKeys);
    expect(JSON.stringify(stored)).not.toContain(harness.ownerKey);
    expect((await harness.database.db.select({ by: runs.createdBy }).from(runs).limit(1))[0]?.by).toBeTruthy();
  });
});
