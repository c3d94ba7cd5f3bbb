import { defineArchitecture } from "./architecture.ts";
import { recurrentDesign, recurrentParams } from "./recurrent.ts";

export const rnn = defineArchitecture({
  name: "rnn",
  title: "Simple RNN",
  description:
    "Simple recurrent layers over the steps of each row, oldest first, and a linear head on the last state: for short histories.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: recurrentParams("recurrent"),
  build: (input) => recurrentDesign("rnn", input),
});
