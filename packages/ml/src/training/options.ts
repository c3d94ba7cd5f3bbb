import { AppError, type Task, type TrainingOptions } from "@plimsoll/schema";

/** Options that mean something only beside another one: given without it they would be ignored in silence. */
const CONDITIONS: { name: keyof TrainingOptions; holds: (options: TrainingOptions) => boolean; needs: string }[] = [
  {
    name: "weightDecay",
    holds: ({ optimizer }) => optimizer === "ADAMW",
    needs: "optimizer ADAMW; with another one take the architecture's l2",
  },
  { name: "momentum", holds: ({ optimizer }) => optimizer === "SGD" || optimizer === "RMSPROP", needs: "optimizer SGD or RMSPROP" },
  { name: "plateauPatience", holds: ({ schedule }) => schedule === "PLATEAU", needs: "schedule PLATEAU" },
  { name: "plateauFactor", holds: ({ schedule }) => schedule === "PLATEAU", needs: "schedule PLATEAU" },
];

/** @throws AppError "INVALID_INPUT" if options contradict each other or the task. */
export function checkOptions(options: TrainingOptions, task: Task, hasClasses: boolean): void {
  const refuse = (name: string, message: string): never => {
    throw new AppError("INVALID_INPUT", "input", message, { path: ["training", name] });
  };
  for (const { name, holds, needs } of CONDITIONS) {
    const value = options[name];
    if (value !== undefined && value !== null && !holds(options))
      refuse(name, `${name} (${value}) needs ${needs}. Leave it out otherwise.`);
  }
  if (hasClasses) return;
  if (options.classWeight === "BALANCED") refuse("classWeight", `classWeight BALANCED needs classes; task ${task} has none. Pass NONE.`);
  if (options.labelSmoothing) refuse("labelSmoothing", `labelSmoothing needs classes; task ${task} has none. Leave it out.`);
}
