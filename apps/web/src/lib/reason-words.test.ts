import { expect, test } from "vitest";
import { mappingInput, reasonLines } from "./reason-words.ts";

test("a form opens with what is mapped and a line for every other feature, and sends only lines that say something", () => {
  const mapped = [{ feature: "PAY", code: "D20", raises: [{ language: "en", text: "Late payments" }], lowers: [] }];
  const lines = reasonLines(mapped, ["PAY", "AGE"]);
  expect(lines.map(({ feature }) => feature)).toEqual(["PAY", "AGE"]);
  expect(mappingInput(lines, ["en"])).toEqual([
    { feature: "PAY", code: "D20", raises: [{ language: "en", text: "Late payments" }], lowers: [] },
  ]);
});

test("a sentence of a language that was taken out is not sent, blanks are none", () => {
  const [line] = reasonLines([{ feature: "PAY", raises: [{ language: "de", text: "Verspätet" }], lowers: [] }], []);
  expect(mappingInput(line ? [{ ...line, raises: { ...line.raises, en: "  " } }] : [], ["en"])).toEqual([]);
});
