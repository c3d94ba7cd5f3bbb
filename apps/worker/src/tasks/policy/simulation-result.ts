import { AppError, type PolicySimulationResult, type PolicySimulationSpec } from "@plimsoll/schema";

/** Bins of every histogram. */
export const BINS = 60;

export const emptyResult = ({ environment: id, episodes }: PolicySimulationSpec): PolicySimulationResult => ({
  environment: id,
  episodes,
  edges: [],
  policies: null,
  difference: null,
  oracle: null,
  hedge: null,
  execution: null,
  gate: null,
});

export const notFor = ({ environment: id }: PolicySimulationSpec): AppError =>
  new AppError("INVALID_INPUT", "input", `The policy is not for environment '${id}'. Choose the one that it was made for.`, {
    path: ["environment"],
  });
