import { auditLog, submitDueRuns } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, otherWorkspace, readyDataset } from "./testing/harness.ts";

let harness: Harness;
let runId: string;

async function mutate<Data = Record<string, unknown>>(name: string, input: object, selection: string, key?: string): Promise<Data> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${name}(input: $input) { __typename ... on ${type}Success { ${selection} } ... on UserError { code message path } } }`;
  const { data, errors } = await harness.ask(query, { input }, key);
  return (data?.[name] ?? { errors: errors?.map(({ extensions }) => extensions.code) }) as Data;
}

beforeAll(async () => {
  harness = await openHarness();
  const datasetId = await readyDataset(harness.database, harness.workspaceId, { age: "INTEGER", target: "INTEGER" });
  const training = { datasetId, modelName: "Credit", target: "target", architecture: "mlp" };
  runId = (await mutate<{ run: { id: string } }>("submitTraining", training, "run { id }")).run.id;
});
afterAll(() => harness?.close());

const FIELDS = "schedule { id name job cadence startsAt nextAt followDataset input dataset { name } lastRun { id } createdBy { name } }";

test("a run is scheduled by what it was submitted with, is submitted when due, and the schedule can be deleted", async () => {
  const startsAt = new Date(Date.now() - 3_600_000).toISOString();
  const input = { name: "Nightly", runId, cadence: "DAILY", startsAt, followDataset: true };
  const made = await mutate<{ schedule: Record<string, unknown> & { id: string; nextAt: string } }>("createSchedule", input, FIELDS);
  expect(made.schedule).toMatchObject({
    name: "Nightly",
    job: "model.train",
    followDataset: true,
    dataset: { name: "Rows" },
    lastRun: null,
  });
  expect(Date.parse(made.schedule.nextAt)).toBe(Date.parse(startsAt) + 86_400_000);
  expect(await mutate("createSchedule", input, FIELDS)).toMatchObject({ code: "INVALID_INPUT", path: ["name"] });

  const due = await mutate<{ schedule: { id: string } }>("createSchedule", { name: "Now", runId, cadence: "HOURLY" }, FIELDS);
  const [submitted] = await submitDueRuns(harness.database);
  const query = `query ($id: ID!) { node(id: $id) { ... on Schedule { lastRun { id job input } } } run(id: "${runId}") { input } }`;
  const { data } = await harness.ask<{ node: { lastRun: { id: string; input: unknown } }; run: { input: unknown } }>(query, {
    id: due.schedule.id,
  });
  expect(data?.node.lastRun).toMatchObject({ id: submitted, job: "model.train" });
  expect(data?.node.lastRun.input).toEqual(data?.run.input);

  const list = await harness.ask<{ schedules: { edges: { node: { name: string } }[] } }>("{ schedules { edges { node { name } } } }");
  expect(list.data?.schedules.edges.map(({ node }) => node.name)).toEqual(["Now", "Nightly"]);
  expect(await mutate("deleteSchedule", { scheduleId: due.schedule.id }, "deletedScheduleId")).toMatchObject({
    deletedScheduleId: due.schedule.id,
  });
  expect(await mutate("deleteSchedule", { scheduleId: due.schedule.id }, "deletedScheduleId")).toEqual({ errors: ["NOT_FOUND"] });
  const audited = await harness.database.db.select().from(auditLog).where(eq(auditLog.subject, due.schedule.id));
  expect(audited.map(({ action }) => action)).toEqual(["schedule.create", "schedule.delete"]);
});

test("what cannot be repeated, is another workspace's or is not the caller's to schedule is refused", async () => {
  const { data } = await harness.ask<{ runs: { edges: { node: { id: string; job: string } }[] } }>(
    "{ runs { edges { node { id job } } } }",
  );
  const ingest = data?.runs.edges.find(({ node }) => node.job === "dataset.ingest")?.node.id;
  expect(await mutate("createSchedule", { name: "Again", runId: ingest, cadence: "DAILY" }, FIELDS)).toMatchObject({
    code: "FORBIDDEN_TRANSITION",
    message: expect.stringContaining("dataset.ingest"),
  });
  const other = await otherWorkspace(harness.database);
  expect(await mutate("createSchedule", { name: "Foreign", runId, cadence: "DAILY" }, FIELDS, other.key)).toEqual({
    errors: ["NOT_FOUND"],
  });
  const viewer = await harness.keyOf("VIEWER");
  expect(await mutate("createSchedule", { name: "Viewer", runId, cadence: "DAILY" }, FIELDS, viewer)).toEqual({ errors: ["FORBIDDEN"] });
});
