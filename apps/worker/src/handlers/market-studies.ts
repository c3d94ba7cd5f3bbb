import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type MarketDetails,
  type MarketSeriesSpec,
  type MetricValue,
  PredictionSpec,
  type StudiedSpec,
  VarBacktestSpec,
  VolatilitySpec,
  type WindowSpec,
} from "@plimsoll/schema";
import type { Claim } from "@plimsoll/schema/db";
import type { WorkerContext } from "../context.ts";
import type { AttemptFolders } from "../run-files.ts";
import { labelOf, seriesSpecOf, windowOf } from "../tasks/risk/study.ts";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan, type Registration } from "./handler.ts";
import { registerVersion } from "./register-version.ts";
import { downloadName, parseInput, readyDataset } from "./run-input.ts";

/** A version as its study leaves it. */
interface StudiedVersion {
  modelName: string;
  seed: number;
  /** The model's own name, and what it was given. */
  architecture: string;
  params: Record<string, unknown>;
  nRows: number;
  nTested: number;
  metrics: { name: string; value: number | null }[];
  details: MarketDetails;
}

/** What every study is told, and how its version is registered with its file, and its forecasts as the run's output. */
async function openStudy(context: WorkerContext, claim: Claim, folders: AttemptFolders, datasetId: string) {
  const dataset = await readyDataset(context.database, claim.run.workspaceId, datasetId);
  const outputPath = join(folders.staging, "forecasts.csv");
  const fitPath = join(folders.staging, "fit.json");
  const modelPath = join(folders.staging, "model.json");
  const task = {
    datasetPath: await context.storage.localPath(dataset.sha256),
    columns: dataset.columns,
    expectations: await attachedPlan(context, claim.run.workspaceId, dataset),
    engine: context.engine.name,
    outputPath,
    fitPath,
  };
  const register = async (version: StudiedVersion, rowCount: number, { tx, adopt }: Registration) => {
    const { modelName, details, metrics } = version;
    const fit: unknown = JSON.parse(await readFile(fitPath, "utf8"));
    await writeFile(modelPath, `${JSON.stringify({ kind: "MARKET", ...details, fit })}\n`);
    const json = { kind: "MODEL" as const, contentType: "application/json", fileName: downloadName(modelName, ".json") };
    const { sha256 } = await adopt({ path: modelPath, ...json });
    const fileName = downloadName(dataset.name, "-forecasts.csv");
    const stored = await adopt({ path: outputPath, kind: "SERIES", contentType: "text/csv; charset=utf-8", fileName });
    const { engine, codeVersion } = context;
    const modelVersionId = await registerVersion(tx, claim.run, {
      kind: "MARKET",
      modelName,
      artifactSha256: sha256,
      engine: engine.name,
      metrics: metrics.flatMap(({ name, value }): MetricValue[] =>
        value === null ? [] : [{ name, split: "TEST", value, low: null, high: null }],
      ),
      baselines: [],
      lineage: {
        datasetId,
        datasetSha256: dataset.sha256,
        codeVersion,
        engine: engine.name,
        engineVersion: engine.version,
        seed: version.seed,
        architecture: version.architecture,
        params: version.params,
        trainRows: version.nRows - version.nTested,
        validationRows: 0,
        testRows: version.nTested,
      },
      signature: null,
      details,
    });
    return { modelVersionId, output: { ...stored, rowCount, fileName } };
  };
  return { task, register };
}

/** A version looks on from whatever row is the last: the days that bounded the study at its end do not bound it. */
const openEnded = (spec: MarketSeriesSpec): MarketSeriesSpec => ({ ...seriesSpecOf(spec), to: null });

const chosenEntry = (entries: readonly StudiedSpec[], chosen: string, window: WindowSpec) => {
  const entry = entries.find((candidate) => labelOf(candidate) === chosen) as StudiedSpec;
  return { entry, window: windowOf(entry, window) };
};

