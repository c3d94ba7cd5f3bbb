import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { pythonWith } from "./python.ts";

const PEERS = ["lightgbm==4.7.0", "numpy==2.4.6"];

/** Rows of a data set, text columns as codes, the label last in the source file's order of columns or named. */
export interface LabelledSet {
  x: Float32Array;
  y: Uint8Array;
  n: number;
  d: number;
  /** Columns that hold codes of text. */
  categorical: number[];
}

/** Reads a CSV or CSV.gz without quoted commas; text columns become codes in the order of their sorted values. */
export function readSet(path: string, label: string, positive: string, dropped: readonly string[] = [], distinct = false): LabelledSet {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const [head = "", ...body] = text.trim().split(/\r?\n/);
  const names = splitLine(head);
  const lines = (distinct ? [...new Set(body)] : body).map(splitLine);
  const columns = names.flatMap((name, at) => (name === label || dropped.includes(name) ? [] : [at]));
  const [n, d] = [lines.length, columns.length];
  const x = new Float32Array(n * d);
  const categorical: number[] = [];
  columns.forEach((at, j) => {
    const cells = lines.map((line) => line[at] ?? "");
    const isNumber = cells.every((cell) => cell === "" || Number.isFinite(Number(cell)));
    const codes = new Map([...new Set(cells)].sort().map((cell, code) => [cell, code]));
    if (!isNumber) categorical.push(j);
    cells.forEach((cell, i) => {
      x[i * d + j] = isNumber ? (cell === "" ? Number.NaN : Number(cell)) : (codes.get(cell) ?? Number.NaN);
    });
  });
  const labelAt = names.indexOf(label);
  return { x, y: Uint8Array.from(lines, (line) => (line[labelAt] === positive ? 1 : 0)), n, d, categorical };
}

const splitLine = (line: string): string[] =>
  [...line.matchAll(/"([^"]*)"|([^,]+)|(?<=^|,)(?=,|$)/g)].map((cell) => cell[1] ?? cell[2] ?? "");

/** The rows for which `keep` is true. */
export function rowsWhere({ x, y, n, d, categorical }: LabelledSet, keep: (row: number) => boolean): LabelledSet {
  const rows = Array.from({ length: n }, (_, i) => i).filter(keep);
  const part = { x: new Float32Array(rows.length * d), y: Uint8Array.from(rows, (i) => y[i] as number), n: rows.length, d, categorical };
  rows.forEach((i, k) => {
    part.x.set(x.subarray(i * d, (i + 1) * d), k * d);
  });
  return part;
}

export interface LightGbmJob {
  params: Record<string, number>;
  trees: number;
  /** Row numbers not trained on, ascending. */
  test: number[];
}

export interface LightGbm {
  /** Trains on the set's other rows; returns the milliseconds and the test rows' probabilities. */
  fit(set: LabelledSet, job: LightGbmJob): Promise<{ ms: number; scores: number[] }>;
  stop(): Promise<void>;
}

/** LightGBM in a Python of its own; a plain word where that cannot be had. */
export async function startLightGbm(log: (line: string) => void): Promise<LightGbm | { skipped: string }> {
  const peers = await pythonWith("lightgbm-4.7.0", PEERS, log);
  if ("skipped" in peers) return peers;
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-lightgbm-"));
  const child = spawn(peers.python, [fileURLToPath(new URL("./lightgbm_peer.py", import.meta.url))], { stdio: ["pipe", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors = (errors + chunk.toString("utf8")).slice(-4000);
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async (word: string): Promise<string> => {
    for (;;) {
      const line = await lines.next();
      if (line.done) throw new Error(`LightGBM ended: ${errors}`);
      if (line.value.startsWith(`${word} `)) return line.value.slice(word.length + 1);
    }
  };
  const paths = new Map<LabelledSet, string>();
  return {
    async fit(set, { params, trees, test }) {
      let path = paths.get(set);
      if (path === undefined) {
        path = join(folder, `${paths.size}.csv`);
        paths.set(set, path);
        await writeFile(path, csvOf(set));
      }
      child.stdin.write(`${JSON.stringify({ path, params, trees, test, categorical: set.categorical })}\n`);
      return { ms: Number(await answer("epoch")), scores: JSON.parse(await answer("scores")) as number[] };
    },
    async stop() {
      child.stdin.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function csvOf({ x, y, n, d }: LabelledSet): string {
  const cells = Array.from({ length: d + 1 }, (_, j) => `c${j}`);
  const lines = Array.from(
    { length: n },
    (_, i) => `${Array.from(x.subarray(i * d, (i + 1) * d), (value) => (Number.isNaN(value) ? "" : String(value))).join(",")},${y[i]}`,
  );
  return `${cells.join(",")}\n${lines.join("\n")}\n`;
}
