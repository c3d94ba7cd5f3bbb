import type { AddressInfo } from "node:net";
import { createServer, type Server, Socket } from "node:net";
import { newId } from "@plimsoll/schema";
import { beat, submitRun } from "@plimsoll/schema/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApi } from "./server.ts";
import { type Harness, keyIdOf, openHarness, otherWorkspace, post, readyDataset, trainedVersion } from "./testing/harness.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness?.close());

async function submitted(count: number): Promise<void> {
  for (let at = 0; at < count; at++) {
    await harness.database.transaction((tx) =>
      submitRun(tx, {
        workspaceId: harness.workspaceId,
        job: "score.batch",
        input: {},
        datasetId: null,
        mutation: "submitScoring",
        idempotencyKey: null,
        requested: {},
        actor: "key_test",
      }),
    );
  }
}

describe("lists", () => {
  interface Page {
    runs: {
      edges: { cursor: string; node: { id: string } }[];
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string; startCursor: string };
    };
  }
  const PAGE =
    "query ($first: Int, $after: String, $last: Int, $before: String) { runs(kind: SCORING, first: $first, after: $after, last: $last, before: $before) { edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";

  test("pages forward and backward meet every run once, newest first", async () => {
    await submitted(25);
    // Runs of one transaction share their moment: the id decides, to the last one.
    await harness.database.pool.query(
      "UPDATE plimsoll.runs SET created_at = '2026-01-01T00:00:00.123456Z' WHERE kind = 'SCORING' AND id IN (SELECT id FROM plimsoll.runs WHERE kind = 'SCORING' LIMIT 10)",
    );
    const all = (await harness.ask<Page>(PAGE, { first: 100 })).data?.runs.edges.map((edge) => edge.node.id) ?? [];
    expect(new Set(all).size).toBe(25);
    const forward: string[] = [];
    let after: string | undefined;
    for (let more = true; more; ) {
      const page = (await harness.ask<Page>(PAGE, { first: 7, after })).data?.runs;
      forward.push(...(page?.edges.map((edge) => edge.node.id) ?? []));
      after = page?.pageInfo.endCursor;
      more = page?.pageInfo.hasNextPage ?? false;
    }
    expect(forward).toEqual(all);
    const backward: string[] = [];
    let before: string | undefined;
    for (let more = true; more; ) {
      const page = (await harness.ask<Page>(PAGE, { last: 7, before })).data?.runs;
      backward.unshift(...(page?.edges.map((edge) => edge.node.id) ?? []));
      before = page?.pageInfo.startCursor;
      more = page?.pageInfo.hasPreviousPage ?? false;
    }
    expect(backward).toEqual(all);
    const other = await otherWorkspace(harness.database);
    const cursor = (await harness.ask<Page>(PAGE, { first: 1 })).data?.runs.edges[0]?.cursor;
    expect((await harness.ask(PAGE, { after: cursor }, other.key)).errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
  });
});

describe("runs by their jobs", () => {
  const BY_JOB =
    "query ($jobs: [String!], $first: Int) { runs(jobs: $jobs, first: $first) { edges { node { job } } pageInfo { hasNextPage } } }";
  interface Page {
    runs: { edges: { node: { job: string } }[]; pageInfo: { hasNextPage: boolean } };
  }
  const jobsOf = async (jobs: string[] | null, first: number) =>
    (await harness.ask<Page>(BY_JOB, { jobs, first })).data?.runs.edges.map(({ node }) => node.job) ?? [];

  test("a page is filled by runs of the jobs that are named, however many others are newer", async () => {
    await submitted(3);
    await harness.database.pool.query(
      "UPDATE plimsoll.runs SET job = 'market.fit', created_at = '2020-01-01' WHERE id IN (SELECT id FROM plimsoll.runs WHERE job = 'score.batch' LIMIT 2)",
    );
    expect(await jobsOf(["market.fit"], 1)).toEqual(["market.fit"]);
    expect(await jobsOf(["market.fit", "oprisk.fit"], 10)).toEqual(["market.fit", "market.fit"]);
    expect(await jobsOf(["oprisk.fit"], 10)).toEqual([]);
    expect(new Set(await jobsOf(null, 100))).toContain("score.batch");
  });

  test("a name that is no job is refused with the names there are", async () => {
    const { errors } = await harness.ask(BY_JOB, { jobs: ["market.fitt"], first: 1 });
    expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
    expect(errors?.[0]?.message).toContain("market.fit,");
  });
});

