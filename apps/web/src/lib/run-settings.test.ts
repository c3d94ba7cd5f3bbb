import { expect, test } from "vitest";
import { differingSettings, flatSettings } from "./run-settings.ts";

test("runs differ in what one has and another has not, and in nothing else", () => {
  const base = { architecture: "mlp", params: { units: [64], dropout: 0 }, training: { epochs: 10, earlyStopping: null } };
  const other = { architecture: "mlp", params: { units: [32], dropout: 0 }, training: { epochs: 10, earlyStopping: { patience: 3 } } };
  const flat = [flatSettings(base), flatSettings(other)];
  expect(flat[1]?.get("training.earlyStopping.patience")).toBe(3);
  expect(differingSettings(flat)).toEqual(["params.units", "training.earlyStopping.patience"]);
});
