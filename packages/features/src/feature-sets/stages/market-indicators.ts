import { marketIndicators as compute, MarketIndicators } from "../../indicators/market/market-indicators.ts";
import { defineStage } from "../stage.ts";

export const marketIndicators = defineStage({
  type: "market-indicators",
  title: "Indicators of price series",
  description: "Returns, volatilities, averages, oscillators and regimes of each row, from it and earlier rows of its series only.",
  spec: MarketIndicators,
  reads: () => [],
  compute: (spine, _tables, spec) => ({ columns: compute(spine, spec), notes: [] }),
});
