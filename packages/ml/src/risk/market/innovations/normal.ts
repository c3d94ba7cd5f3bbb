import { normalCdf, normalPdf, normalQuantile } from "../../../numeric/distributions.ts";
import type { Innovation } from "./innovation.ts";

const HALF_LN_2PI = 0.5 * Math.log(2 * Math.PI);

/** Normal errors: ln f = -(ln 2 pi + z^2) / 2. */
export const normal: Innovation = {
  name: "normal",
  title: "Normal",
  shapes: [],

  evaluate(z, n, _shape, { density, byZ }) {
    for (let t = 0; t < n; t++) {
      const value = z[t] as number;
      density[t] = -HALF_LN_2PI - 0.5 * value * value;
      byZ[t] = -value;
    }
  },

  cdf: (z) => normalCdf(z),
  quantile: (p) => normalQuantile(p),
  tailMean: (p) => -normalPdf(normalQuantile(p)) / p,
  negativeSquare: () => 0.5,
  draw: (rng) => rng.normal(),
};
