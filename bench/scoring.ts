import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRng } from "@plimsoll/features";
import { ingestFile } from "@plimsoll/features/files";
import { trainingEnvironment } from "@plimsoll/ml/catalog";
import { IngestOptions, TrainingSpec } from "@plimsoll/schema";
import { taskIo } from "../apps/worker/src/tasks/task-io.ts";
import { trainTask } from "../apps/worker/src/tasks/train.ts";
import { type Contestant, median, startContestant } from "./contestant.ts";
import { pythonWith } from "./python.ts";
import type { Bench } from "./run.ts";

const N_ROWS = 1_000_000;
const N_COLUMNS = 23;
const MEASURED = 3;
const PEERS = ["tensorflow-cpu==2.21.0", "keras==3.15.1", "numpy==2.4.6", "pandas==3.1.1", "pyarrow==26.0.1"];
/** Keras's own batch size, and one that suits it better. */
const BATCHES = { keras: 0, keras_batch_8192: 8192 };

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** Rows of normal numbers with a label, as a file of the store. */
async function stored(folder: string, name: string, nRows: number, withLabel: boolean): Promise<string> {
  const rng = createRng(1);
  const names = Array.from({ length: N_COLUMNS }, (_, k) => `x${k}`);
  const lines = [[...names, ...(withLabel ? ["y"] : [])].join(",")];
  for (let row = 0; row < nRows; row++) {
    const cells = names.map(() => rng.normal());
    lines.push(
      `${cells.map((cell) => cell.toFixed(4)).join(",")}${withLabel ? `,${Number((cells[0] as number) + rng.normal() > 0)}` : ""}`,
    );
  }
  const [source, outputPath] = [join(folder, `${name}.csv`), join(folder, `${name}.parquet`)];
  await writeFile(source, `${lines.join("\n")}\n`);
  await ingestFile({
    path: source,
    fileName: `${name}.csv`,
    stagingDir: join(folder, "staging"),
    outputPath,
    options: IngestOptions.parse({}),
  });
  await rm(source);
  return outputPath;
}

/** A small model of the default MLP, written as a training run writes it. */
async function trainedModel(folder: string): Promise<string> {
  const datasetPath = await stored(folder, "train", 2_000, true);
  const columns = Array.from({ length: N_COLUMNS }, (_, k) => ({ name: `x${k}`, type: "FLOAT" as const }));
  const [checkpointDir, outputPath] = [join(folder, "checkpoints"), join(folder, "model.safetensors")];
  await mkdir(checkpointDir);
  const spec = TrainingSpec.parse({
    datasetId: "ds_bench",
    modelName: "bench",
    target: "y",
    architecture: "mlp",
    training: { epochs: 1 },
    baselines: [],
  });
  await trainTask(
    {
      kind: "train",
      spec,
      engine: "CPU",
      datasetPath,
      datasetSha256: "0".repeat(64),
      columns: [...columns, { name: "y", type: "INTEGER" }],
      codeVersion: "bench",
      outputPath,
      checkpointDir,
      attempt: 1,
      resumePath: null,
      expectations: null,
    },
    taskIo({ send: () => undefined, isDraining: () => false }),
  );
  return outputPath;
}

/**
 * One million rows of 23 columns through the default MLP, from a stored Parquet to a Parquet with probability and decision: the worker's score task
 * against pandas, Keras's `predict` and pandas again, in turn. Each side's first run is not counted.
 */
export const benchScoring: Bench = async (log) => {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-bench-scoring-"));
  const contestants: Record<string, { contestant: Contestant; line: number }> = {};
  try {
    const model = await trainedModel(folder);
    const rows = await stored(folder, "rows", N_ROWS, false);
    const ours = ["--conditions=plimsoll-source", "--import", "tsx", here("./scoring-run.ts"), model, rows, folder, String(N_ROWS)];
    const environment = { ...process.env, ...trainingEnvironment("NATIVE") };
    contestants.ours = { contestant: startContestant(process.execPath, ours, environment), line: 0 };
    const peers = await pythonWith("keras-3.15.1-pandas-3.1.1", PEERS, log);
    if ("python" in peers) {
      const contestant = startContestant(peers.python, [here("./keras_scoring.py"), rows, join(folder, "keras.parquet")], process.env);
      for (const [name, line] of Object.entries(BATCHES)) contestants[name] = { contestant, line };
    } else log(`Keras is skipped: ${peers.skipped}.`);
    const times: Record<string, number[]> = {};
    for (let round = 0; round <= MEASURED; round++) {
      for (const [side, { contestant, line }] of Object.entries(contestants)) {
        const ms = await contestant.epoch(line);
        if (round > 0) times[side] = [...(times[side] ?? []), ms];
      }
    }
    for (const [side, measured] of Object.entries(times)) log(`${side}: ${measured.map((value) => value.toFixed(0)).join(" ")} ms`);
    const ms = Object.fromEntries(Object.entries(times).map(([side, measured]) => [side, median(measured)]));
    const own = ms.ours as number;
    const ratios = Object.fromEntries(
      Object.entries(ms).flatMap(([side, value]) => (side === "ours" ? [] : [[`against_${side}`, own / value]])),
    );
    return { ratios, ms };
  } finally {
    for (const { contestant } of Object.values(contestants)) contestant.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
