import { rowSteps, transforms } from "@plimsoll/features";
import { modelVersions } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, keyIdOf, openHarness, readyDataset, trainedVersion } from "./testing/harness.ts";

let harness: Harness;
let datasetId: string;
beforeAll(async () => {
  harness = await openHarness();
  datasetId = await readyDataset(harness.database, harness.workspaceId, {
    age: "INTEGER",
    rate: "FLOAT",
    city: "STRING",
    opened: "DATE",
    target: "INTEGER",
  });
});
afterAll(async () => harness?.close());

const SUBMIT = `mutation ($input: SubmitTrainingInput!) { submitTraining(input: $input) {
  __typename ... on SubmitTrainingSuccess { run { input } } ... on UserError { code message path } ... on ColumnError { columns } } }`;

async function submit(pipeline: Record<string, unknown>, overrides: Record<string, unknown> = {}) {
  const input = { datasetId, modelName: "Steps", target: "target", architecture: "mlp", pipeline, ...overrides };
  const { data, errors } = await harness.ask<{ submitTraining: Record<string, unknown> }>(SUBMIT, { input });
  return data?.submitTraining ?? { errors };
}
const step = (type: string, params?: Record<string, unknown>, columns?: string[]) => ({ type, params, columns });
const encoded = [step("one-hot"), step("date-to-number")];

test("every kind of step is listed with a JSON Schema of its parameters and an example that they accept", async () => {
  const { data } = await harness.ask<{ transforms: { name: string; stage: string; params: { type: string }; example: object }[] }>(
    "{ transforms { name title description stage params example columnTypes defaultColumnTypes effect scope missing supervised tasks } }",
  );
  expect(data?.transforms.map(({ name }) => name)).toEqual([...rowSteps, ...transforms].map(({ name }) => name));
  for (const { name, params, example } of data?.transforms ?? []) {
    expect([name, params.type]).toEqual([name, "object"]);
    expect(() => [...rowSteps, ...transforms].find((kind) => kind.name === name)?.parse(example)).not.toThrow();
  }
});

test("a run keeps its steps with the parameters' defaults, and selectors as they were written", async () => {
  const rows = [step("deduplicate")];
  const steps = [step("missing-indicator", {}, ["@numeric", "!rate"]), step("impute-median"), ...encoded];
  expect(await submit({ rows, steps })).toMatchObject({
    run: {
      input: {
        pipeline: {
          rows: [{ type: "deduplicate", params: { keep: "FIRST" } }],
          steps: [
            { type: "missing-indicator", params: { when: "SEEN" }, columns: ["@numeric", "!rate"] },
            { type: "impute-median", params: {} },
            { type: "one-hot", params: { maxLevels: 64 } },
            { type: "date-to-number" },
          ],
          defaults: false,
        },
      },
    },
  });
  expect(await submit({ steps: [], defaults: true })).toHaveProperty("run");
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
  [
    "a transform that does not exist",
    { steps: [step("one-hott")] },
    { code: "INVALID_INPUT", message: expect.stringContaining("did you mean 'one-hot'") },
    ["steps", "0", "type"],
  ],
  [
    "a parameter out of range",
    { steps: [step("one-hot", { maxLevels: 0 })] },
    { code: "INVALID_INPUT" },
    ["steps", "0", "params", "maxLevels"],
  ],
  [
    "a parameter that does not exist",
    { steps: [...encoded, step("impute-median", { by: "age" })] },
    { code: "INVALID_INPUT" },
    ["steps", "2", "params"],
  ],
  [
    "a column that does not exist",
    { steps: [step("one-hot", {}, ["citty"])] },
    { code: "UNKNOWN_COLUMN", columns: ["citty"] },
    ["steps", "0", "columns"],
  ],
  [
    "the target as a column",
    { steps: [step("impute-median", {}, ["target"])] },
    { code: "UNKNOWN_COLUMN", message: expect.stringContaining("no feature") },
    ["steps", "0", "columns"],
  ],
  [
    "a column of another type",
    { steps: [step("standard-scale", {}, ["city"])] },
    { code: "TYPE_MISMATCH", columns: ["city"] },
    ["steps", "0", "columns"],
  ],
  ["a selector that finds nothing", { steps: [step("one-hot", {}, ["zip_*"])] }, { code: "INVALID_INPUT" }, ["steps", "0", "columns"]],
  [
    "text left at the end",
    { steps: [step("date-to-number")] },
    { code: "INVALID_INPUT", message: expect.stringContaining("'city' is still text") },
    ["steps"],
  ],
  [
    "a date left at the end",
    { steps: [step("one-hot")] },
    { code: "INVALID_INPUT", message: expect.stringContaining("'opened' is still a date") },
    ["steps"],
  ],
  ["a row step that does not exist", { rows: [step("distinct")], steps: encoded }, { code: "INVALID_INPUT" }, ["rows", "0", "type"]],
  [
    "a row step's column that does not exist",
    { rows: [step("drop-missing", {}, ["agee"])], steps: encoded },
    { code: "UNKNOWN_COLUMN" },
    ["rows", "0", "columns"],
  ],
])("%s is refused before anything is queued, with its place in the input", async (_, pipeline, error, path) => {
  expect(await submit(pipeline)).toMatchObject({ ...error, path: ["pipeline", ...path] });
});

