import { z as schema } from "zod";
import { minimize } from "../../../numeric/minimize.ts";
import { type Estimates, kept, recalled } from "../estimates.ts";
import { student } from "../innovations/student.ts";
import { checkSeries } from "../series.ts";

const KeptStudent = schema.object({ scale: schema.number(), nu: schema.number() });

/**
 * Scale and degrees of freedom of a t with mean zero, by maximum likelihood; `scale` is the standard deviation. @param values [n], not all zero.
 * @param estimates where both are kept, or taken from.
 */
export function fitStudentScale(values: Float64Array, estimates?: Estimates): { scale: number; nu: number } {
  return recalled(estimates, "student", KeptStudent) ?? kept(estimates, "student", searchStudent(values));
}

function searchStudent(values: Float64Array): { scale: number; nu: number } {
  const n = values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value * value) / n, 0));
  const z = new Float64Array(n);
  const out = { density: new Float64Array(n), byZ: new Float64Array(n), byShape: [new Float64Array(n)] };
  const { x } = minimize({
    start: [0, 8],
    lower: [-2, 2.05],
    upper: [2, 200],
    objective([logScale = 0, nu = 0], gradient) {
      const scale = deviation * Math.exp(logScale);
      for (let t = 0; t < n; t++) z[t] = (values[t] as number) / scale;
      student.evaluate(z, n, [nu], out);
      let [value, byScale, byNu] = [logScale, 1, 0];
      for (let t = 0; t < n; t++) {
        value -= (out.density[t] as number) / n;
        byScale += ((out.byZ[t] as number) * (z[t] as number)) / n;
        byNu -= ((out.byShape[0] as Float64Array)[t] as number) / n;
      }
      gradient[0] = byScale;
      gradient[1] = byNu;
      return value;
    },
  });
  return { scale: deviation * Math.exp(x[0] as number), nu: x[1] as number };
}

/** Standardised third and fourth moments, ddof 0; the fourth less 3. */
export function shapeMoments(values: Float64Array): { skewness: number; excessKurtosis: number } {
  const { mean, deviation } = checkSeries(values, { name: "standardised returns", minimum: 4 });
  let [third, fourth] = [0, 0];
  for (const value of values) {
    const z = (value - mean) / deviation;
    third += z ** 3 / values.length;
    fourth += z ** 4 / values.length;
  }
  return { skewness: third, excessKurtosis: fourth - 3 };
}
