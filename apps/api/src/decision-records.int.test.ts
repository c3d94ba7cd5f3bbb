import { auditLog, verifyAuditChain } from "@plimsoll/schema/db";
import { desc, eq, sql } from "drizzle-orm";
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
  ({ versionId: modelVersionId } = await trainedVersion(harness.database, harness.workspaceId, "Decided", owner));
});
afterAll(async () => {
  await harness?.close();
  await scorer?.close();
});

interface Decision {
  id: string;
  subject: string;
  outcome: string | null;
  isIntact: boolean;
  input: Record<string, unknown>;
  score: { probability: number; reasons: { text: string }[] };
  overrides: { outcome: string; reason: string; decidedBy: { name: string } | null }[];
  modelVersion: { id: string };
}
type Refused = { code?: string; message?: string; path?: string[] };

const FIELDS =
  "id subject outcome isIntact input score { probability reasons { text } } overrides { outcome reason decidedBy { name } } modelVersion { id }";

async function decide(rows: Record<string, unknown>[], subjects: string[] | null) {
  const answer = await harness.ask<{ score: Refused & { decisions?: Decision[] } }>(
    `mutation ($input: ScoreInput!) { score(input: $input) { ... on ScoreSuccess { decisions { ${FIELDS} } } ... on UserError { code message path } } }`,
    { input: { modelVersionId, rows, subjects } },
  );
  return answer.data?.score ?? {};
}

async function search(args: string, key?: string): Promise<Decision[] | string | undefined> {
  const answer = await harness.ask<{ decisionRecords: { edges: { node: Decision }[] } }>(
    `{ decisionRecords${args} { edges { node { ${FIELDS} } } } }`,
    {},
    key,
  );
  return answer.data?.decisionRecords?.edges.map(({ node }) => node) ?? answer.errors?.[0]?.extensions.code;
}

async function override(input: Record<string, unknown>, key?: string) {
  const answer = await harness.ask<{ overrideDecision: Refused & { decisionRecord?: Decision } }>(
    `mutation ($input: OverrideDecisionInput!) { overrideDecision(input: $input) { ... on OverrideDecisionSuccess { decisionRecord { ${FIELDS} } } ... on UserError { code message path } } }`,
    { input },
    key,
  );
  return answer.data?.overrideDecision ?? { code: answer.errors?.[0]?.extensions.code };
}

const fetchFile = (path: string, key: string) => fetch(`${harness.api.url}${path}`, { headers: { authorization: `Bearer ${key}` } });

test("a score with subjects is stored with its input and reasons, and found by its subject", async () => {
  const { decisions } = await decide(
    [
      { age: 30, rate: 0.1 },
      { age: 51, rate: null },
    ],
    ["A-1", "A-2"],
  );
  expect(decisions).toHaveLength(2);
  expect(decisions?.[1]).toMatchObject({
    subject: "A-2",
    outcome: "0",
    isIntact: true,
    input: { age: 51, rate: null },
    score: { probability: 0.25, reasons: [{ text: "age is 30" }] },
    overrides: [],
    modelVersion: { id: modelVersionId },
  });
  expect(scorer.requests.at(-1)?.explain).toBe(true);
  expect(await search('(subject: "A-2")')).toMatchObject([{ id: decisions?.[1]?.id }]);
  expect(await search('(subject: "nobody")')).toEqual([]);
  expect(await search(`(modelVersionId: "${modelVersionId}", from: "2000-01-01T00:00:00Z", to: "2001-01-01T00:00:00Z")`)).toEqual([]);
});

test("without subjects nothing is stored, and subjects must be one for each record", async () => {
  const before = await search("(first: 100)");
  expect((await decide([{ age: 30, rate: 0.1 }], null)).decisions).toEqual([]);
  expect(await search("(first: 100)")).toEqual(before);
  expect(await decide([{ age: 30, rate: 0.1 }], ["a", "b"])).toMatchObject({ code: "INVALID_INPUT", path: ["subjects"] });
  expect(await decide([{ age: 30, rate: 0.1 }], [" "])).toMatchObject({ code: "INVALID_INPUT" });
});

