import { z } from "zod";
import { egarchProcess } from "../../volatility/garch/egarch-process.ts";
import { garchProcess } from "../../volatility/garch/garch-process.ts";
import type { VarianceProcess } from "../../volatility/garch/variance-process.ts";

const makers = {
  garch: () => garchProcess({ p: 1, o: 0, q: 1 }),
  gjr: () => garchProcess({ p: 1, o: 1, q: 1 }),
  egarch: () => egarchProcess({ p: 1, o: 1, q: 1 }),
} satisfies Record<string, () => VarianceProcess>;
export type ProcessName = keyof typeof makers;
export const PROCESS_NAMES = Object.keys(makers) as [ProcessName, ...ProcessName[]];

/** The variance process that a method filters returns with, one lag of each kind. */
export const processParam = (initial: ProcessName) =>
  z
    .enum(PROCESS_NAMES, `must be one of ${PROCESS_NAMES.join(", ")}`)
    .default(initial)
    .meta({ title: "Volatility", description: "Model of the variance: garch, gjr (falls count more) or egarch." });

export const processOf = (name: ProcessName): VarianceProcess => makers[name]();
