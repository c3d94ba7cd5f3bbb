import { defineArchitecture } from "./architecture.ts";
import { recurrentDesign, recurrentParams } from "./recurrent.ts";

export const lstm = defineArchitecture({
  name: "lstm",
  title: "LSTM",
  description:
    "Long short-term memory layers over the steps of each row, oldest first, and a linear head on the last state. Without a sequence a row is one step.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: recurrentParams("LSTM"),
  build: (input) => recurrentDesign("lstm", input),
});