test("an override needs another outcome of the version and a reason; the record keeps what the model said", async () => {
  const id = (await decide([{ age: 30, rate: 0.1 }], ["B-1"])).decisions?.[0]?.id ?? "";
  const reason = "The payslip shows twice the income that was keyed in.";
  expect(await override({ decisionRecordId: id, outcome: "maybe", reason })).toMatchObject({ code: "INVALID_INPUT", path: ["outcome"] });
  expect(await override({ decisionRecordId: id, outcome: "0", reason })).toMatchObject({ code: "INVALID_INPUT", path: ["outcome"] });
  expect(await override({ decisionRecordId: id, outcome: "1", reason: "because" })).toMatchObject({ code: "INVALID_INPUT" });
  expect(await override({ decisionRecordId: id, outcome: "1", reason }, await harness.keyOf("DEVELOPER"))).toMatchObject({
    code: "FORBIDDEN",
  });
  const { decisionRecord } = await override({ decisionRecordId: id, outcome: "1", reason });
  expect(decisionRecord).toMatchObject({ outcome: "1", overrides: [{ outcome: "1", reason, decidedBy: { name: "Owner" } }] });
  expect(await override({ decisionRecordId: id, outcome: "0", reason })).toMatchObject({ decisionRecord: { outcome: "0" } });
  expect(await search("(overridden: true, first: 100)")).toMatchObject([{ id, outcome: "0", isIntact: true }]);
  const [entry] = await harness.database.db.select().from(auditLog).where(eq(auditLog.subject, id)).orderBy(desc(auditLog.position));
  expect(entry?.action).toBe("decision.override");
  expect(JSON.parse(entry?.data ?? "{}")).toMatchObject({ from: "1", to: "0", reason });
  expect((await verifyAuditChain(harness.database, harness.workspaceId)).ok).toBe(true);
});

test("of two overrides at once the second is told that the decision already is so", async () => {
  const id = (await decide([{ age: 30, rate: 0.1 }], ["B-2"])).decisions?.[0]?.id ?? "";
  const input = { decisionRecordId: id, outcome: "1", reason: "Two reviewers look at the same case at once." };
  const answers = await Promise.all([override(input), override(input)]);
  expect(answers.map(({ code }) => code ?? "done").sort()).toEqual(["INVALID_INPUT", "done"]);
});

test("a record cannot be changed, and one that was changed behind the triggers shows", async () => {
  const [record] = (await decide([{ age: 30, rate: 0.1 }], ["C-1"])).decisions ?? [];
  const change = sql`UPDATE plimsoll.decision_records SET result = jsonb_set(result, '{probability}', '0.9') WHERE id = ${record?.id}`;
  await expect(harness.database.db.execute(change)).rejects.toThrow();
  await harness.database.db.execute(sql`ALTER TABLE plimsoll.decision_records DISABLE TRIGGER decision_records_append_only`);
  await harness.database.db.execute(change);
  await harness.database.db.execute(sql`ALTER TABLE plimsoll.decision_records ENABLE TRIGGER decision_records_append_only`);
  expect(await search('(subject: "C-1")')).toMatchObject([{ isIntact: false }]);
  expect(await search('(subject: "A-1")')).toMatchObject([{ isIntact: true }]);
});

test("all records of a search leave as CSV and as JSON lines, with nothing that a spreadsheet would run", async () => {
  await decide([{ age: 30, rate: 0.1 }], ['=cmd|" /C calc"!A0']);
  const csv = await fetchFile("/decisions.csv", harness.ownerKey);
  expect(csv.headers.get("content-disposition")).toContain("decisions.csv");
  const lines = (await csv.text()).trimEnd().split("\r\n");
  const stored = await search("(first: 100)");
  expect(lines).toHaveLength(1 + (stored?.length ?? 0));
  expect(lines.at(-1)).toContain(`"'=cmd|"" /C calc""!A0"`);
  const jsonLines = (await (await fetchFile("/decisions.ndjson?subject=B-1", harness.ownerKey)).text()).trimEnd().split("\n");
  expect(jsonLines.map((line) => JSON.parse(line))).toMatchObject([{ subject: "B-1", outcome: "0", model: "Decided", input: { age: 30 } }]);
  expect((await fetchFile("/decisions.csv?subject=nobody", harness.ownerKey)).status).toBe(200);
  expect((await fetchFile("/decisions.csv?from=yesterday", harness.ownerKey)).status).toBe(400);
  expect((await fetchFile("/decisions.csv", await harness.keyOf("VIEWER"))).status).toBe(403);
  expect((await fetch(`${harness.api.url}/decisions.csv`)).status).toBe(401);
});

test("a viewer and another workspace see no decision", async () => {
  expect(await search("", await harness.keyOf("VIEWER"))).toBe("FORBIDDEN");
  const other = await otherWorkspace(harness.database);
  expect(await search("", other.key)).toEqual([]);
  const [own] = (await search('(subject: "A-1")')) as Decision[];
  expect(
    await override({ decisionRecordId: own?.id, outcome: "1", reason: "Somebody else's decision is not mine." }, other.key),
  ).toMatchObject({
    code: "NOT_FOUND",
  });
  expect((await (await fetchFile("/decisions.ndjson", other.key)).text()).trim()).toBe("");
});