test("a column that has gaps in the data set and no step to fill them is refused, unless a row step may leave them out", async () => {
  const setGaps = (n: number) =>
    harness.database.pool.query(
      "UPDATE plimsoll.dataset_columns SET profile = jsonb_set(profile, '{missingCount}', $1::jsonb) WHERE dataset_id = $2 AND name = 'rate'",
      [JSON.stringify(n), datasetId],
    );
  await setGaps(4);
  const refusal = {
    code: "INVALID_INPUT",
    message: expect.stringContaining("'rate' is still missing in some rows"),
    path: ["pipeline", "steps"],
  };
  expect(await submit({ steps: encoded })).toMatchObject(refusal);
  expect(await submit({ steps: [...encoded, step("standard-scale")] })).toMatchObject(refusal);
  expect(await submit({ steps: [...encoded, step("impute-median")] })).toHaveProperty("run");
  expect(await submit({ steps: encoded, defaults: true })).toHaveProperty("run");
  expect(await submit({ rows: [step("drop-missing", {}, ["rate"])], steps: encoded })).toHaveProperty("run");
  await setGaps(0);
});

test("a version shows what its steps did and learned; one without the record shows none", async () => {
  const { versionId } = await trainedVersion(
    harness.database,
    harness.workspaceId,
    "Shown",
    await keyIdOf(harness.database, harness.ownerKey),
  );
  const query = `{ modelVersion(id: "${versionId}") { pipeline { version features nSteps rows { type rowsIn rowsOut firstLeftOut }
    steps { type title origin params columns outputs learned { columns summary } } } } }`;
  type Answer = { modelVersion: { pipeline: unknown } };
  expect((await harness.ask<Answer>(query)).data?.modelVersion.pipeline).toBeNull();
  const pipeline = {
    version: 2,
    rows: [{ type: "deduplicate", params: { keep: "FIRST" }, columns: ["age"], rowsIn: 10, rowsOut: 9, firstLeftOut: [4] }],
    steps: [
      {
        type: "impute-median",
        origin: "DEFAULT" as const,
        params: {},
        columns: ["age"],
        outputs: ["age"],
        learned: [{ columns: ["age"], summary: { median: 35 } }],
      },
    ],
    features: ["age"],
    nSteps: 1,
  };
  await harness.database.db.update(modelVersions).set({ pipeline }).where(eq(modelVersions.id, versionId));
  const { params: _params, columns: _columns, ...row } = pipeline.rows[0] ?? {};
  expect((await harness.ask<Answer>(query)).data?.modelVersion.pipeline).toEqual({
    ...pipeline,
    rows: [row],
    steps: [{ ...pipeline.steps[0], title: "Fill with the median" }],
  });
});
