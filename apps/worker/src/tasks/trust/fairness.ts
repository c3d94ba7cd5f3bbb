import { selectRows } from "@plimsoll/features";
import { judgedVersion, type VersionFairness, versionFairness } from "@plimsoll/ml";
import type { FairnessTask } from "../../messages/version.ts";
import { controlOf } from "../risk/control.ts";
import type { TaskIo } from "../task-io.ts";
import { openStoredVersion } from "./stored-version.ts";

/** Compares how a stored version treats groups of people, on its own test rows. */
export async function fairnessTask(task: FairnessTask, io: TaskIo): Promise<VersionFairness> {
  const { modelVersionId: _version, ...spec } = task.spec;
  io.progress("Reading", 0.02);
  const columns = spec.attributes.map(({ column }) => column);
  const stored = await openStoredVersion(task, columns);
  try {
    const { kept, split, bundle, predictor, background, novelty } = stored;
    const version = judgedVersion({ manifest: bundle.manifest, predictor, background, novelty, kept: kept.table, split });
    const named = new Set(columns);
    const all = { rowCount: kept.table.rowCount, columns: kept.table.columns.filter(({ name }) => named.has(name)) };
    return await versionFairness(version, { ...spec, people: selectRows(all, split.test), ...controlOf(io, 0.1, 0.98) });
  } finally {
    stored.dispose();
  }
}
