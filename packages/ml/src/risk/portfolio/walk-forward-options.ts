import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";
import { parseWith } from "../parameters.ts";
import { PortfolioOptions, parsePortfolioOptions } from "./portfolio-options.ts";

const { method, covariance, expectedReturns, constraints, riskFreeRate, periodsPerYear } = PortfolioOptions.shape;

/** A comparison of methods over time. */
export const PortfolioWalkForwardOptions = z.strictObject({
  methods: z
    .array(z.strictObject({ id: z.string().min(1).optional(), method, covariance, expectedReturns }))
    .min(1)
    .max(30)
    .meta({ title: "Methods", description: "What is compared, beside equal weight, which is always there." }),
  window: z.int().min(20).default(500).meta({ title: "Window", description: "Periods that each estimate looks back." }),
  expanding: z
    .boolean()
    .default(false)
    .meta({ title: "Expanding", description: "Estimate on everything before, from the window on, rather than on the window alone." }),
  rebalanceEvery: z
    .int()
    .min(1)
    .default(21)
    .meta({ title: "Rebalance every", description: "Periods between two rebalances; weights drift in between." }),
  costRate: z
    .number()
    .min(0)
    .max(0.1)
    .default(0.001)
    .meta({ title: "Cost rate", description: "Of the amount traded, each side: 0.001 = 10 basis points." }),
  constraints,
  riskFreeRate,
  periodsPerYear,
  replicates: z
    .int()
    .min(100)
    .max(100_000)
    .default(1000)
    .meta({ title: "Replicates", description: "Of the bootstrap behind the intervals." }),
  blockLength: z
    .number()
    .min(1)
    .nullable()
    .default(null)
    .meta({ title: "Block length", description: "Mean periods of a bootstrap block; none = the cube root of the number of periods." }),
  seed: z.int().min(0).default(1).meta({ title: "Seed", description: "Equal seeds give equal intervals." }),
});
export type PortfolioWalkForwardOptions = z.output<typeof PortfolioWalkForwardOptions>;
type Named<Method> = Omit<Method, "id"> & { id: string };
export interface ParsedWalkForward extends Omit<PortfolioWalkForwardOptions, "methods"> {
  methods: Named<PortfolioWalkForwardOptions["methods"][number]>[];
}

export const BENCHMARK = "equal-weight";

/** The options with defaults. @throws AppError "INVALID_INPUT", also for two methods of one id or a method's own parameters. */
export function parsePortfolioWalkForward(options: unknown): ParsedWalkForward {
  const parsed = parseWith("walkForward", PortfolioWalkForwardOptions, options);
  const methods = parsed.methods.map((entry) => {
    parsePortfolioOptions({ method: entry.method, covariance: entry.covariance });
    return { ...entry, id: entry.id ?? entry.method.name };
  });
  const ids = methods.map(({ id }) => id);
  if (new Set(ids).size < ids.length)
    throw invalidInput(`Methods need different ids. Got ${ids.join(", ")}; give those of one name an 'id' each.`, { path: ["methods"] });
  if (methods.some(({ id, method: { name } }) => id === BENCHMARK && name !== BENCHMARK))
    throw invalidInput(`The id '${BENCHMARK}' belongs to the method of that name, which all others are compared with. Choose another id.`, {
      path: ["methods"],
    });
  return { ...parsed, methods };
}
