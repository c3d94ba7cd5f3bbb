import { AppError, type Baseline, type Task } from "@plimsoll/schema";
import type { BaselineDefinition, BaselineInput, BaselineModel } from "./baseline.ts";
import { boostedTrees } from "./boosted-trees/boosted-trees.ts";
import { isolationForest } from "./isolation-forest.ts";
import { linear } from "./linear.ts";
import { logistic } from "./logistic-baseline.ts";
import { majority } from "./majority.ts";
import { naive, seasonalNaive } from "./naive.ts";
import { scorecard } from "./scorecard/scorecard.ts";

/** Every baseline that can stand beside a network, one line each; the first of a task is the one when nothing is said. */
export const baselines: readonly BaselineDefinition[] = [
  logistic,
  linear,
  isolationForest,
  scorecard,
  boostedTrees,
  majority,
  naive,
  seasonalNaive,
];

/** The baselines that a run asks for, each once; the task's first when it asks for none by name. @throws AppError as `baseline`. */
export const baselinesOf = (task: Task, names: readonly Baseline[] | null | undefined): BaselineDefinition[] =>
  names ? [...new Set(names)].map((name) => baseline(name, task)) : baselines.filter(({ tasks }) => tasks.includes(task)).slice(0, 1);

/** The baseline of that name. @throws AppError "INVALID_INPUT" naming the baselines of the task. */
export function baseline(name: Baseline, task: Task): BaselineDefinition {
  const fitting = baselines.filter(({ tasks }) => tasks.includes(task));
  const found = fitting.find((entry) => entry.name === name);
  if (found) return found;
  const names = fitting.map((entry) => entry.name).join(", ");
  throw new AppError("INVALID_INPUT", "input", `Baseline ${name} is not for task ${task}. Choose of: ${names}.`, { path: ["baselines"] });
}

/** The model that its `toJSON` wrote. @throws AppError as `baseline`, "INVALID_INPUT" for a baseline that is not stored and for JSON of another. */
export function restoreBaseline(name: Baseline, task: Task, json: unknown): BaselineModel {
  const { restore, title } = baseline(name, task);
  if (!restore) throw new AppError("INVALID_INPUT", "input", `${title} is fitted anew wherever it is needed, and never stored.`);
  return restore(json);
}

/** Fits the baseline of that name. @throws AppError as `baseline`, and of the fit. */
export function fitBaseline(name: Baseline, input: BaselineInput): BaselineModel {
  return baseline(name, input.task).fit(input);
}
