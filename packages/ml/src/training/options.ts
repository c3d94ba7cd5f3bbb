import { AppError, type Task, type TrainingOptions } from "@plimsoll/schema";
import { lossNameOf } from "./losses/index.ts";

interface Condition {
  name: keyof TrainingOptions;
  holds(options: TrainingOptions, task: Task): boolean;
  needs: string;
}

const hasClasses = (task: Task): boolean => task === "BINARY" || task === "MULTICLASS";

/** Options that mean something only beside another one or for a task: given without it they would be ignored in silence. */
const CONDITIONS: Condition[] = [
  {
    name: "weightDecay",
    holds: ({ optimizer }) => optimizer === "ADAMW",
    needs: "optimizer ADAMW; with another one take the architecture's l2",
  },
  { name: "momentum", holds: ({ optimizer }) => optimizer === "SGD" || optimizer === "RMSPROP", needs: "optimizer SGD or RMSPROP" },
  { name: "plateauPatience", holds: ({ schedule }) => schedule === "PLATEAU", needs: "schedule PLATEAU" },
  { name: "plateauFactor", holds: ({ schedule }) => schedule === "PLATEAU", needs: "schedule PLATEAU" },
  { name: "focalGamma", holds: ({ loss }) => loss === "FOCAL", needs: "loss FOCAL" },
  { name: "focalAlpha", holds: ({ loss }, task) => loss === "FOCAL" && task === "BINARY", needs: "loss FOCAL and task BINARY" },
  { name: "rankingWeight", holds: ({ loss }) => loss === "RANKING", needs: "loss RANKING" },
  { name: "huberDelta", holds: ({ loss }) => loss === "HUBER", needs: "loss HUBER" },
  { name: "quantiles", holds: ({ loss }) => loss === "QUANTILE", needs: "loss QUANTILE" },
  { name: "alertRate", holds: (_options, task) => task === "ANOMALY", needs: "task ANOMALY" },
  { name: "trimShare", holds: (_options, task) => task === "ANOMALY", needs: "task ANOMALY" },
  { name: "seasonLength", holds: (_options, task) => task === "FORECAST", needs: "task FORECAST" },
];

/** @throws AppError "INVALID_INPUT" if options contradict each other or the task. */
export function checkOptions(options: TrainingOptions, task: Task): void {
  const refuse = (name: string, message: string): never => {
    throw new AppError("INVALID_INPUT", "input", message, { path: ["training", name] });
  };
  const loss = lossNameOf(task, options.loss);
  for (const { name, holds, needs } of CONDITIONS) {
    const value = options[name];
    if (value !== undefined && value !== null && !holds(options, task))
      refuse(name, `${name} (${String(value)}) needs ${needs}. Leave it out otherwise.`);
  }
  if (options.quantiles && new Set(options.quantiles).size < options.quantiles.length)
    refuse("quantiles", `quantiles (${options.quantiles.join(", ")}) names one twice. Give each once.`);
  if (options.labelSmoothing && loss === "RANKING")
    refuse("labelSmoothing", "labelSmoothing has no meaning for pairs: leave it out, or take loss CROSS_ENTROPY.");
  if (hasClasses(task)) return;
  if (options.classWeight === "BALANCED") refuse("classWeight", `classWeight BALANCED needs classes; task ${task} has none. Pass NONE.`);
  if (options.labelSmoothing) refuse("labelSmoothing", `labelSmoothing needs classes; task ${task} has none. Leave it out.`);
}
