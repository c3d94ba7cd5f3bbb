import { simulatedEsTest } from "./simulated-es-test.ts";

/** Z1 = 1 - mean of loss / ES over the hits: 0 for a right ES, negative for one that is too low. Source: Acerbi and Szekely (2014), equation 4. */
export const acerbiSzekelyZ1 = simulatedEsTest({
  name: "acerbi-szekely-z1",
  title: "Acerbi and Szekely Z1, ES after a hit",
  question: "Are the losses of hit days as large as ES says, whatever the number of hits?",
  statistic: (ratios) => (ratios.length === 0 ? null : 1 - ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length),
  nothing: "There is no hit, so nothing to compare ES with.",
});
