import type { LossBusinessLine, LossDate, LossEventType, LossRegisterQuery, SubmitOpRiskFitInput } from "@/generated/graphql.ts";
import { formReader } from "../../../lib/form-reader.ts";
import type { FormReading } from "../use-submit-run.ts";

type Register = NonNullable<LossRegisterQuery["lossRegister"]>;

export interface CellDraft {
  id: string;
  eventType: LossEventType | "";
  businessLine: LossBusinessLine | "";
  frequency: string;
  severity: string;
  /** Where the tail begins, for a law that has one. */
  tail: string;
  above: string;
  lossCap: string;
  lossesPerYear: string;
}

export interface FitDraft {
  modelName: string;
  date: LossDate;
  fromYear: string;
  toYear: string;
  amount: "GROSS" | "NET";
  cells: CellDraft[];
  replicates: string;
  alpha: string;
  seed: string;
}

/** The parameter by which a severity is told where its tail begins: the one that its registry takes as given. */
export const tailParam = (severities: readonly { name: string; given: readonly string[] }[], severity: string): string | undefined =>
  severities.find(({ name }) => name === severity)?.given[0];

/** Fewer losses say next to nothing about a law. */
const ENOUGH = 20;

export const newCell = (id: string): CellDraft => ({
  id,
  eventType: "",
  businessLine: "",
  frequency: "",
  severity: "",
  tail: "",
  above: "",
  lossCap: "",
  lossesPerYear: "",
});

/** One cell for each event type with enough losses; all losses together where no type has. */
export function newFitDraft(register: Register, titleOf: (code: string) => string): FitDraft {
  const counts = new Map<LossEventType, number>();
  for (const { eventType, count } of register.matrix) counts.set(eventType, (counts.get(eventType) ?? 0) + count);
  const cells = [...counts]
    .filter(([, count]) => count >= ENOUGH)
    .map(([eventType]): CellDraft => ({ ...newCell(titleOf(eventType)), eventType }));
  return {
    modelName: register.name.replace(/[^\w-]+/g, "_").toLowerCase(),
    date: register.years[0]?.date ?? "OCCURRED",
    fromYear: "",
    toYear: "",
    amount: "GROSS",
    cells: cells.length > 0 ? cells : [newCell("All losses")],
    replicates: "200",
    alpha: "0.999",
    seed: "1",
  };
}

export function readFit(
  draft: FitDraft,
  registerId: string,
  severities: readonly { name: string; given: readonly string[] }[],
): FormReading<SubmitOpRiskFitInput> {
  const read = formReader();
  const input: SubmitOpRiskFitInput = {
    registerId,
    modelName: read.text("modelName", draft.modelName, true) ?? "",
    date: draft.date,
    fromYear: read.number("fromYear", draft.fromYear, { integer: true }),
    toYear: read.number("toYear", draft.toYear, { integer: true }),
    amount: draft.amount,
    replicates: read.number("replicates", draft.replicates, { integer: true }),
    alpha: read.number("alpha", draft.alpha),
    seed: read.number("seed", draft.seed, { integer: true }),
    cells: draft.cells.map((cell, at) => {
      const path = (field: keyof CellDraft): string => `cells.${at}.${field}`;
      const tailName = tailParam(severities, cell.severity);
      const tail = tailName ? read.number(path("tail"), cell.tail) : undefined;
      return {
        id: read.text(path("id"), cell.id, true) ?? "",
        eventType: cell.eventType || undefined,
        businessLine: cell.businessLine || undefined,
        frequency: cell.frequency || undefined,
        severity: cell.severity || undefined,
        ...(tailName && tail !== undefined ? { fixed: { [tailName]: tail } } : {}),
        above: read.number(path("above"), cell.above),
        lossCap: read.number(path("lossCap"), cell.lossCap),
        lossesPerYear: read.number(path("lossesPerYear"), cell.lossesPerYear),
      };
    }),
  };
  if (draft.cells.length === 0) read.problems.cells = "Add at least one cell.";
  return { input, problems: read.problems };
}
