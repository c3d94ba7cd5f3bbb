/** How far credit networks can be trusted, by the reports that the platform makes: on the card default and the German credit set in `data`. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { TrustReport } from "@plimsoll/ml";
import { type TrainingSpec, TrustSpec } from "@plimsoll/schema";
import type { z } from "zod";
import { type Fixture, startFixture } from "../apps/worker/src/testing/fixture.ts";
import { months, TARGET, writeTaiwan } from "../apps/worker/src/testing/taiwan.ts";
import { startWorker } from "../apps/worker/src/worker.ts";
import { type Check, finish, isEntry, seconds } from "./checks.ts";

const LIMIT_MS = 900_000;
const german = fileURLToPath(new URL("../data/credit_german_statlog.csv.gz", import.meta.url));

type Spec = Omit<z.input<typeof TrainingSpec>, "modelName">;

/** Trains, then asks for the version's report. */
async function reportOf(fixture: Fixture, name: string, spec: Spec): Promise<TrustReport> {
  const trained = await fixture.ended(
    await fixture.submitTraining({ modelName: name, baselines: [], calibration: "PLATT", ...spec }),
    LIMIT_MS,
  );
  const modelVersionId = trained.modelVersionId ?? "";
  const ended = await fixture.ended(await fixture.submitRaw("model.trust", TrustSpec.parse({ modelVersionId })), LIMIT_MS);
  if (ended.status !== "SUCCEEDED") throw new Error(`A report ended ${ended.status}: ${ended.error?.message}`);
  process.stdout.write(`${name}: report in ${seconds(ended)} s\n`);
  return ended.result as TrustReport;
}

/** What every report of a credit network has to show. */
function shared(name: string, { explanations, reasons, novelty }: TrustReport): Check[] {
  const share = (value: number | undefined): string => `${(100 * (value ?? 0)).toFixed(1)} %`;
  return [
    [`${name}: contributions add up on 99 % of the rows`, (explanations?.completeness ?? 0) >= 0.99, share(explanations?.completeness)],
    [`${name}: the first reason stays first on 90 % of declines`, (reasons?.topStable ?? 0) >= 0.9, share(reasons?.topStable)],
    [`${name}: 75 % of the named reasons stay named`, (reasons?.overlap ?? 0) >= 0.75, share(reasons?.overlap)],
    [`${name}: 95 % of declines score lower without the named features`, (reasons?.deletion ?? 0) >= 0.95, share(reasons?.deletion)],
    [`${name}: the detector flags at most 3 % of ordinary test rows`, (novelty?.flagged.share ?? 1) <= 0.03, share(novelty?.flagged.share)],
  ];
}

async function ingested(fixture: Fixture, path: string): Promise<string> {
  const { runId, datasetId } = await fixture.submitIngest(path);
  await fixture.ended(runId, LIMIT_MS);
  return datasetId;
}

async function cardDefault(fixture: Fixture, folder: string): Promise<Check[]> {
  const file = join(folder, "taiwan.csv");
  await writeTaiwan(file, 30_000);
  const datasetId = await ingested(fixture, file);
  const base = { datasetId, target: TARGET, drop: ["ID", "SEX"], split: { method: "COLUMN" as const, testColumn: "IS_TEST" } };
  const mlp = await reportOf(fixture, "mlp", {
    ...base,
    architecture: "mlp",
    params: { units: [64, 32] },
    training: { epochs: 10, batchSize: 128 },
  });
  const lstm = await reportOf(fixture, "lstm", {
    ...base,
    architecture: "lstm",
    params: { units: [32] },
    sequence: months,
    training: { epochs: 5, batchSize: 128 },
  });
  const { slope, ece } = mlp.calibration?.report ?? {};
  const pay = lstm.explanations?.sequence?.features.find(({ feature }) => feature === "PAY")?.meanAbsolute ?? [];
  return [
    ...shared("card default, MLP", mlp),
    ...shared("card default, LSTM", lstm),
    ["card default, MLP: calibration slope in 0.9 to 1.1", slope != null && slope >= 0.9 && slope <= 1.1, slope?.toFixed(3)],
    ["card default, MLP: calibration error at most 0.02", ece !== undefined && ece <= 0.02, ece?.toFixed(4)],
    ["card default, MLP: observed rates rise from grade to grade", mlp.calibration?.grades?.isMonotone === true],
    [
      "card default, LSTM: the newest month of PAY moves most",
      pay.at(-1) === Math.max(...pay),
      pay.map((value) => value.toFixed(2)).join(", "),
    ],
  ];
}

async function germanCredit(fixture: Fixture, folder: string): Promise<Check[]> {
  const file = join(folder, "german.csv");
  await writeFile(file, gunzipSync(await readFile(german)));
  const datasetId = await ingested(fixture, file);
  const spec = { datasetId, target: "creditability", positiveLabel: "bad", architecture: "mlp", params: { units: [16] } };
  const report = await reportOf(fixture, "german", { ...spec, split: { testFraction: 0.3 }, training: { epochs: 40, batchSize: 32 } });
  return shared("German credit, MLP", report);
}

export async function run(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
  const fixture = await startFixture();
  const options = { databaseUrl: fixture.url, home: fixture.home, engine: "NATIVE" as const, logLevel: "warn", codeVersion: "verify" };
  const worker = await startWorker(options);
  try {
    return finish("trust", [...(await cardDefault(fixture, folder)), ...(await germanCredit(fixture, folder))]);
  } finally {
    await worker.close();
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (isEntry(import.meta.url)) process.exitCode = (await run()) ? 0 : 1;
