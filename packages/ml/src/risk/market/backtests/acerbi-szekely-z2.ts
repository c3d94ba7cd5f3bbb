import { simulatedEsTest } from "./simulated-es-test.ts";

/** Z2 = 1 - sum over the hits of loss / ES, over n p: hits that are too many count as well. Source: Acerbi and Szekely (2014), equation 6. */
export const acerbiSzekelyZ2 = simulatedEsTest({
  name: "acerbi-szekely-z2",
  title: "Acerbi and Szekely Z2, ES and number of hits",
  question: "Are number and size of the losses beyond VaR together as ES says?",
  statistic: (ratios, n, p) => 1 - ratios.reduce((sum, ratio) => sum + ratio, 0) / (n * p),
  nothing: "",
});
