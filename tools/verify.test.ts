import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { chooseProofs, type Proof } from "../verify/choose.ts";

const proof = (name: string, minutes: number): Proof => ({ name, minutes, file: `${name}.ts`, args: [] });
const proofs = [proof("a", 4), proof("b", 5), proof("c", 6), proof("huge", 30)];
const names = (turn: number) => chooseProofs(proofs, 10, turn).map(({ name }) => name);

test("a share of the proofs fits the time and goes round until each had its turn", () => {
  expect([names(0), names(1), names(2), names(3)]).toEqual([
    ["a", "b"],
    ["b", "a"],
    ["c", "a"],
    ["a", "b"],
  ]);
});

test("a proof for people is never part of the share", () => {
  const all = [proof("a", 4), { ...proof("b", 5), byHand: true }];
  expect([0, 1].map((turn) => chooseProofs(all, 10, turn).map(({ name }) => name))).toEqual([["a"], ["a"]]);
});

test("every script of verify/ is in the registry", () => {
  const folder = fileURLToPath(new URL("../verify", import.meta.url));
  const registry = readFileSync(`${folder}/run.ts`, "utf8");
  const scripts = readdirSync(folder).filter((file) => file.endsWith(".ts") && !["run.ts", "choose.ts", "checks.ts"].includes(file));
  expect(scripts.filter((file) => !registry.includes(`file: "${file}"`))).toEqual([]);
});