describe("nested fields", () => {
  /** Statements the api sends while `work` runs. */
  async function statements(work: () => Promise<unknown>): Promise<number> {
    let sent = 0;
    const proxy = await openCountingProxy(harness.server.url, () => {
      sent += 1;
    });
    const api = await startApi({ ...harness.options, databaseUrl: proxy.url });
    try {
      await post(api.url, { query: "{ viewer { id } }" }, { authorization: `Bearer ${harness.ownerKey}` });
      sent = 0;
      const previous = harness.api;
      harness.api = api;
      try {
        await work();
      } finally {
        harness.api = previous;
      }
      return sent;
    } finally {
      await api.close();
      await proxy.close();
    }
  }

  test("a page of fifty asks the database as many questions as a page of one", async () => {
    const owner = await keyIdOf(harness.database, harness.ownerKey);
    for (let at = 0; at < 50; at++) await trainedVersion(harness.database, harness.workspaceId, `Model ${at}`, owner);
    const query = `query ($first: Int) {
      runs(kind: TRAINING, first: $first) { edges { node { id history { epoch } report { nRows } attemptLog { number } dataset { name } modelVersion { version aliases model { name aliases { alias } } artifact { url } run { id } } } } }
      models(first: $first) { edges { node { name versions(first: 2) { edges { node { version } } } } } } }`;
    const answers: unknown[] = [];
    const one = await statements(async () => answers.push(await harness.ask(query, { first: 1 })));
    const fifty = await statements(async () => answers.push(await harness.ask(query, { first: 50 })));
    expect(answers.map((answer) => (answer as { errors?: unknown }).errors)).toEqual([undefined, undefined]);
    expect((answers[1] as { data: { models: { edges: unknown[] } } }).data.models.edges).toHaveLength(50);
    expect(fifty).toBe(one);
    expect(one).toBeLessThan(20);
  });
});

