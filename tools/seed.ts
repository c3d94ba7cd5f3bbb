import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { envFragments, readEnv } from "@plimsoll/schema/env";
import { homeFolders } from "@plimsoll/schema/storage";
import { type ApiClient, type DatasetState, openApi } from "./seed/api-client.ts";
import { type SeedSet, seedSets } from "./seed/data-sets.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const INGESTED_WITHIN_MS = 5 * 60_000;

/** Loads one set unless a good one of its name is there. @returns a row of the closing table. */
async function load(api: ApiClient, present: DatasetState[], { name, file }: SeedSet): Promise<string[]> {
  const same = present.find((dataset) => dataset.name === name && dataset.status !== "FAILED");
  const dataset = await settled(api, same?.id ?? (await api.createDataset(name, join(ROOT, "data", file))));
  if (dataset.status === "FAILED") process.exitCode = 1;
  const outcome =
    dataset.status === "FAILED" ? `failed: ${dataset.error?.code ?? ""} ${dataset.error?.message ?? ""}` : same ? "was there" : "loaded";
  return [name, dataset.id, String(dataset.rowCount ?? "-"), String(dataset.columns.length), outcome];
}

async function settled(api: ApiClient, id: string): Promise<DatasetState> {
  const limit = performance.now() + INGESTED_WITHIN_MS;
  for (;;) {
    const dataset = await api.dataset(id);
    if (dataset.status !== "INGESTING") return dataset;
    if (performance.now() > limit)
      throw new Error(`${dataset.name} is still being read after ${INGESTED_WITHIN_MS / 60_000} minutes. Is the worker alive?`);
    await pause(300);
  }
}

function printTable(rows: string[][]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  for (const row of rows)
    process.stdout.write(
      `${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd()}\n`,
    );
}

async function seed(): Promise<void> {
  if (existsSync(join(ROOT, ".env"))) process.loadEnvFile(join(ROOT, ".env"));
  const { API_PORT, PLIMSOLL_HOME } = readEnv({ API_PORT: envFragments.API_PORT, PLIMSOLL_HOME: envFragments.PLIMSOLL_HOME }, process.env);
  const url = `http://127.0.0.1:${API_PORT}`;
  const reached = await fetch(`${url}/livez`).catch(() => null);
  if (!reached) throw new Error(`Nobody answers at ${url}. Run npm start in another terminal first, with the same API_PORT.`);
  const keyFile = homeFolders(PLIMSOLL_HOME).ownerKey;
  if (!existsSync(keyFile)) throw new Error(`There is no key in ${keyFile}. Set PLIMSOLL_HOME to the home of the running start.`);
  const api = openApi(url, readFileSync(keyFile, "utf8").trim());
  const present = await api.datasets();
  const rows = [["data set", "id", "rows", "columns", ""]];
  for (const set of seedSets) rows.push(await load(api, present, set));
  printTable(rows);
}

try {
  await seed();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
if (process.connected) process.disconnect();
