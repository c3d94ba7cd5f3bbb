/** Autoencoders on card transactions, trained without labels on rows that hold the frauds, judged by the labels: through a worker, for real. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { startFixture } from "../apps/worker/src/testing/fixture.ts";
import { startWorker } from "../apps/worker/src/worker.ts";
import { type Check, finish, isEntry } from "./checks.ts";

const SEEDS = [1, 2, 3];
const LEAST_AUC = 0.9;
const source = fileURLToPath(new URL("../data/fraud_card_ulb_sample.csv.gz", import.meta.url));

export async function run(engine: "NATIVE" | "WASM" = "NATIVE"): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
  const fixture = await startFixture();
  const worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine, logLevel: "warn", codeVersion: "verify" });
  const checks: Check[] = [];
  try {
    const file = join(folder, "cards.csv");
    await writeFile(file, gunzipSync(await readFile(source)));
    const { runId, datasetId } = await fixture.submitIngest(file);
    await fixture.ended(runId);
    for (const architecture of ["autoencoder", "vae"]) {
      for (const seed of SEEDS) {
        const training = await fixture.submitTraining({
          datasetId,
          modelName: architecture,
          task: "ANOMALY",
          target: "Class",
          architecture,
          training: { seed },
          baselines: [],
        });
        const { metrics, error } = await fixture.ended(training, 600_000);
        const value = (name: string) => metrics.find((metric) => metric.name === name && metric.split === "TEST")?.value ?? 0;
        checks.push([
          `${architecture}, seed ${seed}: test AUC at least ${LEAST_AUC}`,
          value("auc") >= LEAST_AUC,
          error?.message ?? `AUC ${value("auc").toFixed(4)}, average precision ${value("average_precision").toFixed(4)}`,
        ]);
      }
    }
  } finally {
    await worker.close();
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  }
  return finish("anomaly", checks);
}

if (isEntry(import.meta.url)) process.exitCode = (await run()) ? 0 : 1;
