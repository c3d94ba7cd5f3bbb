import { neuralVolatility } from "../neural/neural-volatility.ts";

export const gru = neuralVolatility({
  name: "gru",
  architecture: "gru",
  title: "GRU",
  description: "As the LSTM, with two gates instead of three and fewer weights.",
  units: [8],
  steps: 10,
});
