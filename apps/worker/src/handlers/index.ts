import { judgeHandler } from "./comparison-judge.ts";
import { creditPortfolioHandler } from "./credit-portfolio.ts";
import { checkHandler } from "./dataset-check.ts";
import { ingestHandler } from "./dataset-ingest.ts";
import { featureAuditHandler } from "./feature-audit.ts";
import { featureBuildHandler } from "./feature-build.ts";
import { featurePreviewHandler } from "./feature-preview.ts";
import type { CoordinatedJob, Coordinators, Handlers } from "./handler.ts";
import { importKriValuesHandler } from "./kri-import.ts";
import { marketForecastHandler } from "./market-forecast.ts";
import { portfolioHandler } from "./market-portfolio.ts";
import { predictionHandler, varBacktestHandler, volatilityHandler } from "./market-studies.ts";
import { compareCoordinator } from "./model-compare.ts";
import { documentHandler } from "./model-document.ts";
import { replayHandler } from "./model-replay.ts";
import { trainHandler } from "./model-train.ts";
import { trialHandler } from "./model-trial.ts";
import { alternativesHandler, fairnessHandler, trustHandler } from "./model-trust.ts";
import { tuneCoordinator } from "./model-tune.ts";
import { validateHandler } from "./model-validate.ts";
import { fitLossesHandler } from "./oprisk-fit.ts";
import { importLossesHandler } from "./oprisk-import.ts";
import { simulateLossesHandler } from "./oprisk-simulate.ts";
import { policyEvaluateHandler } from "./policy-evaluate.ts";
import { policyLogHandler } from "./policy-log.ts";
import { policyMonitorHandler } from "./policy-monitor.ts";
import { policyPromoteHandler } from "./policy-promote.ts";
import { policyShadowHandler } from "./policy-shadow.ts";
import { policySimulateHandler } from "./policy-simulate.ts";
import { policyTrainHandler } from "./policy-train.ts";
import { scoreHandler } from "./score-batch.ts";

/** One handler a job that a child process carries out. */
export const handlers = {
  "dataset.ingest": ingestHandler,
  "dataset.check": checkHandler,
  "feature.build": featureBuildHandler,
  "feature.preview": featurePreviewHandler,
  "feature.audit": featureAuditHandler,
  "model.train": trainHandler,
  "model.trial": trialHandler,
  "model.replay": replayHandler,
  "model.trust": trustHandler,
  "model.fairness": fairnessHandler,
  "model.alternatives": alternativesHandler,
  "model.document": documentHandler,
  "model.validate": validateHandler,
  "comparison.judge": judgeHandler,
  "score.batch": scoreHandler,
  "market.portfolio": portfolioHandler,
  "market.fit": volatilityHandler,
  "market.backtest": varBacktestHandler,
  "market.predict": predictionHandler,
  "market.forecast": marketForecastHandler,
  "credit.portfolio": creditPortfolioHandler,
  "oprisk.import": importLossesHandler,
  "oprisk.fit": fitLossesHandler,
  "oprisk.simulate": simulateLossesHandler,
  "kri.import": importKriValuesHandler,
  "policy.train": policyTrainHandler,
  "policy.evaluate": policyEvaluateHandler,
  "policy.simulate": policySimulateHandler,
  "policy.promote": policyPromoteHandler,
  "policy.monitor": policyMonitorHandler,
  "policy.shadow": policyShadowHandler,
  "policy.log": policyLogHandler,
} satisfies Handlers;

/** One coordinator a job that the worker itself carries out by other runs. */
export const coordinators = {
  "model.tune": tuneCoordinator,
  "model.compare": compareCoordinator,
} satisfies Coordinators;

export const isCoordinated = (job: string): job is CoordinatedJob => Object.hasOwn(coordinators, job);
