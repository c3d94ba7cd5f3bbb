import { expect, test } from "vitest";
import { toCsv } from "./csv.ts";

test("quotes, commas and formulas survive a spreadsheet", () => {
  expect(
    toCsv(
      ["a", "b,c"],
      [
        ['say "hi"', -1.5],
        ["=1+1", null],
      ],
    ),
  ).toBe('a,"b,c"\r\n"say ""hi""",-1.5\r\n\'=1+1,');
});
