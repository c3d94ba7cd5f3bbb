import type { Table } from "@plimsoll/features";
import type { CreditLoan, CreditPortfolioResult, CreditPortfolioSpec, CreditTotal } from "@plimsoll/schema";
import { invalidInput } from "../../evaluation/inputs.ts";
import { pause, type RunControl } from "../run-control.ts";
import { eclPortfolio } from "./ecl-portfolio.ts";
import { irbCapital } from "./irb.ts";
import { loanTape, type TapeLoan } from "./loan-tape.ts";

const LARGEST = 50;
const MOST_SEGMENTS = 500;
/** Of risk-weighted assets (RBC20.1). */
const CAPITAL_RATIO = 0.08;

/**
 * Basel capital (CRE31) and IFRS 9 or CECL allowances of a loan tape, with totals by segment and stage. @returns every loan beside the result.
 * @throws AppError as `loanTape` and `eclPortfolio`; "INVALID_INPUT" for an empty tape or more than 500 segments; "CANCELLED".
 */
export async function creditPortfolio(
  table: Table,
  spec: CreditPortfolioSpec,
  control: RunControl = {},
): Promise<{ result: CreditPortfolioResult; loans: CreditLoan[] }> {
  if (table.rowCount === 0) throw invalidInput("The tape has no loan.");
  await pause(control, "reading loans", 0);
  const tape = loanTape(table, spec);
  const report = await eclPortfolio(
    tape.map(({ ecl }) => ecl),
    { scenarios: spec.scenarios, staging: spec.staging },
    control,
  );
  await pause(control, "capital", 0);
  const loans = tape.map((loan, at): CreditLoan => {
    const row = report.rows[at] as (typeof report.rows)[number];
    const { riskWeight, riskWeightedAssets, expectedLoss } = irbCapital(loan.exposure);
    const { assetClass, pd, lgd } = loan.exposure;
    // What is in default now is lost over any horizon.
    const horizons = loan.ecl.defaulted ? { twelveMonth: row.allowance, lifetime: row.allowance } : {};
    return { ...row, ...horizons, segment: loan.segment, assetClass, pd, lgd, riskWeight, riskWeightedAssets, expectedLoss };
  });
  const reasons = new Map<string, number>();
  for (const { reason } of loans) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const result: CreditPortfolioResult = {
    total: totalOf(loans),
    segments: segmentsOf(loans, spec.columns.segment),
    stages: report.stages,
    reasons: [...reasons].map(([reason, nLoans]) => ({ reason, nLoans })),
    migration: spec.columns.previousStage === null ? null : report.migration,
    sensitivity: report.sensitivity.map((entry, at) => ({ ...entry, weight: spec.scenarios[at]?.weight ?? 0 })),
    bands: bandsOf(tape),
    largest: loans.toSorted((a, b) => b.allowance - a.allowance).slice(0, LARGEST),
  };
  return { result, loans };
}

function totalOf(loans: readonly CreditLoan[]): CreditTotal {
  const sum = (of: (loan: CreditLoan) => number) => loans.reduce((total, loan) => total + of(loan), 0);
  const ead = sum((loan) => loan.ead);
  const share = (amount: number) => (ead > 0 ? amount / ead : 0);
  const [riskWeightedAssets, allowance] = [sum((loan) => loan.riskWeightedAssets), sum((loan) => loan.allowance)];
  return {
    nLoans: loans.length,
    ead,
    meanPd: share(sum((loan) => loan.pd * loan.ead)),
    meanLgd: share(sum((loan) => loan.lgd * loan.ead)),
    riskWeightedAssets,
    capital: CAPITAL_RATIO * riskWeightedAssets,
    expectedLoss: sum((loan) => loan.expectedLoss),
    allowance,
    coverage: share(allowance),
  };
}

function segmentsOf(loans: readonly CreditLoan[], column: string | null): CreditPortfolioResult["segments"] {
  if (column === null) return [];
  const groups = new Map<string, CreditLoan[]>();
  for (const loan of loans) {
    const own = groups.get(loan.segment ?? "(none)");
    if (own) own.push(loan);
    else groups.set(loan.segment ?? "(none)", [loan]);
  }
  if (groups.size > MOST_SEGMENTS)
    throw invalidInput(`'${column}' has ${groups.size} values; totals are made for at most ${MOST_SEGMENTS}. Name a coarser column.`, {
      columns: [column],
    });
  return [...groups].map(([segment, own]) => ({ segment, ...totalOf(own) })).sort((a, b) => b.ead - a.ead);
}

/** Bands of PD that double, from one in ten thousand; loans in default are in none. */
function bandsOf(tape: readonly TapeLoan[]): CreditPortfolioResult["bands"] {
  const bands = new Map<number, { nLoans: number; ead: number }>();
  for (const { exposure } of tape) {
    if (exposure.pd >= 1) continue;
    const at = Math.max(0, Math.floor(Math.log2(exposure.pd / 1e-4) + 1e-12) + 1);
    const band = bands.get(at) ?? { nLoans: 0, ead: 0 };
    bands.set(at, { nLoans: band.nLoans + 1, ead: band.ead + exposure.ead });
  }
  const edge = (at: number) => (at < 0 ? 0 : Math.min(1, 1e-4 * 2 ** at));
  return [...bands].sort(([a], [b]) => a - b).map(([at, band]) => ({ low: edge(at - 1), high: edge(at), ...band }));
}
