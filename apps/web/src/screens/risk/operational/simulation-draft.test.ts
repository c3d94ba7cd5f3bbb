import { expect, test } from "vitest";
import { newInsurance, newSimulationDraft, readSimulation } from "./simulation-draft.ts";

test("the untouched form simulates every cell of the version, independent and uninsured", () => {
  expect(readSimulation(newSimulationDraft("ver_1"), ["a", "b"])).toEqual({
    input: { modelVersionId: "ver_1", years: 100_000, alpha: 0.999, seed: 1, dependence: { copula: "INDEPENDENT" } },
    problems: {},
  });
});

test("cells left out, a copula, policies and the interval are sent as chosen", () => {
  const draft = {
    ...newSimulationDraft("ver_1"),
    leftOut: ["b"],
    copula: "T" as const,
    insurance: [{ ...newInsurance("Crime", ["a"]), eventLimit: "5000" }],
    interval: true,
  };
  const { input, problems } = readSimulation(draft, ["a", "b"]);
  expect(problems).toEqual({});
  expect(input).toMatchObject({
    cellIds: ["a"],
    dependence: { copula: "T", correlation: 0.2, degreesOfFreedom: 4 },
    insurance: [{ id: "Crime", cells: ["a"], eventLimit: 5000, coverage: 1 }],
    mitigationCap: 0.2,
    interval: { replicates: 200, confidence: 0.9 },
  });
});

test("nothing to simulate, and a policy that covers nothing, are told before anything is sent", () => {
  const draft = { ...newSimulationDraft(""), insurance: [newInsurance("", [])] };
  expect(Object.keys(readSimulation(draft, []).problems).sort()).toEqual(["insurance.0.cells", "insurance.0.id", "modelVersionId"]);
});
