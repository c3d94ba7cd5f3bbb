import { expect, test } from "vitest";
import { auditWords, termOf, valueWords } from "./audit-words.ts";

test("an action is said in words, one without words is spelled out", () => {
  expect(auditWords("model_version.rollback")).toBe("Rolled a model back");
  expect(auditWords("loan_book.close")).toBe("Loan book close");
});

test("a record's value reads as a line, whatever is in it", () => {
  expect(termOf("modelVersionId")).toBe("Model version id");
  expect(valueWords(["a", "b"])).toBe("a, b");
  expect(valueWords({ column: "sex", edges: [25, 40], reweigh: true })).toBe("column sex, edges 25, 40, reweigh yes");
  expect(valueWords([{ feature: "PAY", raises: [{ language: "en", text: "Late" }] }, { feature: "AGE" }])).toBe(
    "feature PAY, raises language en, text Late; feature AGE",
  );
  expect([valueWords([]), valueWords(null), valueWords(0)]).toEqual(["none", "none", "0"]);
});
