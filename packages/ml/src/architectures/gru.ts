import { defineArchitecture } from "./architecture.ts";
import { recurrentDesign, recurrentParams } from "./recurrent.ts";

export const gru = defineArchitecture({
  name: "gru",
  title: "GRU",
  description:
    "Gated recurrent layers over the steps of each row, oldest first, and a linear head on the last state: lighter than an LSTM.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: recurrentParams("GRU"),
  build: (input) => recurrentDesign("gru", input),
});
