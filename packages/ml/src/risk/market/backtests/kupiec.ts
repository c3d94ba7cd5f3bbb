import { hitTest } from "./hit-test.ts";
import { coverageRatio } from "./likelihood-ratios.ts";

export const kupiec = hitTest({
  name: "kupiec",
  title: "Kupiec, unconditional coverage",
  question: "Is the number of hits the promised one?",
  df: 1,
  ratio: coverageRatio,
});
