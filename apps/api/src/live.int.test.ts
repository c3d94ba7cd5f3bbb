import { newId } from "@plimsoll/schema";
import { type Claim, claimRun, createApiKey, recordEvent, recordProgress, submitRun, succeedRun } from "@plimsoll/schema/db";
import { createClient as createSseClient } from "graphql-sse";
import { createClient as createWsClient } from "graphql-ws";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import WebSocket from "ws";
import { type Harness, openHarness, otherWorkspace } from "./testing/harness.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ liveTimes: { spacingMs: 250, pollMs: 1_000, credentialsMs: 500 } });
});
afterAll(() => harness?.close());

interface State {
  status: string;
  progress: number;
  history: { epoch: number; value: number }[];
}
type Message = { data?: { runUpdated: State } | null; errors?: readonly { extensions?: { code?: string } }[] };

const QUERY = "subscription ($id: ID!) { runUpdated(id: $id) { status progress history { epoch name value } } }";

async function startedRun(): Promise<{ id: string; claim: Claim }> {
  const { run } = await harness.database.transaction((tx) =>
    submitRun(tx, {
      workspaceId: harness.workspaceId,
      job: "model.train",
      input: {},
      datasetId: newId("dataset"),
      mutation: "submitTraining",
      idempotencyKey: null,
      requested: {},
      actor: "key_test",
    }),
  );
  const claim = await claimRun(harness.database, run.id, { id: "wrk_test", engine: "CPU" });
  if (!claim) throw new Error("The run could not be claimed.");
  return { id: run.id, claim };
}

interface Collected {
  messages: Message[];
  done: Promise<unknown>;
  stop(): void;
}

