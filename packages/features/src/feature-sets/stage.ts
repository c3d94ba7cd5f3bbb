import type { z } from "zod";
import type { Column, Table } from "../table.ts";

/** What a stage adds to the spine's rows. */
export interface StageResult {
  columns: Column[];
  /** What a person should know of it: rows without a match, indicators left out. */
  notes: string[];
}

/** One kind of stage: it reads the spine as it is so far and other tables, and adds columns to each row of the spine. */
export interface FeatureStage<Spec = unknown> {
  type: string;
  title: string;
  description: string;
  spec: z.ZodType<Spec>;
  /** Names of the tables it reads besides the spine. */
  reads(spec: Spec): readonly string[];
  /** @throws AppError of the columns, times and parameters that do not fit; paths are those within `spec`. */
  compute(spine: Table, tables: ReadonlyMap<string, Table>, spec: Spec): StageResult;
}

/** A stage with its type erased at one place, so that a registry can hold all of them. */
export const defineStage = <Spec>(stage: FeatureStage<Spec>): FeatureStage => stage as unknown as FeatureStage;
