import { type IngestPhase, ingestFile } from "@plimsoll/features/files";
import type { DatasetProfile } from "@plimsoll/schema";
import type { IngestTask } from "../messages/data.ts";
import type { TaskIo } from "./task-io.ts";

/** Where each phase begins and ends within the run, and what people read. */
const PHASES: Record<IngestPhase, { name: string; from: number; to: number }> = {
  CHECK: { name: "Checking", from: 0.02, to: 0.35 },
  CONVERT: { name: "Converting", from: 0.35, to: 0.7 },
  PROFILE: { name: "Profiling", from: 0.7, to: 0.97 },
};

/** Reads an upload into a typed Parquet file with its profile. */
export async function ingestTask(task: IngestTask, io: TaskIo): Promise<DatasetProfile> {
  const profile = await ingestFile({
    path: task.uploadPath,
    fileName: task.fileName,
    stagingDir: task.stagingDir,
    outputPath: task.outputPath,
    options: task.options,
    onProgress(phase, fraction) {
      const { name, from, to } = PHASES[phase];
      io.progress(name, from + (to - from) * fraction);
    },
  });
  io.progress("Saving", 0.98);
  return profile;
}
