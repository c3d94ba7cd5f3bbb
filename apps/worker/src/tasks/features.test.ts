import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FeatureSetDefinition } from "@plimsoll/features";
import { ingestFile } from "@plimsoll/features/files";
import { FeaturePreviewSpec, IngestOptions } from "@plimsoll/schema";
import { expect, test } from "vitest";
import { previewTask } from "./features.ts";
import { taskIo } from "./task-io.ts";

const io = taskIo({ send: () => undefined, isDraining: () => false });

test("a preview of a history shows its samples, and the steps made of them as a training makes them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-preview-"));
  try {
    // Two accounts, three and two months: the balance rises by 10 a month from 100 and from 500.
    const rows = ["a,1,100,x,0", "b,1,500,y,0", "a,2,110,x,1", "b,2,510,y,1", "a,3,120,x,0"];
    const [path, outputPath] = [join(folder, "long.csv"), join(folder, "long.parquet")];
    await writeFile(path, `account,month,balance,kind,late\n${rows.join("\n")}\n`);
    const files = { path, fileName: "long.csv", stagingDir: join(folder, "staging"), outputPath };
    const { columns } = await ingestFile({ ...files, options: IngestOptions.parse({}) });
    const schema = columns.map(({ name, type }) => ({ name, type }));
    const pipeline = { steps: [{ type: "impute-constant", params: { value: -1 }, columns: ["balance[*"] }], defaults: true };
    const definition = FeatureSetDefinition.parse({ tables: [{ name: "data", columns: schema }], spine: "data", stages: [], pipeline });
    const history = { entity: ["account"], time: "month", steps: 2, columns: ["balance"], horizon: 1 };
    const spec = FeaturePreviewSpec.parse({
      definition,
      sources: [{ name: "data", datasetId: "ds_test" }],
      target: "late",
      sequence: { history },
    });
    const { stages } = await previewTask(
      { ...spec, kind: "feature-preview", definition, files: { data: { path: outputPath, columns: schema.map(({ name }) => name) } } },
      io,
    );
    const [, samples, filled] = stages;
    // A sample needs the row of its account one month later: months 1 and 2 of a, month 1 of b.
    expect(samples).toMatchObject({ kind: "SEQUENCE", type: "history" });
    expect(samples?.columns.map(({ name }) => name)).toEqual(["balance[-1]", "balance[0]", "step present[-1]", "step present[0]", "kind"]);
    expect(samples?.cells).toEqual([
      [null, "100", "false", "true", "x"],
      [null, "500", "false", "true", "y"],
      ["100", "110", "true", "true", "x"],
    ]);
    expect(samples?.notes.join("; ")).toMatch(
      /^3 samples of 2 steps from 5 rows of the sample; 2 of them have a shorter history.*; the target is that of 1 rows/,
    );
    expect(filled).toMatchObject({ kind: "STEP", type: "impute-constant", origin: "USER" });
    const at = filled?.columns.findIndex(({ name }) => name === "balance[-1]") ?? -1;
    expect(filled?.cells.map((row) => row[at])).toEqual(["-1", "-1", "100"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
