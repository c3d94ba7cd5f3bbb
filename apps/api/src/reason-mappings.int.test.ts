import type { RecourseResponse } from "@plimsoll/schema";
import { decisionRecords } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, keyIdOf, openHarness, otherWorkspace, trainedVersion } from "./testing/harness.ts";
import { openStandInScorer, type StandInScorer } from "./testing/stand-in-scorer.ts";

let harness: Harness;
let scorer: StandInScorer;
let modelVersionId: string;
beforeAll(async () => {
  scorer = await openStandInScorer();
  harness = await openHarness({ scorerUrl: scorer.url });
  const owner = await keyIdOf(harness.database, harness.ownerKey);
  ({ versionId: modelVersionId } = await trainedVersion(harness.database, harness.workspaceId, "Cards", owner));
});
afterAll(async () => {
  await harness?.close();
  await scorer?.close();
});

type Value = Record<string, unknown> & { code?: string; path?: string[] };
const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
async function mutate(name: string, input: Record<string, unknown>, selection: string, key?: string): Promise<Value> {
  const query = `mutation ($input: ${capital(name)}Input!) { ${name}(input: $input) { __typename ... on ${capital(name)}Success { ${selection} } ... on UserError { code path message } } }`;
  const { data, errors } = await harness.ask<Record<string, Value>>(query, { input }, key);
  return data?.[name] ?? { code: errors?.[0]?.extensions.code };
}
const reasons = [
  {
    feature: "age",
    code: "A1",
    raises: [
      { language: "en", text: "Too young: {value}" },
      { language: "de", text: "Zu jung" },
    ],
  },
  { feature: "rate", raises: [{ language: "en", text: "High rate" }], lowers: [{ language: "en", text: "Low rate" }] },
];
const save = (given: object[], key?: string, modelName = "Cards") =>
  mutate(
    "saveReasonMapping",
    { modelName, reasons: given },
    "reasonMapping { id version languages gaps { feature languages } createdBy { name } }",
    key,
  );
const score = (input: Record<string, unknown>, key?: string) =>
  mutate(
    "score",
    { modelVersionId, rows: [{ age: 20, rate: 1 }], ...input },
    "scores { wording { version language } reasons { code text } } decisions { id score { wording { language } } }",
    key,
  );
const lastRequest = () => scorer.requests.at(-1) as { wording?: { reasonMappingId: string; language: string } | null };

test("without a mapping reasons are plain, and a language is refused", async () => {
  expect(await score({ explain: true })).toMatchObject({ scores: [{ wording: null, reasons: [{ code: null, text: "age is 30" }] }] });
  expect(lastRequest().wording).toBeNull();
  expect(await score({ explain: true, language: "de" })).toMatchObject({ code: "INVALID_INPUT", path: ["language"] });
});

test("a mapping is saved as versions, tells its gaps, and gives the words of every score that is explained", async () => {
  const first = (await save(reasons, await harness.keyOf("VALIDATOR"))) as { reasonMapping: { id: string } };
  expect(first).toMatchObject({
    reasonMapping: { version: 1, languages: ["en", "de"], gaps: [{ feature: "rate", languages: ["de"] }] },
  });
  const { reasonMapping: second } = (await save(reasons)) as { reasonMapping: { id: string; version: number } };
  expect(second.version).toBe(2);
  const { data } = await harness.ask<{ model: { reasonMapping: { id: string }; reasonMappings: { version: number }[] } }>(
    '{ model(name: "Cards") { reasonMapping { id reasons { feature raises { text } lowers { text } } } reasonMappings { version } } }',
  );
  expect(data?.model).toMatchObject({ reasonMapping: { id: second.id, reasons: [{ lowers: [] }, { lowers: [{ text: "Low rate" }] }] } });
  expect(data?.model.reasonMappings.map(({ version }) => version)).toEqual([2, 1]);

  expect(await score({ explain: true, language: "de" })).toMatchObject({ scores: [{ wording: { version: 2, language: "de" } }] });
  expect(lastRequest().wording).toEqual({ reasonMappingId: second.id, language: "de" });
  expect(await score({})).toMatchObject({ scores: [{ wording: null }] });
  expect(await score({ language: "de" })).toMatchObject({ code: "INVALID_INPUT", path: ["language"] });
  expect(await score({ explain: true, language: "fr" })).toMatchObject({ code: "INVALID_INPUT", path: ["language"] });
  const decided = (await score({ subjects: ["a-1"], language: "de" })) as { decisions: { id: string }[] };
  expect(decided.decisions).toMatchObject([{ score: { wording: { language: "de" } } }]);
  const [record] = await harness.database.db
    .select()
    .from(decisionRecords)
    .where(eq(decisionRecords.id, decided.decisions[0]?.id ?? ""));
  expect(record?.result.wording).toEqual({ reasonMappingId: second.id, version: 2, language: "de" });
});

