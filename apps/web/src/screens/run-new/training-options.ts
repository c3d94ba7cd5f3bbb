import type { Loss, Task, TrainingInput } from "@/generated/graphql.ts";

/** The options beside epochs, batch, rate and seed; each is sent only where it means something, and empty means the API's own default. */
type OptionName = Exclude<keyof TrainingInput, "epochs" | "batchSize" | "learningRate" | "seed" | "classWeight" | "earlyStopping">;

export interface OptionState {
  task: Task;
  /** What stands in the form, by name; a missing one is empty. */
  options: Readonly<Record<string, string>>;
}

export interface OptionField {
  name: OptionName;
  label: string;
  hint: string;
  kind: "whole" | "number" | "numbers" | "choice";
  choices?: readonly { value: string; label: string }[];
  /** Only beside another option or for a task; shown and sent only then. */
  applies: (state: OptionState) => boolean;
}

export interface OptionGroup {
  title: string;
  explanation: string;
  fields: readonly OptionField[];
}

export const LOSS_WORDS: Record<Loss, string> = {
  CROSS_ENTROPY: "Cross-entropy: honest probabilities",
  FOCAL: "Focal: hard rows count more",
  RANKING: "Ranking: pairs in the right order",
  SQUARED_ERROR: "Squared error: the mean",
  HUBER: "Huber: outliers count less",
  QUANTILE: "Quantile: a band instead of a point",
  QLIKE: "QLIKE: variances",
  RECONSTRUCTION: "Reconstruction: rows unlike the others",
};

const hasClasses = ({ task }: OptionState): boolean => task === "BINARY" || task === "MULTICLASS";
const among =
  (name: string, ...values: string[]) =>
  ({ options }: OptionState): boolean =>
    values.includes(options[name] ?? "");
const always = (): boolean => true;

