import { AppError } from "@plimsoll/schema";
import { refuse } from "../refuse.ts";
import { add, type Complex, complex, exponential, logarithm, over, root, scale, subtract, times } from "./complex.ts";

/** dS = S sqrt(v) dW1; dv = kappa (theta - v) dt + sigmaV sqrt(v) dW2; correlation of W1 and W2 rho; rate 0. Time in years. */
export interface HestonSetting {
  spot: number;
  strike: number;
  maturity: number;
  /** Variance now, a year. */
  v0: number;
  /** Speed of return to the mean, 1 / year. */
  kappa: number;
  /** Long-run variance, a year. */
  theta: number;
  /** Volatility of the variance. */
  sigmaV: number;
  rho: number;
}

/** Nodes and weights of Gauss-Legendre quadrature with 16 points on [-1, 1], the positive half. */
const NODES = [
  0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438, 0.755404408355003, 0.8656312023878318,
  0.9445750230732326, 0.9894009349916499,
];
const WEIGHTS = [
  0.1894506104550685, 0.1826034150449236, 0.16915651939500254, 0.1495959888165767, 0.12462897125553388, 0.09515851168249279,
  0.06225352393864789, 0.027152459411754096,
];
const MAX_PANELS = 20_000;

/**
 * The price of a European call in the Heston model, rate 0:
 * C = S - sqrt(S K) / pi * integral over u from 0 of Re(e^(i u ln(S / K)) phi(u - i / 2)) / (u^2 + 1 / 4),
 * phi the characteristic function of ln(S_T / S) in the form without branch cuts. Error below 1e-8 of the strike.
 * @throws AppError "INVALID_INPUT" for parameters outside their range, "NOT_CONVERGED" if the integrand does not die out.
 * Source: Lewis (2001); Albrecher, Mayer, Schoutens and Tistaert (2007), the "little trap".
 */
export function hestonCall(setting: HestonSetting): number {
  checkHeston(setting);
  const { spot, strike } = setting;
  const moneyness = Math.log(spot / strike);
  const integrand = (u: number): number => {
    const value = times(exponential(complex(0, u * moneyness)), characteristic(setting, complex(u, -0.5)));
    return value.re / (u * u + 0.25);
  };
  return spot - (Math.sqrt(spot * strike) / Math.PI) * integrateToInfinity(integrand);
}

/** @throws AppError "INVALID_INPUT" naming the parameter that is out of range. */
export function checkHeston(setting: HestonSetting): void {
  for (const name of ["spot", "strike", "maturity", "kappa", "theta", "sigmaV"] as const)
    if (!(setting[name] > 0)) throw refuse(`Parameter '${name}' of the Heston model must be above 0. Got ${setting[name]}.`);
  if (!(setting.v0 >= 0)) throw refuse(`Parameter 'v0' of the Heston model must be at least 0. Got ${setting.v0}.`);
  if (!(Math.abs(setting.rho) < 1)) throw refuse(`Parameter 'rho' of the Heston model must be in (-1, 1). Got ${setting.rho}.`);
}

/** E exp(i u ln(S_T / S)). */
function characteristic({ maturity, v0, kappa, theta, sigmaV, rho }: HestonSetting, u: Complex): Complex {
  const iu: Complex = { re: -u.im, im: u.re };
  const variance = sigmaV * sigmaV;
  const beta = subtract(complex(kappa), scale(iu, rho * sigmaV));
  const d = root(add(times(beta, beta), scale(add(iu, times(u, u)), variance)));
  const g = over(subtract(beta, d), add(beta, d));
  const decay = exponential(scale(d, -maturity));
  const rest = subtract(complex(1), times(g, decay));
  const drift = subtract(scale(subtract(beta, d), maturity), scale(logarithm(over(rest, subtract(complex(1), g))), 2));
  const level = times(over(subtract(beta, d), complex(variance)), over(subtract(complex(1), decay), rest));
  return exponential(add(scale(drift, (kappa * theta) / variance), scale(level, v0)));
}

/** By panels that grow with u, each with 16 Gauss-Legendre points, until four in a row add nothing. */
function integrateToInfinity(f: (u: number) => number): number {
  let [sum, from, width, quiet] = [0, 0, 0.5, 0];
  for (let panel = 0; panel < MAX_PANELS; panel++) {
    const middle = from + width / 2;
    let part = 0;
    NODES.forEach((node, k) => {
      part += (WEIGHTS[k] as number) * (f(middle - (node * width) / 2) + f(middle + (node * width) / 2));
    });
    part *= width / 2;
    sum += part;
    quiet = Math.abs(part) < 1e-13 ? quiet + 1 : 0;
    if (quiet === 4) return sum;
    from += width;
    width = Math.min(width * 1.1, 8);
  }
  throw new AppError(
    "NOT_CONVERGED",
    "numerical",
    "The Heston integral does not die out. Check maturity and the volatility of the variance.",
  );
}
