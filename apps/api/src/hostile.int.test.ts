import { getIntrospectionQuery } from "graphql";
import { auditServer } from "graphql-http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, openHarness, post } from "./testing/harness.ts";
import { sampleOperations } from "./testing/sample-operations.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness?.close());

const bearer = () => ({ authorization: `Bearer ${harness.ownerKey}` });
const raw = (path: string, init: RequestInit) => fetch(`${harness.api.url}${path}`, init);
const codes = (answer: { errors?: { extensions: { code: string } }[] | undefined }) => answer.errors?.map((error) => error.extensions.code);

describe("who may", () => {
  test("every root field answers an anonymous caller UNAUTHENTICATED, signIn excepted (H61)", async () => {
    for (const { name, kind, text } of sampleOperations()) {
      if (kind === "subscription") continue;
      const answer = await harness.ask(text, {}, null);
      expect([name, codes(answer)?.[0]]).toEqual([name, "UNAUTHENTICATED"]);
    }
  });

  test("signIn with a wrong key says no more than UNAUTHENTICATED", async () => {
    const answer = await harness.ask('mutation { signIn(input: { apiKey: "plk_00000000_wrong" }) { __typename } }', {}, null);
    expect(codes(answer)).toEqual(["UNAUTHENTICATED"]);
    expect(answer.headers.get("set-cookie")).toBeNull();
  });

  test("the lowest role reads and changes nothing (H62)", async () => {
    const viewer = await harness.keyOf("VIEWER");
    const readable = new Set([
      "viewer",
      "node",
      "engines",
      "system",
      "architectures",
      "trainingCatalog",
      "transforms",
      "datasets",
      "dataset",
      "runs",
      "run",
      "models",
      "model",
      "modelVersion",
      "modelVersions",
      "championAsOf",
      "expectationKinds",
      "featureStages",
      "windowKinds",
      "marketIndicatorKinds",
      "financialIndicators",
      "statementItems",
      "featureSets",
      "featureSet",
      "featureSetVersion",
      "findings",
      "fairnessPolicies",
      "schedules",
      "covarianceEstimators",
      "portfolioMethods",
      "positionMethods",
      "volatilityModels",
      "varMethods",
      "varBacktests",
      "positionRules",
      "frequencies",
      "severities",
      "lossEventTypes",
      "lossBusinessLines",
      "lossRegister",
      "lossRegisters",
      "lossScenarios",
      "kri",
      "kris",
      "policyAgents",
      "policyEnvironments",
      "policyRules",
      "policyActionMap",
      "members",
      "runUpdated",
      "signIn",
      "signOut",
    ]);
    for (const { name, kind, text } of sampleOperations()) {
      if (kind === "subscription") continue;
      const answer = await harness.ask(text, {}, viewer);
      expect([name, codes(answer)?.[0] === "FORBIDDEN"]).toEqual([name, !readable.has(name)]);
    }
  });

  test("plain routes ask too, and a key in the address is refused (H61, H71)", async () => {
    expect((await raw("/uploads/upl_00000000000000000000000000", { method: "PUT", body: "x" })).status).toBe(401);
    expect((await raw(`/artifacts/${"0".repeat(64)}`, {})).status).toBe(401);
    expect((await raw("/graphql/stream", { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(
      401,
    );
    expect(
      (await raw(`/graphql?apiKey=${harness.ownerKey}`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" }))
        .status,
    ).toBe(400);
    expect((await raw(`/artifacts/x?k=${harness.ownerKey.replace("plk_", "plk%5F")}`, {})).status).toBe(400);
  });

  test("introspection is for signed-in callers, and suggestions are for nobody (H18)", async () => {
    expect(codes(await harness.ask(getIntrospectionQuery(), {}, null))).toEqual(["UNAUTHENTICATED"]);
    expect(codes(await harness.ask(getIntrospectionQuery()))).toBeUndefined();
    const typo = await harness.ask("{ viewr { id } }", {}, null);
    expect(JSON.stringify(typo.errors)).not.toMatch(/did you mean/i);
  });
});

describe("hostile operations are refused with a typed error and the process lives", () => {
  const refused = async (query: string, code = "GRAPHQL_VALIDATION_FAILED") => {
    const started = performance.now();
    const answer = await harness.ask(query, {}, harness.ownerKey, { accept: "application/graphql-response+json" });
    expect(codes(answer)).toEqual([code]);
    expect(answer.status).toBe(400);
    expect(performance.now() - started).toBeLessThan(1_000);
    return answer.errors?.[0];
  };
  const parseFailure = async (query: string) => {
    const answer = await post(harness.api.url, { query }, { ...bearer(), accept: "application/graphql-response+json" });
    expect([answer.status, codes(answer)]).toEqual([400, ["GRAPHQL_PARSE_FAILED"]]);
  };

  test("depth 500 (H01)", async () => {
    expect((await refused(`{ ${"viewer { ".repeat(500)} id ${"}".repeat(500)} }`))?.extensions.limit).toBe("depth");
  });
  test("101 aliases of __typename (H02)", () => refused(`{ ${Array.from({ length: 101 }, (_, at) => `a${at}: __typename`).join(" ")} }`));
  test("a field repeated 10k times (H03)", () => parseFailure(`{ viewer { ${"id ".repeat(10_000)} } }`));
  test("ten unknown directives give one error (H04)", () => refused(`{ __typename ${"@nope ".repeat(10)} }`));
  test("a cycle of fragments (H05)", async () => {
    const answer = await harness.ask("{ viewer { ...A } } fragment A on Viewer { ...B } fragment B on Viewer { ...A }");
    expect(new Set(codes(answer))).toEqual(new Set(["GRAPHQL_VALIDATION_FAILED"]));
  });
  test("a bomb of fragments (H06)", () => {
    const bomb = Array.from({ length: 40 }, (_, at) => `fragment F${at} on Viewer { ...F${at + 1} ...F${at + 1} }`).join(" ");
    return refused(`{ viewer { ...F0 } } ${bomb} fragment F40 on Viewer { id }`);
  });
  test("a query of a megabyte (H07)", async () => {
    const answer = await harness.ask(`{ viewer { id } } # ${"x".repeat(1_100_000)}`);
    expect([answer.status, codes(answer)]).toEqual([413, ["BAD_USER_INPUT"]]);
  });
  test("100k tokens (H08)", () => parseFailure(`{ ${"a ".repeat(100_000)} }`));
  test("circular introspection (H09)", () =>
    refused(`{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`));

  test("an array of operations (H10)", async () => {
    const answer = await post(harness.api.url, [{ query: "{ viewer { id } }" }, { query: "{ viewer { id } }" }], bearer());
    expect(answer.status).toBe(400);
  });
  test("a mutation over GET (H11)", async () => {
    const query = encodeURIComponent('mutation { cancelRun(input: { runId: "x" }) { __typename } }');
    expect((await raw(`/graphql?query=${query}`, { headers: { ...bearer(), "apollo-require-preflight": "1" } })).status).toBe(405);
  });
  test("bodies that a form could send, and a GET without the preflight header (H12, H13)", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]) {
      const answer = await raw("/graphql", {
        method: "POST",
        headers: { ...bearer(), "content-type": type },
        body: '{"query":"{viewer{id}}"}',
      });
      expect([type, answer.status]).toEqual([type, 400]);
    }
    expect((await raw("/graphql?query={viewer{id}}", { headers: bearer() })).status).toBe(400);
  });
  test("an unknown operation name (H14)", async () => {
    const answer = await post(harness.api.url, { query: "query A { viewer { id } }", operationName: "B" }, bearer());
    expect(codes(answer)).toEqual(["BAD_USER_INPUT"]);
  });
  test("10k variables (H15)", async () => {
    const variables = Object.fromEntries(Array.from({ length: 10_000 }, (_, at) => [`v${at}`, at]));
    expect((await harness.ask("{ viewer { id } }", variables)).data).toMatchObject({ viewer: {} });
    await parseFailure(`query (${Array.from({ length: 10_000 }, (_, at) => `$v${at}: Int`).join(" ")}) { viewer { id } }`);
  });
  test("page sizes beyond the bounds and cursors of nobody (H16, H17)", async () => {
    const sizes = "query ($first: Int, $after: String) { runs(first: $first, after: $after) { pageInfo { endCursor } } }";
    for (const first of [1e9, -1, 0, 2 ** 53, 1.5]) expect(codes(await harness.ask(sizes, { first }))).toEqual(["BAD_USER_INPUT"]);
    expect(codes(await harness.ask(sizes, { after: "bm90LW91cnM" }))).toEqual(["BAD_USER_INPUT"]);
  });
  test("an operation that would cost too much is told so", async () => {
    const answer = await harness.ask(
      "{ models(first: 100) { edges { node { versions(first: 100) { edges { node { baselines { metrics { value } } } } } } } } }",
    );
    expect(codes(answer)).toEqual(["BAD_USER_INPUT"]);
    expect(answer.errors?.[0]?.message).toContain("may cost");
  });
  test("a hundred sign-ins in one operation meet the alias bound, and ten failures the limiter (H19)", async () => {
    const attempts = (count: number) =>
      `mutation { ${Array.from({ length: count }, (_, at) => `a${at}: signIn(input: { apiKey: "plk_0000000${at % 10}_x" }) { __typename }`).join(" ")} }`;
    expect(codes(await harness.ask(attempts(100), {}, null))).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    const seen: string[] = [];
    for (let round = 0; round < 14; round++)
      seen.push(...(codes(await harness.ask(attempts(1), {}, null, { "x-forwarded-for": `10.0.0.${round}` })) ?? []));
    expect(seen.at(-1)).toBe("RATE_LIMITED");
    expect(seen.filter((code) => code === "UNAUTHENTICATED").length).toBeLessThanOrEqual(10);
  });
  test("persisted queries are off (H20)", async () => {
    const answer = await post(
      harness.api.url,
      { query: "{ viewer { id } }", extensions: { persistedQuery: { version: 1, sha256Hash: "0".repeat(64) } } },
      bearer(),
    );
    expect(answer.errors?.[0]?.message).toContain("PersistedQuery");
    expect(answer.data).toBeUndefined();
  });
  test("JSON nested without end and numbers beyond a double (H44, H45)", async () => {
    const score = "mutation ($rows: [JSONObject!]!) { score(input: { rows: $rows }) { __typename } }";
    const deep = `{"query":${JSON.stringify(score)},"variables":{"rows":[{"a":${"[".repeat(50_000)}${"]".repeat(50_000)}}]}}`;
    expect(codes(await post(harness.api.url, deep, bearer()))).toEqual(["BAD_USER_INPUT"]);
    const huge = `{"query":${JSON.stringify(score)},"variables":{"rows":[{"a":1e400}]}}`;
    expect(codes(await post(harness.api.url, huge, bearer()))).toEqual(["BAD_USER_INPUT"]);
  });
  test("a subscription by POST is told where to go", async () => {
    const answer = await harness.ask('subscription { runUpdated(id: "x") { id } }');
    expect(codes(answer)).toEqual(["BAD_USER_INPUT"]);
    expect(answer.errors?.[0]?.message).toContain("/graphql/stream");
  });
  test("the api still answers", async () => {
    expect((await harness.ask("{ viewer { role } }")).data).toEqual({ viewer: { role: "OWNER" } });
  });
});

test("the graphql-http audit finds no error and warns of nothing", async () => {
  const results = await auditServer({
    url: `${harness.api.url}/graphql`,
    fetchFn: (url: string, init?: RequestInit) =>
      fetch(url, {
        ...init,
        headers: { ...(init?.headers as Record<string, string> | undefined), ...bearer(), "apollo-require-preflight": "1" },
      }),
  });
  const bad = results
    .filter((result) => result.status === "error" || result.status === "warn")
    .map((result) => `${result.id} ${result.status} ${result.name}`);
  expect(bad).toEqual([]);
  expect(results.length).toBeGreaterThan(50);
});

test("text that the database cannot hold is the caller's error", async () => {
  expect(codes(await harness.ask('{ model(name: "\\u0000") { id } }'))).toEqual(["BAD_USER_INPUT"]);
});

test("errors hold neither SQL nor path nor stack (H79)", async () => {
  await harness.database.pool.query("ALTER TABLE plimsoll.models RENAME TO models_away");
  try {
    const answer = await harness.ask('{ model(name: "x") { id } }');
    expect(codes(answer)).toEqual(["INTERNAL"]);
    expect(JSON.stringify(answer.errors)).not.toMatch(/select|relation|\.ts|node_modules/i);
    expect(answer.errors?.[0]?.extensions.requestId).toBe(answer.headers.get("x-request-id"));
  } finally {
    await harness.database.pool.query("ALTER TABLE plimsoll.models_away RENAME TO models");
  }
});
