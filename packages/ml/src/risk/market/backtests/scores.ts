import { invalidInput } from "../../../evaluation/inputs.ts";
import type { VarForecasts } from "./hits.ts";

/**
 * Daily pinball (tick) losses of VaR: (p - I)(VaR - loss), p = 1 - alpha, I = 1 on a hit; lowest in the mean for the true quantile, in the
 * losses' unit. Source: Koenker and Bassett (1978).
 */
export function pinballLosses({ losses, var: valueAtRisk, alpha }: VarForecasts): Float64Array {
  return losses.map((loss, t) => {
    const gap = (valueAtRisk[t] as number) - loss;
    return (1 - alpha - Number(gap < 0)) * gap;
  });
}

/**
 * Daily FZ0 losses of VaR and ES together: I (loss - VaR) / (p ES) + VaR / ES + ln ES - 1; lowest in the mean for the true pair. Only
 * differences count: another unit of the losses adds the logarithm of its factor to all.
 * @throws AppError "INVALID_INPUT" without ES or for one that is not positive. Source: Patton, Ziegel and Chen (2019), equation 6.
 */
export function fz0Losses({ losses, var: valueAtRisk, es, alpha }: VarForecasts): Float64Array {
  if (!es) throw invalidInput("FZ0 needs expected shortfall; the method gave none.");
  return losses.map((loss, t) => {
    const [low, mean] = [valueAtRisk[t] as number, es[t] as number];
    if (!(mean > 0)) throw invalidInput(`Expected shortfall must be positive for FZ0. Day ${t} is ${mean}.`, { row: t });
    return Math.max(0, loss - low) / ((1 - alpha) * mean) + low / mean + Math.log(mean) - 1;
  });
}
