import type { InsuranceInput, LossCopula, SubmitOpRiskSimulationInput } from "@/generated/graphql.ts";
import { formReader } from "../../../lib/form-reader.ts";
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

export interface SimulationDraft {
  versionId: string;
  /** Names of the version's cells that are left out. */
  leftOut: string[];
  scenarioIds: string[];
  years: string;
  alpha: string;
  seed: string;
  copula: LossCopula;
  correlation: string;
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
  correlation: "0.2",
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

/** @param cells of the chosen version. */
export function readSimulation(draft: SimulationDraft, cells: readonly string[]): FormReading<SubmitOpRiskSimulationInput> {
  const read = formReader();
  const kept = cells.filter((cell) => !draft.leftOut.includes(cell));
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
      ...(isCoupled ? { correlation: read.number("dependence.correlation", draft.correlation) } : {}),
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
