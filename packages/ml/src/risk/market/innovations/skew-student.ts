import { digamma, logGamma, studentCdf, studentQuantile } from "../../../numeric/distributions.ts";
import type { Innovation } from "./innovation.ts";
import { drawStudent, lowerMean, lowerSquare, unitScale } from "./student.ts";

/** Constants of the density and their derivatives by eta and lambda. */
interface Constants {
  lnC: number;
  lnCByEta: number;
  a: number;
  aByEta: number;
  aByLambda: number;
  b: number;
}

/** c = Gamma((eta + 1) / 2) / (sqrt(pi (eta - 2)) Gamma(eta / 2)), a = 4 lambda c (eta - 2) / (eta - 1), b^2 = 1 + 3 lambda^2 - a^2. */
function constantsOf(eta: number, lambda: number): Constants {
  const lnC = logGamma((eta + 1) / 2) - logGamma(eta / 2) - 0.5 * Math.log(Math.PI * (eta - 2));
  const lnCByEta = 0.5 * (digamma((eta + 1) / 2) - digamma(eta / 2) - 1 / (eta - 2));
  const aByLambda = (4 * Math.exp(lnC) * (eta - 2)) / (eta - 1);
  const a = lambda * aByLambda;
  // d/d eta of (eta - 2) / (eta - 1) is 1 / (eta - 1)^2.
  const aByEta = a * (lnCByEta + 1 / ((eta - 2) * (eta - 1)));
  return { lnC, lnCByEta, a, aByEta, aByLambda, b: Math.sqrt(1 + 3 * lambda * lambda - a * a) };
}

/**
 * Hansen's skewed t with mean zero and variance one: eta > 2 degrees of freedom, lambda in (-1, 1), negative = the longer tail below.
 * f(z) = b c (1 + x^2 / (eta - 2))^(-(eta + 1) / 2), x = (b z + a) / (1 - lambda) for z < -a / b, else (b z + a) / (1 + lambda).
 * With lambda = 0 it is `student`. Source: Hansen (1994), equations 10 to 13.
 */
export const skewStudent: Innovation = {
  name: "skew-t",
  title: "Skewed t (Hansen)",
  shapes: [
    { name: "eta", lower: 2.05, upper: 300, start: 8 },
    { name: "lambda", lower: -0.99, upper: 0.99, start: -0.05 },
  ],

  evaluate(z, n, [eta = 0, lambda = 0], { density, byZ, byShape: [byEta, byLambda] }) {
    const { lnC, lnCByEta, a, aByEta, aByLambda, b } = constantsOf(eta, lambda);
    const room = eta - 2;
    const half = (eta + 1) / 2;
    const lnBC = Math.log(b) + lnC;
    const bByEta = (-a * aByEta) / b;
    const bByLambda = (3 * lambda - a * aByLambda) / b;
    for (let t = 0; t < n; t++) {
      const value = z[t] as number;
      const top = b * value + a;
      const side = top < 0 ? 1 - lambda : 1 + lambda;
      const x = top / side;
      const square = x * x;
      const log = Math.log(1 + square / room);
      // d ln f / dx, carried to z and the shape by the chain rule.
      const byX = (-2 * half * x) / (room + square);
      density[t] = lnBC - half * log;
      byZ[t] = (byX * b) / side;
      if (byEta) {
        byEta[t] =
          bByEta / b + lnCByEta - 0.5 * log + (half * square) / (room * (room + square)) + (byX * (bByEta * value + aByEta)) / side;
      }
      if (byLambda) {
        const sideByLambda = top < 0 ? -1 : 1;
        byLambda[t] = bByLambda / b + byX * ((bByLambda * value + aByLambda) / side - (x * sideByLambda) / side);
      }
    }
  },

  cdf(z, [eta = 0, lambda = 0]) {
    const { a, b } = constantsOf(eta, lambda);
    const top = b * z + a;
    const scale = unitScale(eta);
    return top < 0
      ? (1 - lambda) * studentCdf(top / ((1 - lambda) * scale), eta)
      : (1 - lambda) / 2 + (1 + lambda) * (studentCdf(top / ((1 + lambda) * scale), eta) - 0.5);
  },

  quantile(p, [eta = 0, lambda = 0]) {
    const { a, b } = constantsOf(eta, lambda);
    const left = (1 - lambda) / 2;
    const x =
      p < left
        ? (1 - lambda) * studentQuantile(p / (1 - lambda), eta)
        : (1 + lambda) * studentQuantile(0.5 + (p - left) / (1 + lambda), eta);
    return (x * unitScale(eta) - a) / b;
  },

  tailMean(p, shape) {
    const [eta = 0, lambda = 0] = shape;
    const { a, b } = constantsOf(eta, lambda);
    const top = b * this.quantile(p, shape) + a;
    if (top <= 0) {
      const x = top / (1 - lambda);
      const below = ((1 - lambda) / b) * ((1 - lambda) * lowerMean(x, eta) - a * studentCdf(x / unitScale(eta), eta));
      return below / p;
    }
    // The mean below is less the mean above, because the whole is zero; the integral of u g(u) above x is -lowerMean(x).
    const x = top / (1 + lambda);
    const above = ((1 + lambda) / b) * (-(1 + lambda) * lowerMean(x, eta) - a * (1 - studentCdf(x / unitScale(eta), eta)));
    return -above / p;
  },

  negativeSquare([eta = 0, lambda = 0]) {
    const { a, b } = constantsOf(eta, lambda);
    const scale = unitScale(eta);
    /** Integral of ((side x - a) / b)^2 side g(x) up to x. */
    const squareUpTo = (x: number, side: number) =>
      (side / (b * b)) * (side * side * lowerSquare(x, eta) - 2 * side * a * lowerMean(x, eta) + a * a * studentCdf(x / scale, eta));
    return a < 0
      ? squareUpTo(a / (1 - lambda), 1 - lambda)
      : squareUpTo(0, 1 - lambda) + squareUpTo(a / (1 + lambda), 1 + lambda) - squareUpTo(0, 1 + lambda);
  },

  draw(rng, [eta = 0, lambda = 0]) {
    const { a, b } = constantsOf(eta, lambda);
    const size = Math.abs(drawStudent(rng, eta));
    const x = rng.next() < (1 - lambda) / 2 ? -(1 - lambda) * size : (1 + lambda) * size;
    return (x - a) / b;
  },
};
