import { type AppError, toAppError } from "@plimsoll/schema";
import type { ChildMessage, Task, TaskKind, TaskOf, TaskResults } from "../messages.ts";
import { memoryError } from "./memory-error.ts";
import { DrainedError, type TaskIo, taskIo } from "./task-io.ts";

type Runners = { [Kind in TaskKind]: () => Promise<(task: TaskOf<Kind>, io: TaskIo) => Promise<TaskResults[Kind]>> };

/** Every task by kind; a module is loaded when its task comes. */
const runners: Runners = {
  probe: async () => (await import("./probe.ts")).probeTask,
  ingest: async () => (await import("./ingest.ts")).ingestTask,
  check: async () => (await import("./check-data.ts")).checkTask,
  "feature-build": async () => (await import("./features.ts")).buildTask,
  "feature-preview": async () => (await import("./features.ts")).previewTask,
  "feature-audit": async () => (await import("./features.ts")).auditTask,
  train: async () => (await import("./train.ts")).trainTask,
  validate: async () => (await import("./validate.ts")).validateTask,
  judge: async () => (await import("./judge.ts")).judgeTask,
  replay: async () => (await import("./replay.ts")).replayTask,
  document: async () => (await import("./document.ts")).documentTask,
  trust: async () => (await import("./trust/trust.ts")).trustTask,
  fairness: async () => (await import("./trust/fairness.ts")).fairnessTask,
  alternatives: async () => (await import("./trust/alternatives.ts")).alternativesTask,
  trial: async () => (await import("./trial.ts")).trialTask,
  score: async () => (await import("./score.ts")).scoreTask,
  portfolio: async () => (await import("./risk/portfolio.ts")).portfolioTask,
  volatility: async () => (await import("./risk/volatility.ts")).volatilityTask,
  "var-backtest": async () => (await import("./risk/var-backtest.ts")).varBacktestTask,
  prediction: async () => (await import("./risk/prediction.ts")).predictionTask,
  "market-forecast": async () => (await import("./risk/market-forecast.ts")).marketForecastTask,
  "credit-portfolio": async () => (await import("./risk/credit-portfolio.ts")).creditPortfolioTask,
  "loss-import": async () => (await import("./risk/loss-register.ts")).importTask,
  "loss-fit": async () => (await import("./risk/loss-fit.ts")).fitTask,
  "loss-simulate": async () => (await import("./risk/loss-simulate.ts")).simulateTask,
  "kri-import": async () => (await import("./risk/kri-values.ts")).kriTask,
  "policy-train": async () => (await import("./policy/train.ts")).policyTrainTask,
  "policy-evaluate": async () => (await import("./policy/evaluate.ts")).policyEvaluateTask,
  "policy-simulate": async () => (await import("./policy/simulate.ts")).policySimulateTask,
  "policy-log": async () => (await import("./policy/log.ts")).policyLogTask,
  "policy-monitor": async () => (await import("./policy/monitor.ts")).policyMonitorTask,
  "policy-shadow": async () => (await import("./policy/shadow.ts")).policyShadowTask,
};

/** Carries a task out. @returns the last message of the child. */
export async function runTask(task: Task, channel: { send(message: ChildMessage): void; isDraining(): boolean }): Promise<ChildMessage> {
  try {
    const io = taskIo(channel);
    const run = (await runners[task.kind]()) as (task: Task, io: TaskIo) => Promise<unknown>;
    if ("expectations" in task && task.expectations && task.datasetPath !== null) {
      await (await import("./check-data.ts")).requireGoodData(task.expectations, task.datasetPath, io);
    }
    return { type: "result", result: await run(task, io) };
  } catch (error) {
    if (error instanceof DrainedError) return { type: "drained" };
    const known: AppError = memoryError(error) ?? toAppError(error);
    return { type: "failed", error: known.toJSON(), frames: known.kind === "bug" ? framesOf(known.cause ?? error) : [] };
  }
}

/** Where it was thrown. The message stays out: it may quote the customer's data. */
function framesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const frames = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  return [error.name, ...frames.slice(0, 12).map((line) => line.trim())];
}
