import fc from "fast-check";
import { expect, test } from "vitest";
import { thinCurve } from "./thin-curve.ts";

test("a short curve stays as it is; a long one keeps its ends, its lowest and its highest point", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 500 }),
      fc.integer({ min: 4, max: 60 }),
      (values, most) => {
        const epochs = values.map((_, at) => at + 1);
        const thin = thinCurve({ epochs, values }, most);
        expect(thin.values.length).toBeLessThanOrEqual(Math.max(4, most));
        if (values.length <= most) expect(thin).toEqual({ epochs, values });
        expect(thin.epochs).toEqual([...new Set(thin.epochs)].sort((a, b) => a - b));
        expect(thin.values).toEqual(thin.epochs.map((epoch) => values[epoch - 1]));
        expect([thin.epochs[0], thin.epochs.at(-1)]).toEqual([1, values.length]);
        expect([Math.min(...thin.values), Math.max(...thin.values)]).toEqual([Math.min(...values), Math.max(...values)]);
      },
    ),
  );
});
