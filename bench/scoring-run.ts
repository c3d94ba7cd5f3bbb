import { createInterface } from "node:readline";
import { scoreTask } from "../apps/worker/src/tasks/score.ts";
import { taskIo } from "../apps/worker/src/tasks/task-io.ts";

/**
 * Our side of the scoring benchmark: the worker's own score task, as its child process runs it. Arguments: the model's file, the stored data set, a folder to
 * work in, the data set's rows. Each line of standard input is one run.
 */
const [bundlePath = "", datasetPath = "", folder = "", rows = "0"] = process.argv.slice(2);
const io = taskIo({ send: () => undefined, isDraining: () => false });

for await (const _line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  await scoreTask(
    {
      kind: "score",
      engine: "NATIVE",
      bundlePath,
      datasetPath,
      rowCount: Number(rows),
      format: "PARQUET",
      explain: false,
      wording: null,
      stagingDir: folder,
      outputPath: `${folder}/scores.parquet`,
      expectations: null,
    },
    io,
  );
  process.stdout.write(`epoch ${performance.now() - start}\n`);
}
process.exit(0);
