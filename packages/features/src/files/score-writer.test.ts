import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FileFormat } from "@plimsoll/schema";
import { expect, test } from "vitest";
import { readTable } from "./read.ts";
import { openScoreWriter } from "./score-writer.ts";
import { sample, scratch } from "./testing/scratch.ts";

const at = scratch();
const columns = [
  { name: "probability", type: "FLOAT" },
  { name: "decision", type: "STRING" },
] as const;
let files = 0;

async function scored(sourcePath: string, probability: number[], format: FileFormat, blockRows: number) {
  const path = join(at.dir, `scores-${files++}`);
  const writer = await openScoreWriter({ path, format, sourcePath, columns, stagingDir: at.stagingDir });
  for (let start = 0; start < probability.length; start += blockRows) {
    const block = Float64Array.from(probability.slice(start, start + blockRows));
    await writer.write([block, [...block].map((value) => (value >= 0.5 ? "1" : "0"))]);
  }
  return { path, ...(await writer.close()) };
}

test("scores stand beside the input's columns, in its row order, whatever the blocks", async () => {
  const { path: sourcePath } = await at.ingest(sample("credit_default_taiwan.csv.gz"));
  const probability = Array.from({ length: 30_000 }, (_, i) => (i % 1000) / 1000);
  const one = await scored(sourcePath, probability, "PARQUET", 30_000);
  const many = await scored(sourcePath, probability, "PARQUET", 777);
  expect({ ...many, path: "" }).toEqual({ ...one, path: "" });
  expect(one.sha256).toBe(createHash("sha256").update(readFileSync(one.path)).digest("hex"));
  const table = await readTable(one.path);
  expect(table.columns.slice(-2).map(({ name }) => name)).toEqual(["probability", "decision"]);
  expect(table.columns[0]).toMatchObject({ values: Float64Array.from({ length: 30_000 }, (_, i) => i + 1) });
  expect(table.columns[25]).toMatchObject({ values: Float64Array.from(probability) });
});

test("CSV keeps numbers as numbers and takes the formula out of texts and names", async () => {
  const source = '=name,n\n=1+1,-5\n+cmd,1.5\n-2,3\n@x,4\n"\tt",5\nplain,6\n"a,""b",7\n';
  const { path: sourcePath } = await at.ingest(at.file(source), { missing: [] });
  const { path, rowCount, byteSize } = await scored(sourcePath, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], "CSV", 3);
  const csv = readFileSync(path, "utf8");
  expect(csv.split("\n")).toEqual([
    "'=name,n,probability,decision",
    "'=1+1,-5.0,0.1,0",
    "'+cmd,1.5,0.2,0",
    "-2,3.0,0.3,0",
    "'@x,4.0,0.4,0",
    "'\tt,5.0,0.5,1",
    "plain,6.0,0.6,1",
    '"a,""b",7.0,0.7,1',
    "",
  ]);
  expect({ rowCount, byteSize }).toEqual({ rowCount: 7, byteSize: Buffer.byteLength(csv) });
});

test("a column of the input that has the score's name is kept under another", async () => {
  const { path: sourcePath } = await at.ingest(at.file("probability,b\n9,x\n"));
  const table = await readTable((await scored(sourcePath, [0.25], "PARQUET", 1)).path);
  expect(table.columns.map(({ name }) => name)).toEqual(["probability (input)", "b", "probability", "decision"]);
});

test("too few scores are an error, and neither that nor giving up leaves a file", async () => {
  const { path: sourcePath } = await at.ingest(at.file("a\n1\n2\n"));
  const path = join(at.dir, "short");
  const before = at.leftovers();
  const writer = await openScoreWriter({ path, format: "CSV", sourcePath, columns, stagingDir: at.stagingDir });
  await writer.write([[0.5], ["1"]]);
  await expect(writer.close()).rejects.toThrow("1 rows were scored, but the data set has 2.");
  const other = await openScoreWriter({ path, format: "CSV", sourcePath, columns, stagingDir: at.stagingDir });
  await other.abort();
  expect([existsSync(path), existsSync(`${path}.part`)]).toEqual([false, false]);
  expect(at.leftovers()).toEqual(before);
});
