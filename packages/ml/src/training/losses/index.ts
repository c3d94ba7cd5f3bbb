import { AppError, type LossName, type Task } from "@plimsoll/schema";
import { crossEntropy } from "./cross-entropy.ts";
import { focal } from "./focal.ts";
import { huber } from "./huber.ts";
import type { Loss, LossContext, LossDefinition } from "./loss.ts";
import { qlike } from "./qlike.ts";
import { quantile } from "./quantile.ts";
import { ranking } from "./ranking.ts";
import { reconstruction } from "./reconstruction.ts";
import { squaredError } from "./squared-error.ts";

/** Every loss, one line each; the first of a task is what it minimises when nothing is said. */
export const losses: readonly LossDefinition[] = [crossEntropy, focal, ranking, squaredError, huber, quantile, qlike, reconstruction];

/** What a run minimises: the loss it names, or its task's own. @throws AppError "INVALID_INPUT" naming the losses of the task. */
export function lossFor(context: LossContext): Loss {
  return definitionOf(context.task, context.options.loss).create(context);
}

/** The name of that loss. @throws AppError as `lossFor`. */
export const lossNameOf = (task: Task, name: LossName | null | undefined): LossName => definitionOf(task, name).name;

function definitionOf(task: Task, name: LossName | null | undefined): LossDefinition {
  const fitting = losses.filter(({ tasks }) => tasks.includes(task));
  const found = name ? fitting.find((loss) => loss.name === name) : fitting[0];
  if (found) return found;
  const names = fitting.map((loss) => loss.name).join(", ");
  throw new AppError("INVALID_INPUT", "input", `Loss ${name} is not for task ${task}. Choose one of: ${names}.`, {
    path: ["training", "loss"],
  });
}
