/**
 * QLIKE of each forecast, ln h + x / h, lowest in the mean for the true variance also where the proxy x is only unbiased for it. A proxy of
 * zero is allowed; a change of units moves all losses by the same constant. Source: Patton (2011).
 * @param proxy [n] >= 0, squared return or realised variance. @param variance [n] > 0, same unit.
 */
export const qlikeLosses = (proxy: Float64Array, variance: Float64Array): Float64Array =>
  proxy.map((x, t) => Math.log(variance[t] as number) + x / (variance[t] as number));

/** (x - h)^2, in the fourth power of the returns' unit. */
export const squaredErrors = (proxy: Float64Array, variance: Float64Array): Float64Array =>
  proxy.map((x, t) => (x - (variance[t] as number)) ** 2);
