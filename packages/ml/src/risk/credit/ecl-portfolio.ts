import { checkSameLength, invalidInput } from "../../evaluation/inputs.ts";
import { pause, type RunControl } from "../run-control.ts";
import { allowanceOf, type EclExposure, type EclScenario, expectedCreditLoss } from "./expected-credit-loss.ts";
import { parseStagingRule, STAGES, type Stage, type StageReason, stageOf } from "./staging.ts";

export interface EclLoan extends EclExposure {
  id: string;
  /** [n] hazards of the same remaining periods as expected at origination. */
  hazardAtOrigination: ArrayLike<number>;
  daysPastDue: number;
  defaulted: boolean;
  /** Stage at the previous reporting date; null for a new loan. */
  previousStage: Stage | null;
}

export interface EclRow {
  id: string;
  stage: Stage;
  reason: StageReason;
  ead: number;
  twelveMonth: number;
  lifetime: number;
  allowance: number;
}

export interface StageTotal {
  stage: Stage;
  nLoans: number;
  ead: number;
  allowance: number;
  /** allowance / ead; 0 where there is no exposure. */
  coverage: number;
}

export interface EclReport {
  rows: EclRow[];
  stages: StageTotal[];
  allowance: number;
  /** [3][3] loans that moved from the previous stage (row) to this one (column); new loans are left out. */
  migration: number[][];
  /** The allowance if each scenario were certain, at the stages of the weighted report. */
  sensitivity: { scenario: string; allowance: number }[];
}

/**
 * Loss allowances of a portfolio: stage, expected credit loss and allowance of every loan, totals by stage, migration since the last report,
 * and what each scenario alone would ask for. `staging: null` leaves staging out and takes the whole life from the first day (CECL).
 * Lifetime PDs that decide the stage are weighted over the scenarios.
 * @throws AppError "INVALID_INPUT" naming the loan; "CANCELLED".
 */
export async function eclPortfolio(
  loans: readonly EclLoan[],
  { scenarios, staging }: { scenarios: readonly EclScenario[]; staging: unknown | null },
  control: RunControl = {},
): Promise<EclReport> {
  const rule = staging === null ? null : parseStagingRule(staging);
  const rows: EclRow[] = [];
  const certain = scenarios.map(({ name }) => ({ scenario: name, allowance: 0 }));
  const migration = STAGES.map(() => STAGES.map(() => 0));
  for (const [at, loan] of loans.entries()) {
    if (at % 2000 === 0) await pause(control, "expected credit losses", at / loans.length);
    const { row, byScenario } = named(loan.id, () => rowOf(loan, scenarios, rule));
    rows.push(row);
    byScenario.forEach((amount, index) => {
      const entry = certain[index];
      if (entry) entry.allowance += amount;
    });
    const from = loan.previousStage === null ? undefined : migration[loan.previousStage - 1];
    if (from) from[row.stage - 1] = (from[row.stage - 1] ?? 0) + 1;
  }
  const stages = STAGES.map((stage) => totalOf(stage, rows));
  return { rows, stages, allowance: stages.reduce((sum, total) => sum + total.allowance, 0), migration, sensitivity: certain };
}

function rowOf(loan: EclLoan, scenarios: readonly EclScenario[], rule: ReturnType<typeof parseStagingRule> | null) {
  checkSameLength("hazardAtOrigination", loan.hazardAtOrigination.length, "hazard", loan.hazard.length);
  if (!(loan.daysPastDue >= 0)) throw invalidInput(`'daysPastDue' must be >= 0. Got ${loan.daysPastDue}.`);
  const ecl = expectedCreditLoss(loan, scenarios);
  const origination = expectedCreditLoss({ ...loan, hazard: loan.hazardAtOrigination }, [{ name: "origination", weight: 1 }]);
  const staged = rule
    ? stageOf(
        {
          lifetimePdAtOrigination: origination.weighted.lifetimePd,
          lifetimePdNow: ecl.weighted.lifetimePd,
          twelveMonthPdNow: ecl.weighted.twelveMonthPd,
          daysPastDue: loan.daysPastDue,
          defaulted: loan.defaulted,
        },
        rule,
      )
    : ({ stage: loan.defaulted ? 3 : 2, reason: loan.defaulted ? "DEFAULTED" : "NO_INCREASE" } as const);
  const { twelveMonth, lifetime } = ecl.weighted;
  const row: EclRow = {
    id: loan.id,
    ...staged,
    ead: loan.ead[0] as number,
    twelveMonth,
    lifetime,
    allowance: allowanceOf(ecl, staged.stage),
  };
  const byScenario = ecl.scenarios.map((entry) =>
    staged.stage === 1 ? entry.twelveMonth : staged.stage === 2 ? entry.lifetime : entry.inDefault,
  );
  return { row, byScenario };
}

function totalOf(stage: Stage, rows: readonly EclRow[]): StageTotal {
  const own = rows.filter((row) => row.stage === stage);
  const ead = own.reduce((sum, row) => sum + row.ead, 0);
  const allowance = own.reduce((sum, row) => sum + row.allowance, 0);
  return { stage, nLoans: own.length, ead, allowance, coverage: ead === 0 ? 0 : allowance / ead };
}

function named<Result>(id: string, compute: () => Result): Result {
  try {
    return compute();
  } catch (error) {
    throw error instanceof Error && "kind" in error && error.kind === "input"
      ? invalidInput(`Loan '${id}': ${error.message}`, { loan: id })
      : error;
  }
}