export const OPTION_GROUPS: readonly OptionGroup[] = [
  {
    title: "Loss",
    explanation: "What is made small while training. Leave it to the task unless the rare class, outliers or a band call for another.",
    fields: [
      { name: "loss", label: "Loss", hint: "", kind: "choice", applies: always },
      {
        name: "focalGamma",
        label: "Focal gamma",
        hint: "How much a row that is told apart well counts less; 2 unless given.",
        kind: "number",
        applies: among("loss", "FOCAL"),
      },
      {
        name: "focalAlpha",
        label: "Focal alpha",
        hint: "Weight of the events, 1 minus it of the others; in (0, 1). Both weigh 1 unless given.",
        kind: "number",
        applies: (state) => state.task === "BINARY" && among("loss", "FOCAL")(state),
      },
      {
        name: "rankingWeight",
        label: "Ranking weight",
        hint: "Share of the pairs' loss beside the cross-entropy; 0.5 unless given.",
        kind: "number",
        applies: among("loss", "RANKING"),
      },
      {
        name: "huberDelta",
        label: "Huber delta",
        hint: "Errors beyond it count linearly, in standard deviations of the target; 1 unless given.",
        kind: "number",
        applies: among("loss", "HUBER"),
      },
      {
        name: "quantiles",
        label: "Quantiles",
        hint: "In (0, 1), separated by commas, e.g. 0.05, 0.95; the median is always among them.",
        kind: "numbers",
        applies: among("loss", "QUANTILE"),
      },
      {
        name: "labelSmoothing",
        label: "Label smoothing",
        hint: "Share of each label spread over all classes while training, 0 to below 1; against labels that may be wrong.",
        kind: "number",
        applies: (state) => hasClasses(state) && !among("loss", "RANKING")(state),
      },
      {
        name: "alertRate",
        label: "Alert rate",
        hint: "Share of ordinary rows that may be alerts, in (0, 1); 0.01 unless given.",
        kind: "number",
        applies: ({ task }) => task === "ANOMALY",
      },
      {
        name: "trimShare",
        label: "Trimmed share",
        hint: "Share of each batch's worst-copied rows left out of a step, up to 0.5, since they may be anomalies; 0.1 unless given.",
        kind: "number",
        applies: ({ task }) => task === "ANOMALY",
      },
      {
        name: "seasonLength",
        label: "Season length",
        hint: "Rows from one season to the next, e.g. 5 for weeks of trading days; scales MASE and the naive forecast. 1 unless given.",
        kind: "whole",
        applies: ({ task }) => task === "FORECAST",
      },
    ],
  },
  {
    title: "Optimizer",
    explanation: "How a step follows from the gradients. Weight decay and clipping keep weights and steps small.",
    fields: [
      {
        name: "optimizer",
        label: "Optimizer",
        hint: "",
        kind: "choice",
        choices: [
          { value: "", label: "Adam, the default" },
          { value: "ADAMW", label: "AdamW: with decoupled weight decay" },
          { value: "SGD", label: "SGD with momentum" },
          { value: "RMSPROP", label: "RMSprop" },
        ],
        applies: always,
      },
      {
        name: "weightDecay",
        label: "Weight decay",
        hint: "Share of each kernel that a step takes away, times the learning rate; 0.01 unless given.",
        kind: "number",
        applies: among("optimizer", "ADAMW"),
      },
      {
        name: "momentum",
        label: "Momentum",
        hint: "0 to below 1; 0.9 for SGD and 0 for RMSprop unless given.",
        kind: "number",
        applies: among("optimizer", "SGD", "RMSPROP"),
      },
      {
        name: "gradientClipNorm",
        label: "Gradient clipping",
        hint: "Gradients of a step longer than this together are shortened to it; off unless given. 1 is common for recurrent networks.",
        kind: "number",
        applies: always,
      },
    ],
  },
  {
    title: "Learning rate over time",
    explanation: "A rate that falls lets the last epochs settle; a warm-up keeps the first steps from spoiling fresh weights.",
    fields: [
      {
        name: "schedule",
        label: "Schedule",
        hint: "",
        kind: "choice",
        choices: [
          { value: "", label: "Constant, the default" },
          { value: "COSINE", label: "Cosine: falls to zero over all epochs" },
          { value: "PLATEAU", label: "Plateau: falls when the loss no longer does" },
        ],
        applies: always,
      },
      {
        name: "warmupEpochs",
        label: "Warm-up epochs",
        hint: "Epochs, also parts of one, over which the rate rises from zero; none unless given.",
        kind: "number",
        applies: always,
      },
      {
        name: "plateauPatience",
        label: "Plateau patience",
        hint: "Epochs without a lower loss before the rate falls; 2 unless given.",
        kind: "whole",
        applies: among("schedule", "PLATEAU"),
      },
      {
        name: "plateauFactor",
        label: "Plateau factor",
        hint: "What the rate is multiplied by, in (0, 1); 0.5 unless given.",
        kind: "number",
        applies: among("schedule", "PLATEAU"),
      },
    ],
  },
];

const FIELDS = OPTION_GROUPS.flatMap(({ fields }) => fields);

/** The options that are sent: those that apply and are not empty. Problems by the API's own path. */
export function readOptions(state: OptionState): { options: Record<string, unknown>; problems: Record<string, string> } {
  const options: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const { name, kind, applies } of FIELDS) {
    const text = (state.options[name] ?? "").trim();
    if (text === "" || !applies(state)) continue;
    if (kind === "choice") {
      options[name] = text;
      continue;
    }
    const values = (kind === "numbers" ? text.split(/[\s,;]+/).filter(Boolean) : [text]).map(Number);
    if (values.some((value) => !Number.isFinite(value) || (kind === "whole" && !Number.isInteger(value)))) {
      problems[`training.${name}`] =
        kind === "whole" ? "A whole number is needed." : kind === "numbers" ? "Numbers are needed." : "A number is needed.";
      continue;
    }
    options[name] = kind === "numbers" ? values : values[0];
  }
  return { options, problems };
}