/** Series -> volatility models compared; the chosen one is the next version of the name. */
export const volatilityHandler: Handler = async (context, claim, folders) => {
  const spec = parseInput(VolatilitySpec, claim);
  const { modelName, seed, horizons } = spec;
  const { task, register } = await openStudy(context, claim, folders, spec.datasetId);
  return plan<"volatility">({ kind: "volatility", spec, ...task }, async ({ result, rowCount }, registration) => {
    const { entry, window } = chosenEntry(spec.models, result.chosen, spec.window);
    const own = result.models.find(({ label }) => label === result.chosen);
    const [first] = own?.losses ?? [];
    const version = {
      modelName,
      seed,
      architecture: entry.name,
      params: entry.params,
      nRows: result.series.nReturns,
      nTested: result.range.nOrigins,
      metrics: [
        { name: "qlike", value: first?.qlike ?? null },
        { name: "mse", value: first?.mse ?? null },
      ],
      details: {
        model: { type: "VOLATILITY" as const, series: openEnded(spec), entry, window, horizons, seed },
        parameters: own?.parameters ?? [],
        statistics: own?.statistics ?? [],
      },
    };
    return { result, ...(await register(version, rowCount, registration)) };
  });
};

/** Series -> VaR and ES methods backtested; the chosen one is the next version of the name. */
export const varBacktestHandler: Handler = async (context, claim, folders) => {
  const spec = parseInput(VarBacktestSpec, claim);
  const { modelName, seed, horizons, alphas } = spec;
  const { task, register } = await openStudy(context, claim, folders, spec.datasetId);
  return plan<"var-backtest">({ kind: "var-backtest", spec, ...task }, async ({ result, rowCount }, registration) => {
    const { entry, window } = chosenEntry(spec.methods, result.chosen, spec.window);
    const [study] = result.studies;
    const own = study?.methods.find(({ label }) => label === result.chosen);
    const level = own?.levels[alphas.indexOf(Math.max(...alphas))];
    const p = (name: string) => level?.tests.find((test) => test.name === name)?.pValue ?? null;
    const version = {
      modelName,
      seed,
      architecture: entry.name,
      params: entry.params,
      nRows: result.series.nReturns,
      nTested: study?.range.nOrigins ?? 0,
      metrics: [
        { name: "hit_rate", value: level?.hitRate ?? null },
        { name: "kupiec_p", value: p("kupiec") },
        { name: "conditional_coverage_p", value: p("christoffersen-joint") },
        { name: "pinball", value: level?.pinball ?? null },
        { name: "fz0", value: level?.fz0 ?? null },
      ],
      details: {
        model: { type: "VAR" as const, series: openEnded(spec), entry, window, alphas, horizons, seed },
        parameters: own?.parameters ?? [],
        statistics: own?.statistics ?? [],
      },
    };
    return { result, ...(await register(version, rowCount, registration)) };
  });
};

/** Quotes -> a forecaster judged walking forward, with costs; it is the next version of the name. */
export const predictionHandler: Handler = async (context, claim, folders) => {
  const spec = parseInput(PredictionSpec, claim);
  const { task, register } = await openStudy(context, claim, folders, spec.datasetId);
  return plan<"prediction">({ kind: "prediction", spec, ...task }, async ({ result, rowCount }, registration) => {
    const { architecture, baseline } = spec.forecaster as { architecture?: string; baseline?: string };
    const [strategy] = result.strategies;
    const version = {
      modelName: spec.modelName,
      seed: spec.seed,
      architecture: architecture ?? baseline ?? "",
      params: spec.forecaster,
      nRows: result.nPredictions + (result.folds[0]?.nTrain ?? 0),
      nTested: result.nPredictions,
      metrics: [
        { name: "ic", value: result.ic.mean },
        { name: "rank_ic", value: result.rankIc.mean },
        { name: "hit_rate", value: result.hitRate.rate },
        { name: "deflated_sharpe", value: strategy?.deflated ?? null },
      ],
      details: { model: { type: "PREDICTION" as const, spec: { ...spec, to: null } }, parameters: [], statistics: [] },
    };
    return { result, ...(await register(version, rowCount, registration)) };
  });
};
