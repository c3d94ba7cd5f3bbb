import { claimRun, runs, succeedRun } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset } from "./testing/harness.ts";

let harness: Harness;
let datasetId: string;
beforeAll(async () => {
  harness = await openHarness();
  datasetId = await readyDataset(harness.database, harness.workspaceId, { age: "INTEGER", city: "STRING", since: "DATE" });
});
afterAll(() => harness?.close());

type Result = { setDatasetExpectations: Record<string, unknown> & { run?: { id: string }; code?: string; path?: string[] } };
const set = async (expectations: unknown[], rest: Record<string, unknown> = {}) => {
  const query = `mutation ($input: SetDatasetExpectationsInput!) { setDatasetExpectations(input: $input) {
    __typename ... on SetDatasetExpectationsSuccess { run { id kind job status } dataset { expectations { kind columns severity mostly params } } } ... on UserError { code message path } } }`;
  const answer = await harness.ask<Result>(query, { input: { datasetId, expectations, ...rest } });
  return answer.data?.setDatasetExpectations ?? { errors: answer.errors };
};

test("the kinds come with a JSON Schema each", async () => {
  const { data } = await harness.ask<{ expectationKinds: { kind: string; params: { type: string } }[] }>(
    "{ expectationKinds { kind title scope accepts params } }",
  );
  expect(data?.expectationKinds.length).toBeGreaterThanOrEqual(25);
  expect(data?.expectationKinds[0]).toMatchObject({ kind: "not-null", params: { type: "object" } });
});

test("a suite that cannot be checked is refused with the place at fault, and nothing changes", async () => {
  expect(await set([{ kind: "not-null", columns: ["ag"] }])).toMatchObject({ __typename: "ColumnError", code: "UNKNOWN_COLUMN" });
  expect(await set([{ kind: "in-range", columns: ["city"], params: { min: 1 } }])).toMatchObject({ code: "TYPE_MISMATCH" });
  expect(await set([{ kind: "in-range", columns: ["age"], params: { low: 1 } }])).toMatchObject({
    code: "INVALID_INPUT",
    path: ["expectations", "0", "params"],
  });
  expect(await set([{ kind: "not-null", columns: ["age"] }, { kind: "in-rnge" }])).toMatchObject({
    code: "INVALID_INPUT",
    path: ["expectations", "1", "kind"],
  });
  expect(await set([{ kind: "mean-shift", columns: ["age"] }])).toMatchObject({ code: "INVALID_INPUT", path: ["referenceDatasetId"] });
  expect(await set([{ kind: "not-null", columns: ["age"] }], { referenceDatasetId: "ds_00000000000000000000000000" })).toMatchObject({
    errors: [{ extensions: { code: "NOT_FOUND" } }],
  });
  const { data } = await harness.ask<{ dataset: unknown }>(
    "query ($id: ID!) { dataset(id: $id) { expectations { kind } quality { passed } } }",
    { id: datasetId },
  );
  expect(data?.dataset).toEqual({ expectations: [], quality: null });
});

test("a suite is attached, checked by a run, and its outcome read back; an empty one takes it off", async () => {
  const attached = await set([
    { kind: "in-range", columns: ["age"], params: { min: 18 }, mostly: 0.9, severity: "SOFT" },
    { kind: "not-null", columns: ["city"] },
  ]);
  expect(attached).toMatchObject({
    run: { kind: "MONITORING", job: "dataset.check", status: "QUEUED" },
    dataset: {
      expectations: [
        { kind: "in-range", severity: "SOFT", mostly: 0.9 },
        { kind: "not-null", severity: "HARD", mostly: 1 },
      ],
    },
  });
  const runId = (attached as { run: { id: string } }).run.id;
  const claim = await claimRun(harness.database, runId, { id: "wrk_test", engine: "CPU" });
  if (!claim) throw new Error("not claimed");
  const outcome = {
    index: 1,
    kind: "not-null",
    columns: ["city"],
    severity: "HARD" as const,
    passed: false,
    observed: "1 fails",
    expected: "a value",
    checkedRows: 3,
    failedRows: 1,
    rows: [2],
  };
  const result = { rowCount: 3, outcomes: [outcome], samples: [{ index: 1, row: 2, cells: [{ column: "city", value: null }] }] };
  await harness.database.transaction((tx) => succeedRun(tx, claim, { result }));
  const { data } = await harness.ask<{ dataset: { quality: unknown } }>(
    `query ($id: ID!) { dataset(id: $id) { quality { passed rowCount run { id } outcomes { kind passed rows } samples { row cells { column value } } } } }`,
    { id: datasetId },
  );
  expect(data?.dataset.quality).toEqual({
    passed: false,
    rowCount: 3,
    run: { id: runId },
    outcomes: [{ kind: "not-null", passed: false, rows: [2] }],
    samples: [{ row: 2, cells: [{ column: "city", value: null }] }],
  });
  const again =
    "mutation ($input: SubmitDataCheckInput!) { submitDataCheck(input: $input) { __typename ... on SubmitDataCheckSuccess { run { id } } ... on UserError { code } } }";
  expect((await harness.ask<{ submitDataCheck: unknown }>(again, { input: { datasetId } })).data?.submitDataCheck).toMatchObject({
    __typename: "SubmitDataCheckSuccess",
  });
  expect(await set([])).toMatchObject({ run: null, dataset: { expectations: [] } });
  expect((await harness.ask<{ submitDataCheck: unknown }>(again, { input: { datasetId } })).data?.submitDataCheck).toMatchObject({
    code: "INVALID_INPUT",
  });
  const submitted = await harness.database.db.select({ job: runs.job }).from(runs).where(eq(runs.job, "dataset.check"));
  expect(submitted).toHaveLength(2);
});

test("the profile suggests soft expectations for every column", async () => {
  const { data } = await harness.ask<{ dataset: { suggestedExpectations: { kind: string; columns: string[]; severity: string }[] } }>(
    "query ($id: ID!) { dataset(id: $id) { suggestedExpectations { kind columns severity params } } }",
    { id: datasetId },
  );
  const suggested = data?.dataset.suggestedExpectations ?? [];
  expect(new Set(suggested.flatMap(({ columns }) => columns))).toEqual(new Set(["age", "city", "since"]));
  expect(suggested.every(({ severity }) => severity === "SOFT")).toBe(true);
});
