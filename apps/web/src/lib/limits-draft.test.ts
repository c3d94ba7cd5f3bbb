import { describe, expect, it } from "vitest";
import { guessedFacts, type LimitsDraft, noLimits, readLimits } from "./limits-draft.ts";

const NAMES = ["decline", "price_12", "price_18"];
const draft = (more: Partial<LimitsDraft> = {}): LimitsDraft => ({
  ...noLimits(),
  fallbackAction: "decline",
  actions: Object.fromEntries(NAMES.map((name) => [name, guessedFacts(name)])),
  ...more,
});

describe("typed limits", () => {
  it("an empty form is no limit at all", () => {
    expect(readLimits(noLimits(), NAMES)).toEqual({ constraints: {}, problems: {} });
  });

  it("become the constraint set of the API", () => {
    const read = readLimits(
      draft({
        leastLogged: "5",
        caps: { obligor: "50000", segment: "", portfolio: "5000000" },
        priceBand: { low: "0.1", high: "0.3" },
        ladder: [
          { upTo: "0.05", low: "0.1", high: "0.12" },
          { upTo: "", low: "0.12", high: "0.3" },
        ],
        lossBudget: "76",
        fairnessFloor: "0.8",
      }),
      NAMES,
    );
    expect(read.problems).toEqual({});
    expect(read.constraints).toEqual({
      fallbackAction: "decline",
      actions: {
        decline: { declines: true },
        price_12: { price: 0.12, exposureShare: 1 },
        price_18: { price: 0.18, exposureShare: 1 },
      },
      leastLogged: 5,
      exposureCaps: { obligor: 50_000, portfolio: 5_000_000 },
      priceBand: { low: 0.1, high: 0.3 },
      priceLadder: {
        edges: [0.05],
        bands: [
          { low: 0.1, high: 0.12 },
          { low: 0.12, high: 0.3 },
        ],
      },
      lossBudget: 76,
      fairnessFloor: 0.8,
    });
  });

  it.each<[string, Partial<LimitsDraft>, string]>([
    ["a cap of text", { caps: { obligor: "much", segment: "", portfolio: "" } }, "constraints.exposureCaps.obligor"],
    ["a negative cap", { caps: { obligor: "", segment: "-1", portfolio: "" } }, "constraints.exposureCaps.segment"],
    ["half a price band", { priceBand: { low: "0.1", high: "" } }, "constraints.priceBand.high"],
    ["a band upside down", { priceBand: { low: "0.3", high: "0.1" } }, "constraints.priceBand.low"],
    ["a floor above 1", { fairnessFloor: "80" }, "constraints.fairnessFloor"],
    ["part of a decision", { leastLogged: "1.5" }, "constraints.leastLogged"],
    [
      "a ladder on which prices fall",
      {
        ladder: [
          { upTo: "0.05", low: "0.1", high: "0.2" },
          { upTo: "", low: "0.15", high: "0.3" },
        ],
      },
      "constraints.priceLadder.bands.1.low",
    ],
    [
      "a ladder whose risks do not rise",
      {
        ladder: [
          { upTo: "0.05", low: "0.1", high: "0.1" },
          { upTo: "0.05", low: "0.1", high: "0.2" },
          { upTo: "", low: "0.2", high: "0.3" },
        ],
      },
      "constraints.priceLadder.edges.1",
    ],
    [
      "a cap where no action adds exposure",
      { actions: {}, caps: { obligor: "1", segment: "", portfolio: "" } },
      "constraints.exposureCaps.obligor",
    ],
    ["a price band where no action has a price", { actions: {}, priceBand: { low: "0", high: "1" } }, "constraints.priceBand"],
    ["a floor where no action declines", { actions: {}, fairnessFloor: "0.8" }, "constraints.fairnessFloor"],
    ["a cap with a fallback that adds exposure", { fallbackAction: "price_12", lossBudget: "5" }, "constraints.fallbackAction"],
  ])("%s is told at its field", (_what, more, path) => {
    expect(Object.keys(readLimits(draft(more), NAMES).problems)).toEqual([path]);
  });
});