test("a decline whose reason has no sentence is refused as data, and no decision is stored", async () => {
  const before = (await harness.database.db.select().from(decisionRecords)).length;
  const error = {
    code: "UNMAPPED_REASON",
    kind: "data",
    message: "No sentence.",
    context: { feature: "age", language: "de", mapping: "2" },
  };
  scorer.answer = { status: 422, body: { error } };
  const query =
    "mutation ($input: ScoreInput!) { score(input: $input) { __typename ... on UnmappedReasonError { code feature language message } } }";
  const input = { modelVersionId, rows: [{ age: 20, rate: 1 }], subjects: ["a-2"] };
  const { data } = await harness.ask<{ score: Value }>(query, { input });
  scorer.answer = { status: 200 };
  expect(data?.score).toMatchObject({ __typename: "UnmappedReasonError", code: "UNMAPPED_REASON", feature: "age", language: "de" });
  expect(await harness.database.db.select().from(decisionRecords)).toHaveLength(before);
});

test.each<[string, object[]]>([
  ["no reason", []],
  ["a feature twice", [reasons[0] as object, reasons[0] as object]],
  [
    "a language twice",
    [
      {
        feature: "age",
        raises: [
          { language: "en", text: "a" },
          { language: "en", text: "b" },
        ],
      },
    ],
  ],
  ["an empty sentence", [{ feature: "age", raises: [{ language: "en", text: "  " }] }]],
  ["a language that is none", [{ feature: "age", raises: [{ language: "<script>", text: "a" }] }]],
])("a mapping with %s is refused", async (_what, given) => expect(await save(given)).toMatchObject({ code: "INVALID_INPUT" }));

test("a viewer saves none, another workspace sees none", async () => {
  expect(await save(reasons, await harness.keyOf("VIEWER"))).toMatchObject({ code: "FORBIDDEN" });
  const other = await otherWorkspace(harness.database);
  expect(await save(reasons, other.key)).toMatchObject({ code: "NOT_FOUND" });
  expect(await save(reasons, undefined, "Nobody")).toMatchObject({ code: "NOT_FOUND" });
});

test("recourse asks the scorer by the caller's rules and answers in its types", async () => {
  const body: RecourseResponse = {
    modelVersionId,
    status: "FOUND",
    plans: [{ changes: [{ column: "rate", from: 1, to: 0.5, cost: 2 }], cost: 2, probabilityBefore: 0.7, probabilityAfter: 0.4 }],
    evaluations: 12,
    loosened: [],
  };
  scorer.answer = { status: 200, body };
  const ask = (input: Record<string, unknown>, key?: string) =>
    mutate(
      "findRecourse",
      { modelVersionId, row: { age: 20, rate: 1 }, rules: [{ kind: "NUMBER", column: "rate", direction: "DOWN" }], ...input },
      "status plans { cost probabilityAfter changes { column from to change } } modelVersion { id }",
      key,
    );
  expect(await ask({})).toMatchObject({
    status: "FOUND",
    plans: [{ probabilityAfter: 0.4, changes: [{ from: "1", to: "0.5", change: -0.5 }] }],
    modelVersion: { id: modelVersionId },
  });
  expect(scorer.requests.at(-1)).toMatchObject({
    rules: [{ kind: "NUMBER", column: "rate", direction: "DOWN" }],
    stored: null,
    mayLoosen: false,
    plans: 3,
    maxChanges: 6,
  });
  expect(await ask({ rules: null })).toMatchObject({
    code: "INVALID_INPUT",
    path: ["rules"],
    message: expect.stringContaining("saveRecourseRules"),
  });
  expect(await ask({ rules: [] })).toMatchObject({ code: "INVALID_INPUT", path: ["rules"] });
  expect(await ask({ plans: 1000 })).toMatchObject({ code: "INVALID_INPUT", path: ["plans"] });
  expect(await ask({}, await harness.keyOf("VIEWER"))).toEqual({ code: "FORBIDDEN" });
  const error = { code: "INVALID_INPUT", kind: "input", message: "no such column", context: { path: ["rules"] } };
  scorer.answer = { status: 422, body: { error } };
  expect(await ask({ rules: [{ kind: "NUMBER", column: "x" }] })).toMatchObject({ code: "INVALID_INPUT", path: ["rules"] });
  scorer.answer = { status: 200 };
});

