import { hitTest } from "./hit-test.ts";
import { independenceRatio } from "./likelihood-ratios.ts";

export const christoffersenIndependence = hitTest({
  name: "christoffersen-independence",
  title: "Christoffersen, independence",
  question: "Is a hit as likely the day after a hit as on any other day?",
  df: 1,
  ratio: (counts) => independenceRatio(counts),
});
