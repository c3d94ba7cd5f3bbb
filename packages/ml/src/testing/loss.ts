import type { LossName, Task } from "@plimsoll/schema";
import { lossFor } from "../training/losses/index.ts";
import type { Loss, LossContext } from "../training/losses/loss.ts";

/** A task's loss with its defaults, for three classes and rows of `nInputs` values. */
export const taskLoss = (task: Task, options: LossContext["options"] = {}, nInputs = 4): Loss =>
  lossFor({ task, options, nClasses: task === "MULTICLASS" ? 3 : 2, nInputs });

export const lossNamed = (task: Task, loss: LossName, options: LossContext["options"] = {}): Loss => taskLoss(task, { ...options, loss });
