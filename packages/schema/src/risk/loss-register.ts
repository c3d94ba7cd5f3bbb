import { z } from "zod";

/** Plain JSON; the risk package knows what it says. */
const options = z.record(z.string(), z.unknown());

/** `runs.input` of an import: a data set, and which of its columns are a loss register. */
export const LossImportSpec = z.object({
  name: z.string().trim().min(1).max(128),
  datasetId: z.string(),
  /** Of the catalog's `LossMapping`. */
  mapping: options,
  /** Losses dated later are errors. Kept, so that the register can be read again as it was. */
  now: z.iso.datetime(),
});
export type LossImportSpec = z.infer<typeof LossImportSpec>;

export const LOSS_DATE_NAMES = ["OCCURRED", "DISCOVERED", "ACCOUNTED"] as const;
export type LossDateName = (typeof LOSS_DATE_NAMES)[number];

export interface LossMatrixCell {
  eventType: string;
  /** Null: not assigned. */
  businessLine: string | null;
  count: number;
  gross: number;
  net: number;
  largest: number;
}

export interface LossYear {
  year: number;
  count: number;
  gross: number;
  net: number;
}

export interface LargeLoss {
  /** Row of the data set, from 0. */
  row: number;
  id: string | null;
  eventType: string;
  businessLine: string | null;
  /** ISO date of the first date that is known. */
  day: string | null;
  gross: number;
  net: number;
}

/** What a register holds, in its reporting currency. */
export interface LossSummary {
  currency: string;
  threshold: number;
  nLosses: number;
  gross: number;
  net: number;
  matrix: LossMatrixCell[];
  /** By each date that the mapping names; years without losses between the first and the last are there. */
  years: { date: LossDateName; years: LossYear[] }[];
  largest: LargeLoss[];
}

export interface LossIssueValue {
  row: number;
  column: string | null;
  code: string;
  level: "ERROR" | "WARNING";
  message: string;
}

/** `runs.result` of an import. */
export interface LossImportResult {
  registerId: string;
  nRows: number;
  nRefused: number;
  /** In order of rows, the first thousand. */
  issues: LossIssueValue[];
  /** All issues by code. */
  counts: { code: string; count: number }[];
}
