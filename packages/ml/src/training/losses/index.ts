import { AppError, type Task } from "@plimsoll/schema";
import { binaryCrossEntropy } from "./binary-cross-entropy.ts";
import type { Loss } from "./loss.ts";
import { softmaxCrossEntropy } from "./softmax-cross-entropy.ts";
import { squaredError } from "./squared-error.ts";

/** Every loss a task can have, one line each. */
export const losses: readonly Loss[] = [binaryCrossEntropy, softmaxCrossEntropy, squaredError];

/** The loss of a task. @throws AppError "INVALID_INPUT" for a task that no network is trained for. */
export function lossOf(task: Task): Loss {
  const found = losses.find((loss) => loss.task === task);
  if (found) return found;
  throw new AppError("INVALID_INPUT", "input", `Task ${task} has no loss. Choose one of: ${losses.map((loss) => loss.task).join(", ")}.`, {
    path: ["task"],
  });
}
