import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";
import type { SupervisedProcess } from "./supervise.ts";

/** Editors write a file in several steps; one change is answered once. */
const SETTLE_MS = 250;
const PACKAGES = ["packages/schema/src", "packages/features/src", "packages/ml/src"];
const WATCHED: Record<string, string[]> = {
  api: [...PACKAGES, "apps/api/src"],
  worker: [...PACKAGES, "apps/worker/src"],
  scorer: [...PACKAGES, "apps/worker/src"],
};

/** Restarts api, worker and scorer when their sources change; the portal reloads by itself. @returns a function that ends the watching. */
export function reloadOnChange(root: string, processes: SupervisedProcess[], say: (text: string) => void): () => void {
  const watchers: FSWatcher[] = [];
  for (const process of processes) {
    let pending: NodeJS.Timeout | undefined;
    const changed = (_event: string, file: string | null) => {
      if (!file?.endsWith(".ts") || file.endsWith(".test.ts")) return;
      clearTimeout(pending);
      pending = setTimeout(() => {
        say(`${process.name}: ${file} changed, starting anew`);
        void process.restart();
      }, SETTLE_MS);
    };
    for (const folder of WATCHED[process.name] ?? []) watchers.push(watch(join(root, folder), { recursive: true }, changed));
  }
  return () => {
    for (const watcher of watchers) watcher.close();
  };
}
