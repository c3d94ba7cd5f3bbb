import { expect, test } from "vitest";
import { newInsurance, newSimulationDraft, pairOf, readSimulation } from "./simulation-draft.ts";

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

test("each pair's own correlation fills a matrix in the order of the cells and scenarios, symmetric, with ones on its diagonal", () => {
  const draft = {
    ...newSimulationDraft("ver_1"),
    copula: "GAUSSIAN" as const,
    correlationOf: "PAIRS" as const,
    scenarioIds: ["scn_1"],
    pairs: { [pairOf("a", "b")]: "0.5", [pairOf("Cyber", "b")]: "-0.1" },
  };
  const { input, problems } = readSimulation(draft, ["b", "a"], [{ id: "scn_1", name: "Cyber" }]);
  expect(problems).toEqual({});
  expect(input.dependence).toEqual({
    copula: "GAUSSIAN",
    correlations: [
      [1, 0.5, -0.1],
      [0.5, 1, 0.2],
      [-0.1, 0.2, 1],
    ],
  });
  const wrong = readSimulation({ ...draft, pairs: { [pairOf("a", "b")]: "1.2" } }, ["b", "a"]);
  expect(Object.keys(wrong.problems)).toEqual(["dependence.correlations.1.0"]);
});
