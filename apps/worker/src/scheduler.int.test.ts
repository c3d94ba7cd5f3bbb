import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ExpectationSuite, newId } from "@plimsoll/schema";
import { schedules } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { eventually } from "./testing/processes.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let fixture: Fixture;
const workers: RunningWorker[] = [];

beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  await fixture?.close();
});

test("two workers carry out a due schedule's run once, and it ends as any other run", async () => {
  const options = { databaseUrl: fixture.url, home: fixture.home, engine: "CPU" as const, logLevel: "silent", codeVersion: "test" };
  workers.push(await startWorker(options));
  const path = join(fixture.folder, "rows.csv");
  await writeFile(path, "id,amount\n1,2\n2,\n");
  const { runId, datasetId } = await fixture.submitIngest(path);
  await fixture.ended(runId);
  const id = newId("schedule");
  const due = new Date(Date.now() - 1_000);
  await fixture.database.db.insert(schedules).values({
    id,
    workspaceId: fixture.workspaceId,
    name: "Nightly",
    job: "dataset.check",
    input: { datasetId, suite: ExpectationSuite.parse({ items: [{ kind: "not-null", columns: ["amount"] }] }) },
    datasetId,
    cadence: "DAILY",
    startsAt: due,
    nextAt: due,
    createdBy: "key_test",
  });
  workers.push(await startWorker(options));
  const rowOf = async () => (await fixture.database.db.select().from(schedules).where(eq(schedules.id, id)))[0];
  await eventually(async () => (await rowOf())?.lastRunId != null, 20_000, "the schedule's run");
  const run = await fixture.ended((await rowOf())?.lastRunId ?? "");
  expect(run).toMatchObject({ status: "SUCCEEDED", mutation: "schedule", result: { outcomes: [{ kind: "not-null", failedRows: 1 }] } });
});
