import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";

const amount = () => z.number().min(0, "must be at least 0");

/** One insurance contract over one or more cells. */
export const InsurancePolicy = z.strictObject({
  id: z.string().min(1),
  cells: z.array(z.string()).min(1).meta({ title: "Cells", description: "Whose losses it covers; a cell has one contract at most." }),
  eventDeductible: amount().default(0).meta({ title: "Deductible", description: "Of each loss, borne by the bank." }),
  eventLimit: amount().nullable().default(null).meta({ title: "Limit", description: "Of the payment for each loss; none = no limit." }),
  aggregateDeductible: amount().default(0).meta({ title: "Aggregate deductible", description: "Of the payments of a year." }),
  aggregateLimit: amount().nullable().default(null).meta({ title: "Aggregate limit", description: "Of the payments of a year." }),
  coverage: z
    .number()
    .gt(0, "must be above 0")
    .max(1, "must be at most 1")
    .default(1)
    .meta({ title: "Coverage", description: "Share of the payment after haircuts for default of the insurer and disputes." }),
});
export type InsurancePolicy = z.output<typeof InsurancePolicy>;

/** What the contract pays for one loss before its yearly terms. */
export function eventPayment({ eventDeductible, eventLimit }: InsurancePolicy): (loss: number) => number {
  const limit = eventLimit ?? Number.POSITIVE_INFINITY;
  return (loss) => Math.min(limit, Math.max(0, loss - eventDeductible));
}

/** What the contract pays in a year whose losses earn `payments` together. */
export function yearPayment({ aggregateDeductible, aggregateLimit, coverage }: InsurancePolicy, payments: number): number {
  return coverage * Math.min(aggregateLimit ?? Number.POSITIVE_INFINITY, Math.max(0, payments - aggregateDeductible));
}

/** The contract of each cell, or null. @throws AppError "INVALID_INPUT" for an unknown cell, a cell with two contracts or contracts of one id. */
export function policiesByCell(policies: readonly InsurancePolicy[], cells: readonly string[]): (number | null)[] {
  if (new Set(policies.map(({ id }) => id)).size < policies.length)
    throw invalidInput("Insurance contracts need different ids.", { path: ["insurance"] });
  const owner = new Map<string, number>();
  policies.forEach(({ id, cells: covered }, at) => {
    for (const cell of covered) {
      if (!cells.includes(cell))
        throw invalidInput(`Contract '${id}' covers the cell '${cell}', which does not exist. Cells: ${cells.join(", ")}.`, {
          path: ["insurance"],
        });
      if (owner.has(cell))
        throw invalidInput(`Cell '${cell}' is covered by two contracts; each loss can be claimed once.`, { path: ["insurance"] });
      owner.set(cell, at);
    }
  });
  return cells.map((cell) => owner.get(cell) ?? null);
}
