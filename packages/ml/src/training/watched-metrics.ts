import type { Task } from "@plimsoll/schema";

/**
 * Numbers of the validation rows that a training records after each epoch, one line each: what early stopping may watch and a search compare
 * by. The first of a task is what a search compares by when nothing is said.
 */
export const watchedMetrics: readonly { name: string; tasks: readonly Task[] }[] = [
  { name: "val_auc", tasks: ["BINARY"] },
  { name: "val_loss", tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST", "ANOMALY"] },
  { name: "val_accuracy", tasks: ["BINARY", "MULTICLASS"] },
];

/** The names of a task's, the default of a search first. */
export const watchedOf = (task: Task): string[] => watchedMetrics.filter(({ tasks }) => tasks.includes(task)).map(({ name }) => name);
