import { normalCdf, normalPdf } from "../../numeric/distributions.ts";
import { refuse } from "../refuse.ts";

export interface OptionSetting {
  spot: number;
  strike: number;
  /** Time to maturity, years, at least 0. */
  maturity: number;
  /** Volatility a year, decimal. */
  sigma: number;
  /** Continuously compounded rate a year, decimal. */
  rate?: number;
  /** Continuously compounded dividend yield a year, decimal. */
  dividend?: number;
  call?: boolean;
}

export interface OptionValue {
  price: number;
  delta: number;
  gamma: number;
  /** Change of the price for a change of one in sigma. */
  vega: number;
  /** Change of the price for one year passing. */
  theta: number;
  /** Change of the price for a change of one in the rate. */
  rho: number;
}

/**
 * A European option and its sensitivities. d1 = (ln(S / K) + (r - q + sigma^2 / 2) T) / (sigma sqrt T), d2 = d1 - sigma sqrt T;
 * call = S e^(-q T) N(d1) - K e^(-r T) N(d2), put by parity. At maturity, or with sigma 0, the value is what is certain.
 * @throws AppError "INVALID_INPUT" if spot or strike is not above 0, or maturity or sigma below 0. Source: Black and Scholes (1973), Merton (1973).
 */
export function blackScholes({ spot, strike, maturity, sigma, rate = 0, dividend = 0, call = true }: OptionSetting): OptionValue {
  if (!(spot > 0 && strike > 0)) throw refuse(`Spot and strike of an option must be above 0. Got ${spot} and ${strike}.`);
  if (!(maturity >= 0 && sigma >= 0)) throw refuse(`Maturity and sigma of an option must be at least 0. Got ${maturity} and ${sigma}.`);
  const sign = call ? 1 : -1;
  const forward = spot * Math.exp(-dividend * maturity);
  const discounted = strike * Math.exp(-rate * maturity);
  const spread = sigma * Math.sqrt(maturity);
  const d1 = spread > 0 ? (Math.log(spot / strike) + (rate - dividend) * maturity) / spread + spread / 2 : certainty(forward - discounted);
  const d2 = spread > 0 ? d1 - spread : d1;
  const [n1, n2] = [normalCdf(sign * d1), normalCdf(sign * d2)];
  const density = Number.isFinite(d1) ? normalPdf(d1) : 0;
  return {
    price: sign * (forward * n1 - discounted * n2),
    delta: sign * Math.exp(-dividend * maturity) * n1,
    gamma: spread > 0 ? (Math.exp(-dividend * maturity) * density) / (spot * spread) : 0,
    vega: forward * density * Math.sqrt(maturity),
    theta:
      (maturity > 0 ? (-forward * density * sigma) / (2 * Math.sqrt(maturity)) : 0) -
      sign * (rate * discounted * n2 - dividend * forward * n1),
    rho: sign * discounted * maturity * n2,
  };
}

const certainty = (excess: number): number => (excess === 0 ? 0 : excess > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
