import { expect, test } from "vitest";
import { rangeText, settingAxis, settingKey, settingOf, settingText } from "./search-axes.ts";

const units = { group: "PARAMS" as const, name: "units", log: false, values: ["[64]", "[128,64]"] };
const rate = { group: "TRAINING" as const, name: "learningRate", log: true, min: 0.0001, max: 0.01 };

test("settings are written as a reader writes them", () => {
  expect([[128, 64], 0.000123456, true, "relu", null, []].map(settingText)).toEqual(["128, 64", "0.0001235", "yes", "relu", "–", "none"]);
  expect([0.0000036671, 0, -2].map(settingText)).toEqual(["3.67e-6", "0", "-2"]);
  expect(rangeText(rate)).toBe("0.0001 to 0.01, by its logarithm");
  expect(rangeText(units)).toBe("64 · 128, 64");
});

test("a trial's setting is found in its own group, numbers sort as numbers", () => {
  const settings = { params: { units: [64] }, training: { learningRate: 0.002 } };
  expect(settingOf(units, settings)).toEqual([64]);
  expect(settingKey(settingOf(rate, settings))).toBe(0.002);
  expect(settingKey(undefined)).toBeNull();
});

test("a range is an axis of numbers, a list one of choices with numbers ascending", () => {
  expect(settingAxis(rate)).toMatchObject({ log: true });
  expect(settingAxis(rate).cell(0.001)).toBe(0.001);
  const batch = settingAxis({ group: "TRAINING", name: "batchSize", log: false, values: ["64", "16", "32"] });
  expect(batch.choices).toEqual(["16", "32", "64"]);
  expect(batch.cell(16)).toBe("16");
  expect(settingAxis(units).choices).toEqual(["64", "128, 64"]);
});