test("recourse rules are stored as versions of the model, and recourse keeps to the newest", async () => {
  const store = (rules: object[], key?: string, modelName = "Cards") =>
    mutate(
      "saveRecourseRules",
      { modelName, rules },
      "recourseRules { version createdBy { name } rules { kind column direction min effort } }",
      key,
    );
  const rate = { kind: "NUMBER", column: "rate", direction: "DOWN", min: 0.5 };
  expect(await store([{ kind: "NUMBER", column: "rate" }], await harness.keyOf("VALIDATOR"))).toMatchObject({
    recourseRules: { version: 1, rules: [{ direction: "BOTH", min: null, effort: 1 }] },
  });
  expect(await store([rate])).toMatchObject({ recourseRules: { version: 2, rules: [{ kind: "NUMBER", direction: "DOWN", min: 0.5 }] } });
  const query = '{ model(name: "Cards") { recourseRules { version } recourseRulesVersions { version rules { column values } } } }';
  const { data } = await harness.ask<{ model: unknown }>(query);
  expect(data?.model).toMatchObject({ recourseRules: { version: 2 }, recourseRulesVersions: [{ version: 2 }, { version: 1 }] });
  expect(await store([{ kind: "NUMBER", column: "salary" }])).toMatchObject({ code: "INVALID_INPUT", path: ["rules"] });
  expect(await store([rate, rate])).toMatchObject({ code: "INVALID_INPUT", path: ["rules"] });
  expect(await store([])).toMatchObject({ code: "INVALID_INPUT", path: ["rules"] });
  expect(await store([rate], await harness.keyOf("VIEWER"))).toEqual({ code: "FORBIDDEN" });
  expect(await store([rate], (await otherWorkspace(harness.database)).key)).toMatchObject({ code: "NOT_FOUND" });

  const found = { modelVersionId, status: "NONE", plans: [], evaluations: 3 };
  const ask = (input: Record<string, unknown>) =>
    mutate("findRecourse", { modelVersionId, row: { age: 20, rate: 1 }, ...input }, "status rulesVersion loosened");
  scorer.answer = { status: 200, body: { ...found, loosened: [] } };
  expect(await ask({})).toMatchObject({ status: "NONE", rulesVersion: 2, loosened: [] });
  expect(scorer.requests.at(-1)).toMatchObject({ rules: null, stored: [{ column: "rate", min: 0.5 }], mayLoosen: false });
  const noted = async () =>
    (
      await harness.ask<{ auditLog: { edges: { node: { data: object; subject: string } }[] } }>(
        '{ auditLog(first: 5, action: "recourse.loosen") { edges { node { subject data member { name } } } } }',
      )
    ).data?.auditLog.edges.map(({ node }) => node);
  expect(await noted()).toEqual([]);
  scorer.answer = { status: 200, body: { ...found, loosened: ["age"] } };
  const rules = [{ kind: "NUMBER", column: "age", direction: "UP" }];
  expect(await ask({ rules, overrideReason: " " })).toMatchObject({ code: "INVALID_INPUT", path: ["overrideReason"] });
  expect(await ask({ rules, overrideReason: "A wrong date of birth was mended" })).toMatchObject({ loosened: ["age"] });
  expect(scorer.requests.at(-1)).toMatchObject({ rules, mayLoosen: true });
  expect(await noted()).toMatchObject([
    {
      subject: modelVersionId,
      data: { reason: "A wrong date of birth was mended", columns: ["age"], rulesVersion: 2 },
      member: { name: "Owner" },
    },
  ]);
  scorer.answer = { status: 200 };
});