/** Passes PostgreSQL's protocol through and counts the queries on their way in. */
async function openCountingProxy(databaseUrl: string, onQuery: () => void): Promise<{ url: string; close(): Promise<void> }> {
  const target = new URL(databaseUrl);
  const server: Server = createServer((inside) => {
    const outside = new Socket().connect(Number(target.port), target.hostname);
    inside.on("data", (data) => {
      // A bound statement is executed once by its Execute message ('E'); LISTEN and heartbeats are simple queries ('Q').
      for (let at = 0; at + 5 <= data.length; ) {
        const type = String.fromCharCode(data[at] ?? 0);
        if (!/[PBDESQCXpH]/.test(type)) break;
        if (type === "E") onQuery();
        at += 1 + data.readInt32BE(at + 1);
      }
    });
    inside.pipe(outside).pipe(inside);
    const drop = () => {
      inside.destroy();
      outside.destroy();
    };
    inside.on("error", drop).on("close", drop);
    outside.on("error", drop).on("close", drop);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return { url: url.href, close: () => new Promise((closed) => server.close(() => closed())) };
}

describe("tenants", () => {
  test("every id of one workspace, asked from another, reads like an invented one (H67)", async () => {
    const owner = await keyIdOf(harness.database, harness.ownerKey);
    const { versionId, runId, modelId } = await trainedVersion(harness.database, harness.workspaceId, "Secret", owner);
    const datasetId = await readyDataset(harness.database, harness.workspaceId, { a: "INTEGER" });
    const other = await otherWorkspace(harness.database);
    const invented = {
      datasetId: newId("dataset"),
      runId: newId("run"),
      versionId: newId("modelVersion"),
      modelId: newId("model"),
      name: "Nobody",
    };
    const ask = async (ids: typeof invented) => {
      const queries = [
        `dataset(id: "${ids.datasetId}") { id }`,
        `run(id: "${ids.runId}") { id }`,
        `modelVersion(id: "${ids.versionId}") { id }`,
        `model(name: "${ids.name}") { id }`,
        ...[ids.datasetId, ids.runId, ids.versionId, ids.modelId].map((id) => `node(id: "${id}") { id }`),
      ];
      const mutations = [
        `cancelRun(input: { runId: "${ids.runId}" }) { __typename }`,
        `retryRun(input: { runId: "${ids.runId}" }) { __typename }`,
        `promoteModelVersion(input: { modelVersionId: "${ids.versionId}", alias: "champion", reason: "x" }) { __typename }`,
        `submitScoring(input: { datasetId: "${ids.datasetId}", modelVersionId: "${ids.versionId}" }) { __typename }`,
        `score(input: { modelVersionId: "${ids.versionId}", rows: [{ a: 1 }] }) { __typename }`,
      ];
      const answers = [];
      for (const text of [...queries.map((query) => `{ ${query} }`), ...mutations.map((mutation) => `mutation { ${mutation} }`)]) {
        const { data, errors } = await harness.ask(text, {}, other.key);
        answers.push([
          data === null || Object.values(data ?? {}).every((value) => value === null),
          errors?.map((error) => [error.message, error.extensions.code]),
        ]);
      }
      return answers;
    };
    const foreign = await ask({ datasetId, runId, versionId, modelId, name: "Secret" });
    expect(foreign).toEqual(await ask(invented));
    expect(foreign.every(([empty, errors]) => empty === true && JSON.stringify(errors).includes("NOT_FOUND"))).toBe(true);
    const lists = await harness.ask(
      "{ runs { edges { node { id } } } datasets { edges { node { id } } } models { edges { node { id } } } viewer { apiKeys { name } } }",
      {},
      other.key,
    );
    expect(lists.data).toMatchObject({
      runs: { edges: [] },
      datasets: { edges: [] },
      models: { edges: [] },
      viewer: { apiKeys: [{ name: "other" }] },
    });
  });
});

describe("health", () => {
  const ready = async () => {
    const answer = await fetch(`${harness.api.url}/readyz`);
    return [answer.status, ((await answer.json()) as { checks: unknown }).checks];
  };

  test("ready means the database, the migrations, a worker and a scorer", async () => {
    expect(await ready()).toEqual([503, { database: true, migrations: true, worker: false, scorer: false }]);
    const identity = { host: "here", processId: 1, codeVersion: "test", engine: "CPU" as const, engineVersion: "1", threads: 2 };
    await beat(harness.database.db, { id: "wrk_1", role: "WORKER", ...identity });
    await beat(harness.database.db, { id: "wrk_2", role: "SCORER", ...identity });
    expect(await ready()).toEqual([200, { database: true, migrations: true, worker: true, scorer: true }]);
    expect((await harness.ask("{ engines { name version threads role } }")).data).toMatchObject({
      engines: [{ name: "CPU", version: "1", threads: 2 }, {}],
    });
  });

  test("metrics are for the machine itself or an administrator", async () => {
    const metrics = (headers: Record<string, string> = {}) => fetch(`${harness.api.url}/metrics`, { headers });
    expect(await (await metrics()).text()).toContain("plimsoll_http_seconds");
    expect((await metrics({ "x-forwarded-for": "10.0.0.1" })).status).toBe(403);
    expect((await metrics({ "x-forwarded-for": "10.0.0.1", authorization: `Bearer ${harness.ownerKey}` })).status).toBe(200);
  });

  test("smuggled and oversized requests are refused by the HTTP layer (H57)", async () => {
    const { port } = new URL(harness.api.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = new Socket().connect(Number(port), "127.0.0.1");
      socket.on("data", (data) => resolve(data.toString()));
      socket.write(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 4\r\n\r\n0\r\n\r\nGET /livez HTTP/1.1\r\n\r\n",
      );
    });
    expect(answer).toMatch(/^HTTP\/1.1 400/);
  });

  test("with the database away the api answers UNAVAILABLE within seconds, closes quickly, and others live on (F07)", async () => {
    const proxy = await openCountingProxy(harness.server.url, () => {});
    const api = await startApi({ ...harness.options, databaseUrl: proxy.url.replace(/:\d+\//, ":9/") });
    const started = performance.now();
    const answer = await post(api.url, { query: "{ viewer { id } }" }, { authorization: `Bearer ${harness.ownerKey}` });
    expect([answer.status, answer.errors?.[0]?.extensions, answer.headers.get("retry-after")]).toMatchObject([
      503,
      { code: "UNAVAILABLE", retryable: true },
      "2",
    ]);
    expect((await fetch(`${api.url}/readyz`)).status).toBe(503);
    expect((await fetch(`${api.url}/livez`)).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(10_000);
    await api.close();
    await proxy.close();
    expect(performance.now() - started).toBeLessThan(14_000);
  });
});