function overWs(id: string, key: string = harness.ownerKey, query = QUERY): Collected {
  const client = createWsClient({
    url: `${harness.api.url.replace("http", "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
  return collect((sink) => client.subscribe<Message["data"]>({ query, variables: { id } }, sink as never));
}

function overSse(id: string, key: string = harness.ownerKey, query = QUERY): Collected {
  const client = createSseClient({
    url: `${harness.api.url}/graphql/stream`,
    headers: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
  return collect((sink) => client.subscribe<Message["data"]>({ query, variables: { id } }, sink as never));
}

function collect(
  subscribe: (sink: { next(message: Message): void; error(error: unknown): void; complete(): void }) => () => void,
): Collected {
  const messages: Message[] = [];
  let stop = () => {};
  const done = new Promise<unknown>((resolve) => {
    stop = subscribe({ next: (message) => messages.push(message), error: resolve, complete: () => resolve("complete") });
  });
  return { messages, done, stop };
}

const codesOf = (value: unknown) => (value as { extensions?: { code?: string } }[]).map?.((error) => error.extensions?.code);

describe.each([
  ["graphql-ws", overWs],
  ["server-sent events", overSse],
])("runUpdated over %s", (_name, watch) => {
  test("gives the state at once, coalesces a flood, and never loses the final state (F21)", async () => {
    const { id, claim } = await startedRun();
    const watched = watch(id);
    await expect.poll(() => watched.messages.length).toBe(1);
    expect(watched.messages[0]?.data?.runUpdated.status).toBe("RUNNING");
    const started = performance.now();
    for (let step = 1; step <= 200; step++) {
      await recordProgress(harness.database.db, claim, { phase: "Training", progress: step / 200, etaSeconds: null });
      if (step % 50 === 0) await recordEvent(harness.database.db, claim, "EPOCH", { loss: 1 / step }, step / 50);
    }
    await harness.database.transaction((tx) => succeedRun(tx, claim, {}));
    expect(await watched.done).toBe("complete");
    const seconds = (performance.now() - started) / 1_000;
    const last = watched.messages.at(-1)?.data?.runUpdated;
    expect(last).toMatchObject({ status: "SUCCEEDED", progress: 1 });
    expect(last?.history.map((point) => point.epoch)).toEqual([1, 2, 3, 4]);
    expect(watched.messages.length).toBeLessThanOrEqual(3 + seconds * 4);
  });

  test("a run that has ended gives its state and completes", async () => {
    const { id, claim } = await startedRun();
    await harness.database.transaction((tx) => succeedRun(tx, claim, {}));
    const watched = watch(id);
    expect(await watched.done).toBe("complete");
    expect(watched.messages.map((message) => message.data?.runUpdated.status)).toEqual(["SUCCEEDED"]);
  });

  test("another tenant's run is NOT_FOUND like an invented one (H60, H67)", async () => {
    const { id } = await startedRun();
    const other = await otherWorkspace(harness.database);
    for (const asked of [id, newId("run")]) {
      const watched = watch(asked, other.key);
      const end = await watched.done;
      const codes = watched.messages[0]?.errors?.map((error) => error.extensions?.code) ?? codesOf(end);
      expect(codes).toEqual(["NOT_FOUND"]);
    }
  });

  test("a revoked key's subscription ends and says why (H73)", async () => {
    const { id } = await startedRun();
    const [owner] = (await harness.database.pool.query("SELECT id FROM plimsoll.users WHERE workspace_id = $1", [harness.workspaceId]))
      .rows as { id: string }[];
    const { id: keyId, key } = await createApiKey(harness.database, {
      workspaceId: harness.workspaceId,
      userId: owner?.id ?? "",
      name: "short",
      role: "VIEWER",
    });
    const watched = watch(id, key);
    await expect.poll(() => watched.messages.length).toBe(1);
    await harness.database.pool.query("UPDATE plimsoll.api_keys SET revoked_at = now() WHERE id = $1", [keyId]);
    expect(await watched.done).toBe("complete");
    expect(watched.messages.at(-1)?.errors?.[0]?.extensions?.code).toBe("UNAUTHENTICATED");
  });

  test("queries, mutations, introspection and operations beyond the bounds are refused", async () => {
    const { id } = await startedRun();
    const aliases = Array.from({ length: 40 }, (_, at) => `a${at}: id`).join(" ");
    const hostile = [
      "query ($id: ID!) { run(id: $id) { id } }",
      "mutation ($id: ID!) { cancelRun(input: { runId: $id }) { __typename } }",
      "query ($id: ID!) { __schema { types { name } } run(id: $id) { id } }",
      `subscription ($id: ID!) { runUpdated(id: $id) { ${aliases} } }`,
      "subscription {",
    ];
    for (const query of hostile) {
      const watched = watch(id, harness.ownerKey, query);
      const end = await watched.done;
      const codes = watched.messages[0]?.errors?.map((error) => error.extensions?.code) ?? codesOf(end);
      expect([query, codes?.[0]]).toEqual([query, expect.stringMatching(/^(BAD_USER_INPUT|GRAPHQL_)/)]);
      expect(watched.messages[0]?.data).toBeUndefined();
    }
  });
});

describe("sockets", () => {
  const open = (headers: Record<string, string> = {}) =>
    new WebSocket(`${harness.api.url.replace("http", "ws")}/graphql`, "graphql-transport-ws", { headers });
  const ended = (socket: WebSocket) =>
    new Promise<number>((resolve) => {
      socket.on("close", (code) => resolve(code));
      socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
      socket.on("error", () => {});
    });

  test("another site's page cannot open one (H58)", async () => {
    expect(await ended(open({ origin: "https://evil.example" }))).toBe(403);
  });

  test("a socket that never introduces itself is closed, and so is one with a wrong key (H58)", async () => {
    const wrong = open();
    wrong.on("open", () => wrong.send(JSON.stringify({ type: "connection_init", payload: { authorization: "Bearer plk_nope" } })));
    const [silent, refused] = await Promise.all([ended(open()), ended(wrong)]);
    expect([silent, refused]).toEqual([4408, 4403]);
  });

  test("a frame beyond the bound closes the socket (H58)", async () => {
    const socket = open();
    socket.on("open", () => socket.send("x".repeat(1_000_000)));
    expect(await ended(socket)).toBe(1009);
  });

  test("subscriptions on one socket are bounded (H59)", async () => {
    const { id } = await startedRun();
    const socket = open();
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: { authorization: harness.ownerKey } })));
    socket.on("message", (data) => {
      if ((JSON.parse(String(data)) as { type: string }).type !== "connection_ack") return;
      for (let at = 0; at < 200; at++)
        socket.send(JSON.stringify({ id: `s${at}`, type: "subscribe", payload: { query: QUERY, variables: { id } } }));
    });
    expect(await ended(socket)).toBe(4429);
  });
});

test("the api listens again after the database dropped its connection, and tells what it missed", async () => {
  const { id, claim } = await startedRun();
  const watched = overSse(id);
  await expect.poll(() => watched.messages.length).toBe(1);
  await harness.database.pool.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' OR query = 'SELECT 1'",
  );
  await harness.database.transaction((tx) => succeedRun(tx, claim, {}));
  expect(await watched.done).toBe("complete");
  expect(watched.messages.at(-1)?.data?.runUpdated.status).toBe("SUCCEEDED");
});
