import { neuralVolatility } from "../neural/neural-volatility.ts";

export const lstm = neuralVolatility({
  name: "lstm",
  architecture: "lstm",
  title: "LSTM",
  description:
    "A recurrent network over the last days' HAR terms, falls and returns, trained on QLIKE; by default a correction of the gamma HAR.",
  units: [8],
  steps: 10,
});
