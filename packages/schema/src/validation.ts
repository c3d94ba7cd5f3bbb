import { z } from "zod";
import { ColumnName } from "./column-name.ts";
import { VALIDATION_METHODS, type ValidationMethod } from "./enums.ts";

export const TRAINING_WINDOWS = ["EXPANDING", "ROLLING"] as const;
export type TrainingWindow = (typeof TRAINING_WINDOWS)[number];

export const HORIZON_UNITS = ["ROWS", "TIME"] as const;
export type HorizonUnit = (typeof HORIZON_UNITS)[number];

/** Options that mean something only under some methods: given elsewhere they would be ignored in silence. */
const BELONGS = {
  groupColumn: ["GROUP_K_FOLD"],
  timeColumn: ["TIME_SERIES", "PURGED"],
  window: ["TIME_SERIES"],
  horizon: ["TIME_SERIES", "PURGED"],
  embargo: ["PURGED"],
  unit: ["TIME_SERIES", "PURGED"],
} as const;

/**
 * How models are judged without the test rows. HOLD_OUT watches the split's validation part; the others cut the rows into folds, each of
 * which is judged by a model that was trained without it.
 */
export const ValidationSpec = z
  .object({
    method: z.enum(VALIDATION_METHODS).default("HOLD_OUT"),
    /** Of every method but HOLD_OUT. */
    folds: z.int().min(2).max(50).default(5),
    /** Of the draw of K_FOLD and GROUP_K_FOLD, and of validation rows cut out of a fold's training rows. */
    seed: z
      .int()
      .min(0)
      .max(2 ** 31 - 1)
      .default(1),
    groupColumn: ColumnName.nullish(),
    timeColumn: ColumnName.nullish(),
    /** EXPANDING (when nothing is said) trains on everything before a fold, ROLLING on as many rows as the first fold trains on. */
    window: z.enum(TRAINING_WINDOWS).nullish(),
    /** How far ahead of its row a label looks: training rows whose label is settled within or after the fold's start are left out. 0 when nothing is said. */
    horizon: z.number().min(0).nullish(),
    /** How long after a fold's last label training rows are left out besides. 0 when nothing is said. */
    embargo: z.number().min(0).nullish(),
    /** Of horizon and embargo: ROWS (when nothing is said) counts moments of the time column, TIME is days of a date and the column's own unit of a number. */
    unit: z.enum(HORIZON_UNITS).nullish(),
  })
  .superRefine((spec, context) => {
    for (const [name, methods] of Object.entries(BELONGS)) {
      const value = spec[name as keyof typeof BELONGS];
      const needed = name.endsWith("Column");
      if ((methods as readonly string[]).includes(spec.method)) {
        if (needed && !value) context.addIssue({ code: "custom", path: [name], message: `Validation ${spec.method} needs ${name}.` });
      } else if (value !== null && value !== undefined) {
        context.addIssue({
          code: "custom",
          path: [name],
          message: `${name} belongs to validation ${methods.join(" and ")}, not to ${spec.method}. Leave it out.`,
        });
      }
    }
  });
export type ValidationSpec = z.infer<typeof ValidationSpec>;

/** One fold's model, judged on the rows it was not trained on. */
export interface FoldScore {
  /** From 1. */
  fold: number;
  trainRows: number;
  testRows: number;
  /** Trained; null for what has none. */
  epochs: number | null;
  /** Time spent training and predicting. */
  seconds: number;
  metrics: { name: string; value: number }[];
}

/** How a model did on folds of the rows that are not kept for the test. */
export interface CrossValidation {
  method: ValidationMethod;
  folds: FoldScore[];
  /** Over the folds; the 95 % interval of the mean is null where the folds are blocks of time. */
  metrics: { name: string; mean: number; standardDeviation: number; low: number | null; high: number | null }[];
}
