import { type Column, cellText, findColumn, type Table, unknownColumn } from "@plimsoll/features";
import { type Applicant, type ConstraintSet, type DecisionLog, labelAt, labels } from "@plimsoll/ml";
import { AppError, type ApplicantColumns } from "@plimsoll/schema";

/** Whom a log's decisions were about, as far as its columns say. */
export interface LogApplicants {
  /** [n]; null where no column says anything. */
  all: Applicant[] | null;
  /** Whether obligor and amount are known, without which exposure cannot be added up. */
  hasExposure: boolean;
  hasRisk: boolean;
  groups: ReturnType<typeof labels> | null;
  /** [n] 1, 0 or NaN. */
  qualified: Float64Array | null;
}

/** @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH. */
export function applicantsOf(table: Table, columns: ApplicantColumns, log: DecisionLog, constraints: ConstraintSet): LogApplicants {
  const text = (role: keyof ApplicantColumns) => {
    const column = columnOf(table, columns, role);
    return column && Array.from({ length: log.n }, (_text, i) => cellText(column, i));
  };
  const numbers = (role: keyof ApplicantColumns) => {
    const column = columnOf(table, columns, role);
    if (column?.type === "STRING")
      throw new AppError("TYPE_MISMATCH", "input", `Column '${column.name}' is text; ${role} takes numbers.`, {
        path: ["applicant", role],
        columns: [column.name],
      });
    return column ? column.values : null;
  };
  const [obligor, group] = [text("obligor"), text("group")];
  const [amount, risk, lossRate, qualified] = [numbers("amount"), numbers("risk"), numbers("lossRate"), numbers("qualified")];
  const facts = log.actionNames.map((name) => constraints.actions[name]?.exposureShare ?? 0);
  const known = (values: Float64Array | null, i: number): number | null =>
    values && Number.isFinite(values[i]) ? (values[i] as number) : null;
  const one = (i: number): Applicant => {
    const [own, rate] = [known(amount, i) ?? 0, known(lossRate, i)];
    return {
      obligor: obligor?.[i] ?? "",
      segment: labelAt(log.segment, i) ?? "",
      amount: own,
      risk: known(risk, i),
      expectedLoss: rate === null ? null : facts.map((share) => share * own * rate),
      group: group?.[i] ?? null,
    };
  };
  return {
    all: obligor || amount || risk ? Array.from({ length: log.n }, (_applicant, i) => one(i)) : null,
    hasExposure: obligor !== null && amount !== null,
    hasRisk: risk !== null,
    groups: group && labels(group),
    qualified,
  };
}

function columnOf(table: Table, columns: ApplicantColumns, role: keyof ApplicantColumns): Column | null {
  const name = columns[role];
  if (name === null) return null;
  const column = findColumn(table, name);
  if (!column) throw unknownColumn([name], table.columns, ["applicant", role]);
  return column;
}
