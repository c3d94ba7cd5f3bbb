import type { CreditAssetClass, CreditColumnsInput, CreditRepayment, SubmitCreditPortfolioInput } from "@/generated/graphql.ts";
import { type FormReader, formReader } from "../../../lib/form-reader.ts";
import type { SeriesDataset } from "../series-draft.ts";
import type { FormReading } from "../use-submit-run.ts";

export type CreditField = keyof CreditColumnsInput;

export interface CreditDraft {
  columns: Record<CreditField, string>;
  assetClass: CreditAssetClass;
  effectiveRate: string;
  periodsPerYear: string;
  repayment: CreditRepayment;
  /** One a line: name, weight, multiplier of default rates, multiplier of LGD. */
  scenarios: string;
  standard: "IFRS9" | "CECL";
  staging: Record<StagingField, string>;
}

export type StagingField =
  | "relativeIncrease"
  | "absoluteIncrease"
  | "pastDueDays"
  | "defaultDays"
  | "lowCreditRiskPd"
  | "pastDueReason"
  | "defaultReason";
/** The days that IFRS 9 presumes; later ones need a reason (5.5.11, B5.5.37). */
const PRESUMED = { pastDueDays: 30, defaultDays: 90 } as const;

/** Whether the number typed is later than what the standard presumes. */
export const isLaterThanPresumed = (staging: CreditDraft["staging"], field: keyof typeof PRESUMED): boolean =>
  Number(staging[field]) > PRESUMED[field];

/** What a loan tape's columns are called, field by field. */
const NAMES: Record<CreditField, RegExp> = {
  id: /^(loan_?)?id$|^loan$/i,
  pdAtOrigination: /pd.*(orig|start|initial)/i,
  pd: /^pd|probab|default.?prob/i,
  lgd: /^lgd/i,
  ead: /^ead|exposure|balance|outstanding/i,
  assetClass: /asset.?class/i,
  maturityYears: /matur|remaining/i,
  effectiveRate: /rate|eir/i,
  salesMillions: /sales|turnover/i,
  daysPastDue: /past.?due|dpd/i,
  defaulted: /defaulted|in.?default/i,
  previousStage: /stage/i,
  segment: /segment|product|portfolio/i,
};
const FREE_TYPE = new Set<CreditField>(["id", "assetClass", "defaulted", "segment"]);

export const fitsField = (field: CreditField, type: string): boolean => FREE_TYPE.has(field) || type === "FLOAT" || type === "INTEGER";

/** Proposed from the columns' names; a column is proposed once. */
export function newCreditDraft({ columns }: Pick<SeriesDataset, "columns">): CreditDraft {
  const taken = new Set<string>();
  const guess = (field: CreditField): string => {
    const found = columns.find(({ name, type }) => !taken.has(name) && NAMES[field].test(name) && fitsField(field, type));
    if (found) taken.add(found.name);
    return found?.name ?? "";
  };
  return {
    columns: Object.fromEntries((Object.keys(NAMES) as CreditField[]).map((field) => [field, guess(field)])) as Record<CreditField, string>,
    assetClass: "OTHER_RETAIL",
    effectiveRate: "0",
    periodsPerYear: "12",
    repayment: "LINEAR",
    scenarios: "Base 0.6 1 1\nDownturn 0.3 1.6 1.15\nUpturn 0.1 0.8 0.95",
    standard: "IFRS9",
    staging: {
      relativeIncrease: "2",
      absoluteIncrease: "0.005",
      pastDueDays: "30",
      defaultDays: "90",
      lowCreditRiskPd: "0",
      pastDueReason: "",
      defaultReason: "",
    },
  };
}

const SCENARIO = /^(.*\S)\s+(\S+)\s+(\S+)\s+(\S+)$/;

export function readCredit(draft: CreditDraft, datasetId: string): FormReading<SubmitCreditPortfolioInput> {
  const read = formReader();
  const { pd, lgd, ead, ...others } = draft.columns;
  const scenarios = draft.scenarios
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .flatMap((line) => {
      const [, name, weight = "", hazard = "", loss = ""] = SCENARIO.exec(line) ?? [];
      if (!name) {
        read.problems.scenarios = `'${line}' is no scenario: write name, weight and two multipliers, such as 'Downturn 0.3 1.6 1.15'.`;
        return [];
      }
      const number = (text: string): number => read.number("scenarios", text) ?? 0;
      return [{ name, weight: number(weight), hazardMultiplier: number(hazard), lgdMultiplier: number(loss) }];
    });
  const input: SubmitCreditPortfolioInput = {
    datasetId,
    columns: {
      pd: read.text("columns.pd", pd, true) ?? "",
      lgd: read.text("columns.lgd", lgd, true) ?? "",
      ead: read.text("columns.ead", ead, true) ?? "",
      ...Object.fromEntries(Object.entries(others).filter(([, column]) => column)),
    },
    assetClass: draft.assetClass,
    effectiveRate: read.number("effectiveRate", draft.effectiveRate),
    periodsPerYear: read.number("periodsPerYear", draft.periodsPerYear, { integer: true }),
    repayment: draft.repayment,
    ...(scenarios.length > 0 ? { scenarios } : {}),
    ...(draft.standard === "CECL" ? { lifetimeFromStart: true } : { staging: readStaging(draft.staging, read) }),
  };
  return { input, problems: read.problems };
}

function readStaging(staging: CreditDraft["staging"], read: FormReader): Record<string, unknown> {
  const number = (field: StagingField, integer = false) => read.number(`staging.${field}`, staging[field], { integer });
  const reason = (field: keyof typeof PRESUMED, text: string) =>
    isLaterThanPresumed(staging, field) ? { [field]: read.text(`staging.rebuttals.${field}`, text, true) } : {};
  const given = {
    relativeIncrease: number("relativeIncrease"),
    absoluteIncrease: number("absoluteIncrease"),
    pastDueDays: number("pastDueDays", true),
    defaultDays: number("defaultDays", true),
    lowCreditRiskPd: number("lowCreditRiskPd"),
    rebuttals: { ...reason("pastDueDays", staging.pastDueReason), ...reason("defaultDays", staging.defaultReason) },
  };
  // An empty field is the rule's own default.
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
