import { expect, test } from "vitest";
import { unitFigure } from "./unit-figure.ts";

test("a VaR of returns is a percent, of positions money, of price differences a number", () => {
  expect(unitFigure("DECIMAL")(0.0173)).toBe("1.73 %");
  expect(unitFigure("CURRENCY")(28167.4)).toBe("28,167");
  expect(unitFigure("PRICE")(1.2345)).toBe("1.234");
  expect(unitFigure(null)(null)).toBe("–");
});
