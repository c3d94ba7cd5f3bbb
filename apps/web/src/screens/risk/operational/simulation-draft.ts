import type { InsuranceInput, LossCopula, SubmitOpRiskSimulationInput } from "@/generated/graphql.ts";
import { type FormReader, formReader } from "../../../lib/form-reader.ts";
import type { FormReading } from "../use-submit-run.ts";

export interface InsuranceDraft {
  id: string;
  cells: string[];
  eventDeductible: string;
  eventLimit: string;
  aggregateDeductible: string;
  aggregateLimit: string;
  coverage: string;
}

interface NamedScenario {
  id: string;
  name: string;
}

export interface SimulationDraft {
  versionId: string;
  /** Names of the version's cells that are left out. */
  leftOut: string[];
  scenarioIds: string[];
  years: string;
  alpha: string;
  seed: string;
  copula: LossCopula;
  /** One correlation for all pairs, or each pair's own. */
  correlationOf: "ALL" | "PAIRS";
  correlation: string;
  /** By pairOf of two cells; empty = the one correlation of all. */
  pairs: Record<string, string>;
  degreesOfFreedom: string;
  insurance: InsuranceDraft[];
  mitigationCap: string;
  interval: boolean;
  replicates: string;
  confidence: string;
}

export const newSimulationDraft = (versionId: string): SimulationDraft => ({
  versionId,
  leftOut: [],
  scenarioIds: [],
  years: "100000",
  alpha: "0.999",
  seed: "1",
  copula: "INDEPENDENT",
  correlationOf: "ALL",
  correlation: "0.2",
  pairs: {},
  degreesOfFreedom: "4",
  insurance: [],
  mitigationCap: "0.2",
  interval: false,
  replicates: "200",
  confidence: "0.9",
});

export const newInsurance = (id: string, cells: string[]): InsuranceDraft => ({
  id,
  cells,
  eventDeductible: "",
  eventLimit: "",
  aggregateDeductible: "",
  aggregateLimit: "",
  coverage: "1",
});

/** What is simulated, in the API's order: the version's cells, then the scenarios. */
export function simulatedCells(draft: SimulationDraft, cells: readonly string[], scenarios: readonly NamedScenario[]): string[] {
  const named = new Map(scenarios.map(({ id, name }) => [id, name]));
  return [...cells.filter((cell) => !draft.leftOut.includes(cell)), ...draft.scenarioIds.map((id) => named.get(id) ?? id)];
}

/** The key of two cells in `pairs`, whichever comes first. */
export const pairOf = (a: string, b: string): string => JSON.stringify(a < b ? [a, b] : [b, a]);

const cellPath = (row: number, column: number): string => `dependence.correlations.${row}.${column}`;

/** The matrix of all pairs: ones on its diagonal, each pair on both sides. */
function readMatrix(draft: SimulationDraft, names: readonly string[], read: FormReader): number[][] {
  const values = new Map<string, number>();
  names.forEach((a, row) => {
    names.slice(0, row).forEach((b, column) => {
      const text = draft.pairs[pairOf(a, b)] ?? draft.correlation;
      const value = read.number(cellPath(row, column), text, { required: true });
      if (value === undefined) return;
      if (!(value > -1 && value < 1))
        read.problems[cellPath(row, column)] = `${text} is no correlation of ${a} and ${b}: give a number above -1 and below 1.`;
      values.set(pairOf(a, b), value);
    });
  });
  return names.map((a, row) => names.map((b, column) => (row === column ? 1 : (values.get(pairOf(a, b)) ?? 0))));
}

/** @param cells of the chosen version. */
export function readSimulation(
  draft: SimulationDraft,
  cells: readonly string[],
  scenarios: readonly NamedScenario[] = [],
): FormReading<SubmitOpRiskSimulationInput> {
  const read = formReader();
  const kept = cells.filter((cell) => !draft.leftOut.includes(cell));
  const names = simulatedCells(draft, cells, scenarios);
  if (kept.length + draft.scenarioIds.length === 0)
    read.problems.modelVersionId = "Choose a loss model with a cell, or a scenario: there is nothing to simulate.";
  const insurance = draft.insurance.map((policy, at): InsuranceInput => {
    const number = (field: Exclude<keyof InsuranceDraft, "id" | "cells">) => read.number(`insurance.${at}.${field}`, policy[field]);
    if (policy.cells.length === 0) read.problems[`insurance.${at}.cells`] = "Tick what the policy covers.";
    return {
      id: read.text(`insurance.${at}.id`, policy.id, true) ?? "",
      cells: policy.cells,
      eventDeductible: number("eventDeductible"),
      eventLimit: number("eventLimit"),
      aggregateDeductible: number("aggregateDeductible"),
      aggregateLimit: number("aggregateLimit"),
      coverage: number("coverage"),
    };
  });
  const isCoupled = draft.copula !== "INDEPENDENT";
  const input: SubmitOpRiskSimulationInput = {
    ...(draft.versionId && kept.length > 0
      ? { modelVersionId: draft.versionId, ...(kept.length < cells.length ? { cellIds: kept } : {}) }
      : {}),
    ...(draft.scenarioIds.length > 0 ? { scenarioIds: draft.scenarioIds } : {}),
    years: read.number("years", draft.years, { integer: true }),
    alpha: read.number("alpha", draft.alpha),
    seed: read.number("seed", draft.seed, { integer: true }),
    dependence: {
      copula: draft.copula,
      ...(!isCoupled
        ? {}
        : draft.correlationOf === "PAIRS" && names.length > 1
          ? { correlations: readMatrix(draft, names, read) }
          : { correlation: read.number("dependence.correlation", draft.correlation) }),
      ...(draft.copula === "T" ? { degreesOfFreedom: read.number("dependence.degreesOfFreedom", draft.degreesOfFreedom) } : {}),
    },
    ...(insurance.length > 0 ? { insurance, mitigationCap: read.number("mitigationCap", draft.mitigationCap) } : {}),
    ...(draft.interval && kept.length > 0
      ? {
          interval: {
            replicates: read.number("interval.replicates", draft.replicates, { integer: true }),
            confidence: read.number("interval.confidence", draft.confidence),
          },
        }
      : {}),
  };
  return { input, problems: read.problems };
}
