import { z } from "zod";

export const EXPECTATION_SEVERITIES = ["HARD", "SOFT"] as const;
export type ExpectationSeverity = (typeof EXPECTATION_SEVERITIES)[number];

/** One thing that data are expected to be; `kind` is one of the registry's, whose own schema checks `params`. */
export const ExpectationSpec = z.object({
  kind: z.string().min(1).max(64),
  /** The columns it speaks of, in the order that the kind gives them meaning. */
  columns: z.array(z.string().min(1).max(256)).max(100).default([]),
  params: z.record(z.string(), z.unknown()).default({}),
  /** Share of the checked rows that have to meet it; kinds that look at single rows only. */
  mostly: z.number().gt(0).max(1).default(1),
  /** A failed HARD one stops the runs that read the data set. */
  severity: z.enum(EXPECTATION_SEVERITIES).default("HARD"),
});
export type ExpectationSpec = z.infer<typeof ExpectationSpec>;

export const ExpectationSuite = z.object({
  items: z.array(ExpectationSpec).max(500),
  /** The data set that drift is measured against. */
  referenceDatasetId: z.string().nullish(),
});
export type ExpectationSuite = z.infer<typeof ExpectationSuite>;

export interface ExpectationOutcome {
  /** Position in the suite. */
  index: number;
  kind: string;
  columns: string[];
  severity: ExpectationSeverity;
  passed: boolean;
  /** What was seen, in words: a share, a count, a figure. */
  observed: string;
  /** What was expected, in words. */
  expected: string;
  checkedRows: number;
  failedRows: number;
  /** 0-based numbers of the first rows that fail, at most 100. */
  rows: number[];
}

/** `runs.input` of a data check. */
export const DataCheckSpec = z.object({ datasetId: z.string(), suite: ExpectationSuite });
export type DataCheckSpec = z.infer<typeof DataCheckSpec>;

/** `runs.result` of a data check. */
export interface DataCheckResult {
  rowCount: number;
  outcomes: ExpectationOutcome[];
  /** Cells of the first failing rows in the columns at fault, as text. */
  samples: { index: number; row: number; cells: { column: string; value: string | null }[] }[];
}
