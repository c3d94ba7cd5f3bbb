import { createRng } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { wholeNumber } from "../../../architectures/params.ts";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { type Backtest, defineBacktest, untested } from "./backtest.ts";
import { drawHits } from "./dynamic-quantile.ts";
import { hitsOf } from "./hits.ts";
import { tailModelOf } from "./tail-model.ts";

/** A statistic of the hits' losses over their ES, both listed for the days with a hit; null where it has no value. */
export type EsStatistic = (ratios: readonly number[], n: number, p: number) => number | null;

/**
 * A test of ES whose p-value is simulated under the forecasts' own tail (`tailModelOf`), one-sided against an ES that is too low: small
 * statistics reject. Simulated from the model itself, its size is its level but for the number of simulations.
 */
export function simulatedEsTest(definition: {
  name: string;
  title: string;
  question: string;
  statistic: EsStatistic;
  nothing: string;
}): Backtest {
  return defineBacktest({
    ...definition,
    needsEs: true,
    params: z.strictObject({
      simulations: wholeNumber(5000, [200, 100_000], "Simulations", "Simulated histories behind the p-value."),
    }),
    run(forecasts, { simulations }, { level, seed }) {
      const es = positiveEs(forecasts.es);
      const p = 1 - forecasts.alpha;
      const n = es.length;
      const hits = hitsOf(forecasts);
      const reference = `${simulations} simulations`;
      const own = definition.statistic(
        ratiosAt(hits, (t) => (forecasts.losses[t] as number) / (es[t] as number)),
        n,
        p,
      );
      if (own === null) return untested(reference, definition.nothing);
      const tail = tailModelOf(forecasts, es);
      const rng = createRng(seed);
      const drawn = new Uint8Array(n);
      const values: number[] = [];
      // A statistic that a history without hits has not is drawn again; at a tiny n * p that may never end.
      for (let round = 0; values.length < simulations && round < 50 * simulations; round++) {
        drawHits(rng, p, drawn);
        const value = definition.statistic(
          ratiosAt(drawn, (t) => {
            const [low, mean] = [forecasts.var[t] as number, es[t] as number];
            return (low + (mean - low) * tail.excess(rng)) / mean;
          }),
          n,
          p,
        );
        if (value !== null) values.push(value);
      }
      if (values.length < simulations) return untested(reference, "Hits are too rare at this number of days to simulate the test.");
      values.sort((a, b) => a - b);
      const below = values.filter((value) => value <= own).length;
      const critical = values[Math.max(0, Math.floor(level * simulations) - 1)] as number;
      return {
        statistic: own,
        reference,
        pValue: (below + 1) / (simulations + 1),
        finiteSamplePValue: null,
        size: { value: level, method: "simulated", standardError: Math.sqrt((level * (1 - level)) / simulations) },
        note: null,
        details: { criticalValue: critical, ...(tail.nu === null ? {} : { nu: tail.nu }) },
      };
    },
  });
}

/** @throws AppError "INVALID_INPUT" without ES or for one that is not positive: a loss over it has no meaning. */
function positiveEs(es: Float64Array | null): Float64Array {
  if (!es) throw invalidInput("This test needs expected shortfall; the method gave none.");
  const bad = es.findIndex((value) => !(value > 0));
  if (bad < 0) return es;
  throw new AppError("INVALID_INPUT", "input", `Expected shortfall must be positive to test it. Day ${bad} is ${es[bad]}.`, { row: bad });
}

function ratiosAt(hits: Uint8Array, ratio: (t: number) => number): number[] {
  const ratios: number[] = [];
  for (let t = 0; t < hits.length; t++) if (hits[t]) ratios.push(ratio(t));
  return ratios;
}
