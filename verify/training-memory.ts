/** Memory of a training run: what each further row costs at its peak, and what no row explains. Each size is trained by a process of its own. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { createRng } from "@plimsoll/features";
import { ingestFile } from "@plimsoll/features/files";
import { trainingEnvironment } from "@plimsoll/ml/catalog";
import { IngestOptions, TrainingSpec } from "@plimsoll/schema";
import { taskIo } from "../apps/worker/src/tasks/task-io.ts";
import { trainTask } from "../apps/worker/src/tasks/train.ts";
import { type Check, finish, isEntry } from "./checks.ts";

const N_COLUMNS = 23;
const SIZES = [200_000, 1_000_000] as const;
/** Bytes of a row as double numbers, the target among them. */
const ROW_BYTES = 8 * (N_COLUMNS + 1);
/** The table in double precision, its encoding in single precision, scores and the evaluation's sorted copies. */
const MOST_TIMES = 4;
const CONSTANT_MB = 1_000;

/** Trains on a stored file in this process and writes the largest resident size it had, in bytes. */
async function child(folder: string, name: string): Promise<void> {
  const columns = Array.from({ length: N_COLUMNS }, (_, k) => ({ name: `x${k}`, type: "FLOAT" as const }));
  const checkpointDir = join(folder, `checkpoints-${name}`);
  await mkdir(checkpointDir, { recursive: true });
  const spec = TrainingSpec.parse({
    datasetId: "ds_memory",
    modelName: "memory",
    target: "y",
    architecture: "mlp",
    training: { epochs: 2, batchSize: 1024 },
    baselines: [],
  });
  await trainTask(
    {
      kind: "train",
      spec,
      engine: "NATIVE",
      datasetPath: join(folder, `${name}.parquet`),
      datasetSha256: "0".repeat(64),
      columns: [...columns, { name: "y", type: "INTEGER" }],
      codeVersion: "verify",
      outputPath: join(folder, `${name}.safetensors`),
      checkpointDir,
      attempt: 1,
      resumePath: null,
      expectations: null,
    },
    taskIo({ send: () => undefined, isDraining: () => false }),
  );
  process.stdout.write(`peak ${process.resourceUsage().maxRSS * 1024}\n`);
}

async function store(folder: string, name: string, nRows: number): Promise<void> {
  const rng = createRng(1);
  const source = join(folder, `${name}.csv`);
  const file = await open(source, "w");
  const header = [...Array.from({ length: N_COLUMNS }, (_, k) => `x${k}`), "y"].join(",");
  await file.write(`${header}\n`);
  for (let from = 0; from < nRows; from += 10_000) {
    const lines = Array.from({ length: Math.min(10_000, nRows - from) }, () => {
      const cells = Array.from({ length: N_COLUMNS }, () => rng.normal());
      return `${cells.map((cell) => cell.toFixed(3)).join(",")},${Number((cells[0] as number) + rng.normal() > 0)}`;
    });
    await file.write(`${lines.join("\n")}\n`);
  }
  await file.close();
  const options = IngestOptions.parse({});
  await ingestFile({
    path: source,
    fileName: `${name}.csv`,
    stagingDir: join(folder, "staging"),
    outputPath: join(folder, `${name}.parquet`),
    options,
  });
  await rm(source);
}

export async function run(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-memory-"));
  try {
    const peaks: number[] = [];
    for (const nRows of SIZES) {
      await store(folder, String(nRows), nRows);
      const script = ["--conditions=plimsoll-source", "--import", "tsx", fileURLToPath(import.meta.url), folder, String(nRows)];
      const { stdout } = await promisify(execFile)(process.execPath, script, { env: { ...process.env, ...trainingEnvironment("NATIVE") } });
      peaks.push(Number(/^peak (\d+)$/m.exec(stdout)?.[1]));
    }
    const [small, large] = peaks as [number, number];
    const perRow = (large - small) / (SIZES[1] - SIZES[0]);
    const constant = large - perRow * SIZES[1];
    const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
    const checks: Check[] = [
      [
        `a further row costs at most ${MOST_TIMES} times its own ${ROW_BYTES} bytes`,
        perRow <= MOST_TIMES * ROW_BYTES,
        `${perRow.toFixed(0)} bytes a row; peaks ${megabytes(small)} and ${megabytes(large)}`,
      ],
      [`what no row explains is at most ${CONSTANT_MB} MB`, constant <= CONSTANT_MB * 1e6, megabytes(constant)],
    ];
    return finish("training memory, 1,000,000 rows", checks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (isEntry(import.meta.url)) {
  const [folder, name] = process.argv.slice(2);
  if (folder && name) await child(folder, name);
  else process.exitCode = (await run()) ? 0 : 1;
}
