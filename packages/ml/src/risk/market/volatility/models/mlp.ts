import { neuralVolatility } from "../neural/neural-volatility.ts";

export const mlp = neuralVolatility({
  name: "mlp",
  architecture: "mlp",
  title: "Multilayer perceptron on HAR terms",
  description: "A small network on the HAR terms, falls and the last return, trained on QLIKE; by default a correction of the gamma HAR.",
  units: [16],
  steps: 1,
});
