import { capitalInterval, parseSimulation, simulateCapital } from "@plimsoll/ml";
import type { OperationalSimulationResult, OperationalSimulationSpec } from "@plimsoll/schema";
import type { LossSimulateTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import { controlOf } from "./control.ts";

const WORDS: Readonly<Record<string, string>> = {
  simulation: "Simulating years",
  ranking: "Ranking years",
  dependence: "Joining cells",
  figures: "Summing up",
  "parameter uncertainty": "Drawing data sets and fitting anew",
};
const words = (phase: string): string => WORDS[phase] ?? phase;

/** A year's losses of all cells together, and, where it is asked for, how far the fitted parameters can be trusted. */
export async function simulateTask({ spec }: LossSimulateTask, io: TaskIo): Promise<OperationalSimulationResult> {
  const simulation = parseSimulation(spec.simulation);
  const until = spec.interval ? 0.5 : 0.97;
  const capital = await simulateCapital(simulation, controlOf(io, 0.02, until, words));
  const parameterInterval = spec.interval && (await intervalOf(spec, io));
  const sourceOf = new Map(spec.sources.map(({ cell, source }) => [cell, source]));
  const cellOf = new Map(simulation.cells.map((cell) => [cell.id, cell]));
  const { gross, net, diversification, quantiles, histogram, mitigationCapped, years, alpha } = capital;
  return {
    years,
    alpha,
    currency: spec.currency,
    gross,
    net,
    capital: capital.capital,
    mitigationCapped,
    diversification,
    cells: capital.cells.map((cell) => ({
      ...cell,
      source: sourceOf.get(cell.id) ?? "GIVEN",
      eventType: cellOf.get(cell.id)?.eventType ?? null,
      businessLine: cellOf.get(cell.id)?.businessLine ?? null,
    })),
    quantiles,
    histogram,
    parameterInterval,
  };
}

/** Cells that nobody fitted have no data to be uncertain by. */
async function intervalOf(
  { simulation, fitted, interval }: OperationalSimulationSpec,
  io: TaskIo,
): Promise<OperationalSimulationResult["parameterInterval"]> {
  if (!interval || fitted.length === 0) return null;
  const { cells, alpha, seed } = parseSimulation(simulation);
  const found = new Map(cells.map(({ id, frequency, severity, above, lossCap }) => [id, { frequency, severity, above, lossCap }]));
  const own = fitted.flatMap(({ cell, years, fixed }) => {
    const model = found.get(cell);
    return model ? [{ model, years, fixed }] : [];
  });
  const outcome = await capitalInterval({ ...interval, cells: own, alpha, seed }, controlOf(io, 0.5, 0.97, words));
  return { ...outcome, confidence: interval.confidence };
}
