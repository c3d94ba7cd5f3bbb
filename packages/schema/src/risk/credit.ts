import { z } from "zod";
import { ColumnName } from "../column-name.ts";

/** Plain JSON; the risk package knows what it says. */
const options = z.record(z.string(), z.unknown());
const optional = ColumnName.nullable().default(null);

export const CREDIT_CLASSES = ["CORPORATE", "SME_CORPORATE", "LARGE_FINANCIAL", "HVCRE", "MORTGAGE", "QRRE", "OTHER_RETAIL"] as const;
export type CreditClass = (typeof CREDIT_CLASSES)[number];

/** `runs.input` of a credit portfolio: a loan tape, one row a loan, and what its columns are. */
export const CreditPortfolioSpec = z.object({
  datasetId: z.string(),
  columns: z.object({
    /** Names a loan; its row number when nothing is said. */
    id: optional,
    /** Of the next twelve months, in (0, 1); a model's probabilities, say. */
    pd: ColumnName,
    /** As it was expected at origination for the same horizon; none = no increase is seen. */
    pdAtOrigination: optional,
    lgd: ColumnName,
    ead: ColumnName,
    assetClass: optional,
    /** Remaining life in years; none = one. */
    maturityYears: optional,
    /** A year, decimal. */
    effectiveRate: optional,
    /** Million EUR a year, of loans of class SME_CORPORATE, which need it. */
    salesMillions: optional,
    daysPastDue: optional,
    /** 1 or true: in default now. */
    defaulted: optional,
    /** 1 to 3; empty = a new loan. */
    previousStage: optional,
    /** Totals are made by its values. */
    segment: optional,
  }),
  /** Of all loans, where no column says so. */
  assetClass: z.enum(CREDIT_CLASSES).default("OTHER_RETAIL"),
  effectiveRate: z.number().gt(-1).max(10).default(0),
  periodsPerYear: z.union([z.literal(1), z.literal(2), z.literal(4), z.literal(12)]).default(12),
  /** How the exposure falls: to nothing in equal steps, or at once at the end. */
  repayment: z.enum(["LINEAR", "BULLET"]).default("LINEAR"),
  scenarios: z
    .array(
      z.object({
        name: z.string().trim().min(1).max(64),
        weight: z.number().gt(0).max(1),
        hazardMultiplier: z.number().min(0).max(100).default(1),
        lgdMultiplier: z.number().min(0).max(100).default(1),
      }),
    )
    .min(1)
    .max(20)
    .default([{ name: "base", weight: 1, hazardMultiplier: 1, lgdMultiplier: 1 }]),
  /** A staging rule of IFRS 9; null = the whole life from the first day (CECL). */
  staging: options.nullable().default({}),
});
export type CreditPortfolioSpec = z.infer<typeof CreditPortfolioSpec>;

/** Sums over loans, in the currency of the exposures. */
export interface CreditTotal {
  nLoans: number;
  ead: number;
  /** Weighted by exposure; 0 where there is none. */
  meanPd: number;
  meanLgd: number;
  riskWeightedAssets: number;
  /** Of risk-weighted assets, 8 %. */
  capital: number;
  /** Regulatory, one year. */
  expectedLoss: number;
  allowance: number;
  /** allowance / ead. */
  coverage: number;
}

export interface CreditLoan {
  id: string;
  segment: string | null;
  assetClass: CreditClass;
  stage: 1 | 2 | 3;
  reason: string;
  pd: number;
  lgd: number;
  ead: number;
  riskWeight: number;
  riskWeightedAssets: number;
  expectedLoss: number;
  twelveMonth: number;
  lifetime: number;
  allowance: number;
}

/** `runs.result` of that run. */
export interface CreditPortfolioResult {
  total: CreditTotal;
  segments: (CreditTotal & { segment: string })[];
  stages: { stage: 1 | 2 | 3; nLoans: number; ead: number; allowance: number; coverage: number }[];
  reasons: { reason: string; nLoans: number }[];
  /** [3][3] loans that moved from the previous stage (row) to this one; null where no column says what it was. */
  migration: number[][] | null;
  /** The allowance if each scenario were certain. */
  sensitivity: { scenario: string; weight: number; allowance: number }[];
  /** Exposure by one-year PD, in bands of a factor of two. */
  bands: { low: number; high: number; nLoans: number; ead: number }[];
  /** By allowance. */
  largest: CreditLoan[];
}
