import { OperationalSimulationSpec } from "@plimsoll/schema";
import { type Handler, plan } from "./handler.ts";
import { parseInput } from "./run-input.ts";

/** Cells with their laws -> capital, its parts and its uncertainty, kept with the run. Everything that counts stands in the run's input. */
export const simulateLossesHandler: Handler = async (_context, claim) =>
  plan<"loss-simulate">({ kind: "loss-simulate" as const, spec: parseInput(OperationalSimulationSpec, claim) }, async (result) => ({
    result,
  }));
