import type { Rng } from "@plimsoll/features";
import { digamma, logGamma, studentCdf, studentLogPdf, studentQuantile } from "../../../numeric/distributions.ts";
import type { Innovation } from "./innovation.ts";

/**
 * Student's t scaled to variance one, nu > 2 degrees of freedom:
 * ln f = ln Gamma((nu + 1) / 2) - ln Gamma(nu / 2) - ln(pi (nu - 2)) / 2 - (nu + 1) / 2 * ln(1 + z^2 / (nu - 2)).
 * Source: Bollerslev (1987).
 */
export const student: Innovation = {
  name: "t",
  title: "Student's t",
  shapes: [{ name: "nu", lower: 2.05, upper: 500, start: 8 }],

  evaluate(z, n, [nu = 0], { density, byZ, byShape: [byNu] }) {
    const room = nu - 2;
    const half = (nu + 1) / 2;
    const constant = logGamma(half) - logGamma(nu / 2) - 0.5 * Math.log(Math.PI * room);
    const slope = 0.5 * (digamma(half) - digamma(nu / 2) - 1 / room);
    for (let t = 0; t < n; t++) {
      const value = z[t] as number;
      const square = value * value;
      const log = Math.log(1 + square / room);
      density[t] = constant - half * log;
      byZ[t] = (-2 * half * value) / (room + square);
      if (byNu) byNu[t] = slope - 0.5 * log + (half * square) / (room * (room + square));
    }
  },

  cdf: (z, [nu = 0]) => studentCdf(z / unitScale(nu), nu),
  quantile: (p, [nu = 0]) => unitScale(nu) * studentQuantile(p, nu),
  tailMean: (p, [nu = 0]) => lowerMean(unitScale(nu) * studentQuantile(p, nu), nu) / p,
  negativeSquare: () => 0.5,
  draw: (rng, [nu = 0]) => drawStudent(rng, nu),
};

/** Standard deviation one for t of nu degrees of freedom. */
export const unitScale = (nu: number): number => Math.sqrt((nu - 2) / nu);

/** The integral of u g(u) up to x, for the unit-variance density g: the mean below x times its probability. */
export function lowerMean(x: number, nu: number): number {
  const scale = unitScale(nu);
  const t = x / scale;
  return (-scale * Math.exp(studentLogPdf(t, nu)) * (nu + t * t)) / (nu - 1);
}

/** The integral of u^2 g(u) up to x, by the identity (1 + u^2 / nu) f_nu(u) ~ f_(nu - 2)(u sqrt((nu - 2) / nu)). */
export function lowerSquare(x: number, nu: number): number {
  const t = x / unitScale(nu);
  return (nu - 1) * studentCdf(t * Math.sqrt((nu - 2) / nu), nu - 2) - (nu - 2) * studentCdf(t, nu);
}

/** A unit-variance t. Source: Bailey (1994), the polar form for t beside Box and Muller's for the normal. */
export function drawStudent(rng: Rng, nu: number): number {
  const radius = Math.sqrt((nu - 2) * Math.expm1((-2 / nu) * Math.log(1 - rng.next())));
  return radius * Math.cos(2 * Math.PI * rng.next());
}
