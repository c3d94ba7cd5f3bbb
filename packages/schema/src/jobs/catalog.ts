import type { z } from "zod";
import { judgeComparison } from "./comparison-judge.ts";
import { creditPortfolio } from "./credit-portfolio.ts";
import { checkDataset } from "./dataset-check.ts";
import { ingestDataset } from "./dataset-ingest.ts";
import { featureAudit } from "./feature-audit.ts";
import { featureBuild } from "./feature-build.ts";
import { featurePreview } from "./feature-preview.ts";
import { importKriValues } from "./kri-import.ts";
import { backtestVar } from "./market-backtest.ts";
import { fitVolatility } from "./market-fit.ts";
import { forecastMarket } from "./market-forecast.ts";
import { marketPortfolio } from "./market-portfolio.ts";
import { predictReturns } from "./market-predict.ts";
import { alternativesModel } from "./model-alternatives.ts";
import { compareModels } from "./model-compare.ts";
import { documentModel } from "./model-document.ts";
import { fairnessModel } from "./model-fairness.ts";
import { replayModel } from "./model-replay.ts";
import { trainModel } from "./model-train.ts";
import { trialModel } from "./model-trial.ts";
import { trustModel } from "./model-trust.ts";
import { tuneModel } from "./model-tune.ts";
import { validateModel } from "./model-validate.ts";
import { fitLosses } from "./oprisk-fit.ts";
import { importLossRegister } from "./oprisk-import.ts";
import { simulateLosses } from "./oprisk-simulate.ts";
import { evaluatePolicy } from "./policy-evaluate.ts";
import { policyLog } from "./policy-log.ts";
import { monitorPolicy } from "./policy-monitor.ts";
import { promotePolicy } from "./policy-promote.ts";
import { shadowPolicy } from "./policy-shadow.ts";
import { simulatePolicy } from "./policy-simulate.ts";
import { trainPolicy } from "./policy-train.ts";
import { scoreBatch } from "./score-batch.ts";

/** Every job of the platform by name. A worker's handlers are a mapped type over this object, so a missing one does not compile. */
export const jobs = {
  [ingestDataset.name]: ingestDataset,
  [checkDataset.name]: checkDataset,
  [featureBuild.name]: featureBuild,
  [featurePreview.name]: featurePreview,
  [featureAudit.name]: featureAudit,
  [trainModel.name]: trainModel,
  [tuneModel.name]: tuneModel,
  [trialModel.name]: trialModel,
  [replayModel.name]: replayModel,
  [compareModels.name]: compareModels,
  [validateModel.name]: validateModel,
  [judgeComparison.name]: judgeComparison,
  [trustModel.name]: trustModel,
  [fairnessModel.name]: fairnessModel,
  [alternativesModel.name]: alternativesModel,
  [documentModel.name]: documentModel,
  [scoreBatch.name]: scoreBatch,
  [marketPortfolio.name]: marketPortfolio,
  [fitVolatility.name]: fitVolatility,
  [backtestVar.name]: backtestVar,
  [predictReturns.name]: predictReturns,
  [forecastMarket.name]: forecastMarket,
  [creditPortfolio.name]: creditPortfolio,
  [importLossRegister.name]: importLossRegister,
  [fitLosses.name]: fitLosses,
  [simulateLosses.name]: simulateLosses,
  [importKriValues.name]: importKriValues,
  [trainPolicy.name]: trainPolicy,
  [evaluatePolicy.name]: evaluatePolicy,
  [simulatePolicy.name]: simulatePolicy,
  [promotePolicy.name]: promotePolicy,
  [monitorPolicy.name]: monitorPolicy,
  [shadowPolicy.name]: shadowPolicy,
  [policyLog.name]: policyLog,
} as const;

export type JobName = keyof typeof jobs;
export type JobInput<Name extends JobName> = z.infer<(typeof jobs)[Name]["input"]>;
