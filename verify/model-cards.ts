/** The figures of the model cards: every classifier of the registry on card default by its card's settings, and beside the baselines on two small credit sets. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { architectures } from "@plimsoll/ml/catalog";
import type { Baseline, ComparisonResult, TrainingSpec } from "@plimsoll/schema";
import type { z } from "zod";
import { type Fixture, startFixture } from "../apps/worker/src/testing/fixture.ts";
import { months, TARGET, writeTaiwan } from "../apps/worker/src/testing/taiwan.ts";
import { startWorker } from "../apps/worker/src/worker.ts";
import { type Check, finish, isEntry, seconds } from "./checks.ts";

type Spec = Omit<z.input<typeof TrainingSpec>, "datasetId" | "modelName" | "target">;

const SEEDS = [1, 2, 3];
const LIMIT_MS = 3_600_000;
const BASELINES: Baseline[] = ["LOGISTIC", "SCORECARD", "BOOSTED_TREES"];
/** Logistic regression on the standardised columns of card default, same split: what a network must beat to be of use there. */
const LOGISTIC_AUC = 0.729;

const data = (file: string): string => fileURLToPath(new URL(`../data/${file}`, import.meta.url));
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const log = (line: string) => void process.stdout.write(`${line}\n`);

const steps = { sequence: months, training: { epochs: 10, batchSize: 32 } } satisfies Spec | object;
const cosine = { epochs: 10, batchSize: 256, learningRate: 0.001, schedule: "COSINE" as const };
const encoded = { params: { bins: 16, dropout: 0.2 }, training: cosine };
/** How each card says its network was trained; networks over steps read six months, the others the 23 columns. */
const SETTINGS: Record<string, Omit<Spec, "architecture">> = {
  lstm: steps,
  gru: steps,
  rnn: steps,
  cnn1d: steps,
  tcn: steps,
  mlp: steps,
  transformer: { ...steps, training: { epochs: 10, batchSize: 64 } },
  resnet: encoded,
  "wide-deep": encoded,
  tabm: { training: { ...cosine, epochs: 20, learningRate: 0.002 } },
  monotone: { training: { ...cosine, epochs: 20, learningRate: 0.005 } },
};

async function cardDefault(fixture: Fixture, folder: string, only: readonly string[]): Promise<Check[]> {
  const file = join(folder, "taiwan.csv");
  await writeTaiwan(file, 30_000);
  const { runId, datasetId } = await fixture.submitIngest(file);
  await fixture.ended(runId);
  const checks: Check[] = [];
  for (const { name } of classifiers(only)) {
    const found: number[] = [];
    let time = "";
    for (const seed of SEEDS) {
      const { training, ...settings } = SETTINGS[name] ?? {};
      const spec = { ...settings, architecture: name, training: { ...training, seed }, baselines: [] };
      const shared = { datasetId, modelName: "card", target: TARGET, drop: ["ID"] };
      const split = { method: "COLUMN" as const, testColumn: "IS_TEST", validationFraction: 0 };
      const ended = await fixture.ended(await fixture.submitTraining({ ...shared, ...spec, split }), LIMIT_MS);
      if (ended.status !== "SUCCEEDED") throw new Error(`${name} ended ${ended.status}: ${ended.error?.message}`);
      found.push(ended.metrics.find((metric) => metric.name === "auc" && metric.split === "TEST")?.value ?? 0);
      time = seconds(ended);
    }
    log(`${name}: ${found.map((value) => value.toFixed(4)).join(", ")}, ${time} s`);
    checks.push([
      `card default: ${name}'s mean AUC above logistic regression's, none above 0.80`,
      mean(found) > LOGISTIC_AUC && Math.max(...found) < 0.8,
      `${mean(found).toFixed(4)}: ${found.map((value) => value.toFixed(4)).join(", ")}`,
    ]);
  }
  return checks;
}

/** All on the same five folds of all rows, each with its defaults: small sets say little by one split. */
async function compared(
  fixture: Fixture,
  only: readonly string[],
  file: string,
  columns: Pick<z.input<typeof TrainingSpec>, "target" | "positiveLabel">,
  least: number,
): Promise<Check[]> {
  const { runId, datasetId } = await fixture.submitIngest(data(file));
  await fixture.ended(runId);
  const [first, ...others] = classifiers(only).map(({ name }) => name);
  if (!first) return [];
  const spec = { datasetId, modelName: "card", ...columns, baselines: BASELINES, validation: { method: "K_FOLD" as const, folds: 5 } };
  const training = { epochs: 20, batchSize: 64, learningRate: 0.001, schedule: "COSINE" as const };
  const candidates = others.map((name) => ({ architecture: name, training }));
  const id = await fixture.submitComparison({ ...spec, architecture: first, training }, candidates, { useTestRows: true });
  const ended = await fixture.ended(id, LIMIT_MS);
  if (ended.status !== "SUCCEEDED") throw new Error(`The comparison ended ${ended.status}: ${ended.error?.message}`);
  const { candidates: judged, verdict } = ended.result as unknown as ComparisonResult;
  log(verdict.sentence);
  return judged.map(({ name, mean: value, low, high }) => [
    `${file}: ${name}'s AUC over five folds at least ${least}`,
    (value ?? 0) >= least,
    `${value?.toFixed(4)} (${low?.toFixed(3)} to ${high?.toFixed(3)})`,
  ]);
}

const classifiers = (only: readonly string[]) =>
  architectures.filter(({ name, tasks }) => tasks.includes("BINARY") && (only.length === 0 || only.includes(name)));

export async function run(set = "card-default", only: readonly string[] = []): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
  const fixture = await startFixture();
  const worker = await startWorker({
    databaseUrl: fixture.url,
    home: fixture.home,
    engine: "NATIVE",
    logLevel: "warn",
    codeVersion: "verify",
  });
  const small: Record<string, () => Promise<Check[]>> = {
    german: () => compared(fixture, only, "credit_south_german.csv", { target: "credit_risk", positiveLabel: "0" }, 0.7),
    lending: () => compared(fixture, only, "credit_lending_club.csv.gz", { target: "Class", positiveLabel: "bad" }, 0.65),
  };
  try {
    return finish(`model cards, ${set}`, await (small[set] ?? (() => cardDefault(fixture, folder, only)))());
  } finally {
    await worker.close();
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (isEntry(import.meta.url)) process.exitCode = (await run(process.argv[2], process.argv.slice(3))) ? 0 : 1;
