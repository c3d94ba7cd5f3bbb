import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";
import { parseWith } from "../parameters.ts";
import { Dependence } from "./dependence.ts";
import { InsurancePolicy, policiesByCell } from "./insurance.ts";
import { type CellLaw, cellLaw, LossModel } from "./loss-model.ts";
import { BUSINESS_LINES, EVENT_TYPES } from "./taxonomy.ts";

const codes = <Code extends string>(entries: readonly { code: Code }[]) => entries.map(({ code }) => code) as [Code, ...Code[]];

export const OperationalCell = LossModel.extend({
  id: z.string().min(1).meta({ title: "Cell", description: "Its name." }),
  eventType: z.enum(codes(EVENT_TYPES)).nullable().default(null).meta({ title: "Event type", description: "Of Basel's seven." }),
  businessLine: z.enum(codes(BUSINESS_LINES)).nullable().default(null).meta({ title: "Business line", description: "Of Basel's eight." }),
});
export type OperationalCell = z.output<typeof OperationalCell>;

/** A simulation of the operational losses of a year. */
export const OperationalSimulation = z.strictObject({
  cells: z
    .array(OperationalCell)
    .min(1, "needs at least one cell")
    .max(1000)
    .meta({ title: "Cells", description: "Event types by business lines, or any other partition of losses." }),
  years: z
    .int()
    .min(1000, "must be at least 1000")
    .max(10_000_000)
    .default(100_000)
    .meta({ title: "Years", description: "Simulated years; a million for the third digit of a 99.9 % capital." }),
  alpha: z.number().gt(0).lt(1).default(0.999).meta({ title: "Level", description: "Of value at risk and expected shortfall." }),
  dependence: Dependence.meta({ title: "Dependence", description: "Between the yearly losses of cells." }),
  insurance: z.array(InsurancePolicy).default([]).meta({ title: "Insurance", description: "Contracts over cells." }),
  mitigationCap: z.number().min(0).max(1).nullable().default(0.2).meta({
    title: "Mitigation cap",
    description: "Largest share of the gross capital that insurance may save: 0.2 in Basel II, 678; none = no cap.",
  }),
  seed: z.int().min(0).default(1).meta({ title: "Seed", description: "Equal seeds give equal years." }),
});
export type OperationalSimulation = z.output<typeof OperationalSimulation>;

/** Simulated figures of all cells that may be held at once: 12 bytes each, 3 GiB. */
const MOST_FIGURES = 2.5e8;
/** Years beyond the level that an estimate needs. */
const LEAST_TAIL = 10;

/** @throws AppError "INVALID_INPUT" for a field, cells of one id, too few years for the level or more figures than memory should hold. */
export function parseSimulation(simulation: unknown): OperationalSimulation {
  const parsed = parseWith("simulation", OperationalSimulation, simulation);
  const ids = parsed.cells.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw invalidInput(`Cells need different ids. Got ${ids.join(", ")}.`, { path: ["cells"] });
  policiesByCell(parsed.insurance, ids);
  for (const cell of parsed.cells) lawOf(cell);
  const needed = Math.ceil(LEAST_TAIL / (1 - parsed.alpha) - 1e-6);
  if (parsed.years < needed)
    throw invalidInput(`A level of ${parsed.alpha} needs at least ${needed} years. Got ${parsed.years}.`, { path: ["years"] });
  if (parsed.years * ids.length > MOST_FIGURES)
    throw invalidInput(
      `${parsed.years} years of ${ids.length} cells are more than ${MOST_FIGURES} figures. Use at most ${Math.floor(MOST_FIGURES / ids.length)} years.`,
      { path: ["years"] },
    );
  return parsed;
}

/** The law of a cell. @throws AppError "INVALID_INPUT" naming the cell and the parameter. */
export function lawOf({ id, frequency, severity, above, lossCap }: OperationalCell): CellLaw {
  try {
    return cellLaw({ frequency, severity, above, lossCap });
  } catch (error) {
    throw error instanceof AppError && error.kind === "input"
      ? invalidInput(`Cell '${id}': ${error.message}`, { ...error.context, cell: id })
      : error;
  }
}
