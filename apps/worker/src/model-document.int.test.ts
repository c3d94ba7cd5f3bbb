import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import { fairnessPolicies } from "@plimsoll/ml/catalog";
import { ActionRules, AlternativesSpec, type DocumentResult, newId, TrustSpec } from "@plimsoll/schema";
import { modelVersions, reasonMappings, recourseRules, runs } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let fixture: Fixture;
let worker: RunningWorker;
let modelVersionId: string;

beforeAll(async () => {
  fixture = await startFixture();
  worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine: "CPU", logLevel: "silent", codeVersion: "test" });
  const rng = createRng(5);
  const lines = Array.from({ length: 600 }, () => {
    const [debt, age] = [rng.normal(), 20 + rng.int(50)];
    return [debt, age, Number(rng.next() < 1 / (1 + Math.exp(-2 * debt)))].join(",");
  });
  const path = join(fixture.folder, "loans.csv");
  await writeFile(path, `debt,"<b>age & co</b>",bad\n${lines.join("\n")}\n`);
  const { runId, datasetId } = await fixture.submitIngest(path);
  await fixture.ended(runId);
  const training = { epochs: 4, learningRate: 0.01 };
  const spec = { datasetId, modelName: "Kredite für Größe", target: "bad", architecture: "mlp", params: { units: [4] }, training };
  modelVersionId = (await fixture.ended(await fixture.submitTraining(spec))).modelVersionId ?? "";
}, 120_000);
afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

async function written(): Promise<{ result: DocumentResult; html: string; pdf: Buffer }> {
  const ended = await fixture.ended(await fixture.submitRaw("model.document", { modelVersionId }));
  expect(ended.error).toBeNull();
  const result = ended.result as DocumentResult;
  const storage = openLocalStorage(homeFolders(fixture.home).artifacts);
  const bytes = async (sha256: string) => readFile(await storage.localPath(sha256));
  return { result, html: (await bytes(result.html.sha256)).toString("utf8"), pdf: await bytes(result.pdf.sha256) };
}

test("a version's document is written in HTML and PDF from the registry's facts, and grows with them", async () => {
  const first = await written();
  expect(first.result.html.fileName).toBe("Kredite_für_Größe-v1.html");
  expect(first.html).toContain("Kredite für Größe, version 1");
  expect(first.html).toContain("No trust report has been made");
  expect(first.html).toContain("&lt;b&gt;age &amp; co&lt;/b&gt;");
  expect(first.html).not.toMatch(/<b>age|<script|NaN|undefined|\[object/);
  expect(first.pdf.subarray(0, 5).toString("latin1")).toBe("%PDF-");
  expect(first.pdf.subarray(-8).toString("latin1")).toContain("%%EOF");

  const trust = await fixture.submitRaw("model.trust", TrustSpec.parse({ modelVersionId, explainedRows: 40 }));
  await fixture.database.db.update(runs).set({ modelVersionId }).where(eq(runs.id, trust));
  expect((await fixture.ended(trust)).error).toBeNull();
  const second = await written();
  expect(second.html).not.toContain("No trust report has been made");
  expect(second.html).toContain("Reliability: ten bins");
  expect(second.html).toContain("Annex IV point 4");
  // Each part of the rows is told with its column.
  expect(second.html).not.toMatch(/<td[^>]*>(?:&lt;= |&gt; |= |is missing)/);
  expect(second.html).toContain("average precision");
  expect(second.html).not.toMatch(/NaN|undefined|\[object/);
  expect(second.pdf.byteLength).toBeGreaterThan(first.pdf.byteLength);
});

test("the words and recourse rules in force, and a search for alternatives, stand in the document", async () => {
  expect((await written()).html).toContain("No reason mapping is saved");
  const [version] = await fixture.database.db.select().from(modelVersions).where(eq(modelVersions.id, modelVersionId));
  const kept = { workspaceId: fixture.workspaceId, modelId: version?.modelId ?? "", createdBy: "key_test" };
  const raises = [
    { language: "en", text: "Debt of {value} is high" },
    { language: "de", text: "Hohe Schulden & Lasten" },
  ];
  const reasons = [{ feature: "debt", code: "D1", raises }];
  await fixture.database.db.insert(reasonMappings).values([
    { ...kept, id: newId("reasonMapping"), version: 1, reasons: [{ feature: "debt", raises: [{ language: "en", text: "Old words" }] }] },
    { ...kept, id: newId("reasonMapping"), version: 2, reasons },
  ]);
  const rules = ActionRules.parse([{ kind: "NUMBER", column: "debt", direction: "DOWN", min: -1.5, effort: 2 }]);
  await fixture.database.db.insert(recourseRules).values({ ...kept, id: newId("recourseRules"), version: 1, rules });
  const search = AlternativesSpec.parse({
    modelVersionId,
    attribute: { column: "<b>age & co</b>", edges: [45] },
    policy: fairnessPolicies[0],
    aims: ["APPROVAL_PARITY"],
    strengths: [5],
  });
  const searched = await fixture.submitRaw("model.alternatives", search);
  await fixture.database.db.update(runs).set({ modelVersionId }).where(eq(runs.id, searched));
  expect((await fixture.ended(searched)).error).toBeNull();
  const { html } = await written();
  for (const part of [
    "mapping version 2",
    "Debt of {value} is high",
    "Hohe Schulden &amp; Lasten",
    "Without a sentence",
    "recourse rules version 1",
    "at least -1.5",
    "Accuracy and disparity of every training",
    "as it was trained",
    "approval parity, strength 5",
  ])
    expect(html).toContain(part);
  expect(html).not.toMatch(/Old words|No search for less|NaN|undefined|\[object/);
}, 120_000);

test("a version that is not there is told", async () => {
  const ended = await fixture.ended(await fixture.submitRaw("model.document", { modelVersionId: "mv_00000000000000000000000000" }));
  expect(ended).toMatchObject({ status: "FAILED", error: { code: "INVALID_INPUT" } });
});
