import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ingestFile } from "@plimsoll/features/files";
import { IngestOptions, type RecordValue, TrainingSpec } from "@plimsoll/schema";
import type { z } from "zod";
import type { TrainResult } from "../messages/training.ts";
import type { ChildMessage } from "../messages.ts";
import { taskIo } from "../tasks/task-io.ts";
import { trainTask } from "../tasks/train.ts";

/** The columns of a small data set, one list of cells each. */
export type Cells = Record<string, readonly RecordValue[]>;

export interface TrainedFile {
  result: TrainResult;
  /** Folder with `data.parquet` and `model.safetensors`; gone after `use`. */
  folder: string;
  messages: ChildMessage[];
}

/** Ingests cells and trains on them in this process, on the plain engine: what a child of the worker does. */
export async function trainOn<Result>(
  cells: Cells,
  spec: Omit<z.input<typeof TrainingSpec>, "datasetId" | "modelName">,
  use: (trained: TrainedFile) => Result | Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-train-"));
  try {
    const names = Object.keys(cells);
    const nRows = cells[names[0] ?? ""]?.length ?? 0;
    const lines = Array.from({ length: nRows }, (_, row) => names.map((name) => cells[name]?.[row] ?? "").join(","));
    const [source, datasetPath] = [join(folder, "data.csv"), join(folder, "data.parquet")];
    await writeFile(source, `${[names.join(","), ...lines].join("\n")}\n`);
    const staging = { stagingDir: join(folder, "staging"), outputPath: datasetPath };
    const profile = await ingestFile({ path: source, fileName: "data.csv", ...staging, options: IngestOptions.parse({}) });
    const checkpointDir = join(folder, "checkpoints");
    await mkdir(checkpointDir);
    const messages: ChildMessage[] = [];
    const result = await trainTask(
      {
        kind: "train",
        spec: TrainingSpec.parse({ datasetId: "ds_test", modelName: "test", ...spec }),
        engine: "CPU",
        datasetPath,
        datasetSha256: "0".repeat(64),
        columns: profile.columns.map(({ name, type }) => ({ name, type })),
        expectations: null,
        codeVersion: "test",
        outputPath: join(folder, "model.safetensors"),
        checkpointDir,
        attempt: 1,
        resumePath: null,
      },
      taskIo({ send: (message) => messages.push(message), isDraining: () => false }),
    );
    return await use({ result, folder, messages });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
