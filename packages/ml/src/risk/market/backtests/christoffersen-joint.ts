import { hitTest } from "./hit-test.ts";
import { coverageRatio, independenceRatio } from "./likelihood-ratios.ts";

export const christoffersenJoint = hitTest({
  name: "christoffersen-joint",
  title: "Christoffersen, conditional coverage",
  question: "Are the hits as many as promised and independent of each other?",
  df: 2,
  ratio: (counts, p) => coverageRatio(counts, p) + independenceRatio(counts),
});
