import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { creditLossOf } from "../environments/credit-limit.ts";
import { refuse } from "../refuse.ts";
import type { TabularModel } from "../tabular/model.ts";
import { defineAgent } from "./agent.ts";

const params = z.strictObject({
  lossBudget: z.number("must be a number above 0").gt(0, "must be above 0").nullable().default(null).meta({
    title: "Loss budget",
    description:
      "Most expected discounted credit loss of an account, currency; of credit limits only. Where it binds, the best policy draws.",
  }),
});

/** The best policy of an environment that is known as a model: not learned, computed. */
export const exact = defineAgent({
  name: "exact",
  title: "Exact solution",
  description:
    "The best policy of an environment whose states are listed, by policy iteration, or by a linear program under a loss budget.",
  learnsFrom: "ENVIRONMENT",
  environments: ["credit-limit", "collections", "bandit-pricing", "random-mdp"],
  params,
  async train({ source, params: { lossBudget }, progress, signal }) {
    if (signal?.aborted) throw new AppError("CANCELLED", "cancelled", "Training was cancelled.", {}, { cause: signal.reason });
    const { environment, params: given } = source;
    const model = environment.model?.(given);
    if (!model) throw refuse(`Environment '${environment.id}' gives no model with listed states.`, ["environment"]);
    const { modelPolicy } = await import("../policies/tabular.ts");
    const policy = modelPolicy(
      model,
      lossBudget === null ? await bestOf(model) : await bestUnder(model, environment.id, given, lossBudget),
    );
    progress(1);
    return policy;
  },
});

async function bestOf(model: TabularModel): Promise<Float64Array> {
  const [{ policyIteration }, { deterministic }] = await Promise.all([import("../tabular/solve.ts"), import("../tabular/model.ts")]);
  return deterministic(model, policyIteration(model).actions);
}

async function bestUnder(model: TabularModel, id: string, given: unknown, cap: number): Promise<Float64Array> {
  if (id !== "credit-limit")
    throw refuse(`Environment '${id}' has no credit loss, so no loss budget. Leave lossBudget out.`, ["params", "lossBudget"]);
  const { solveConstrained } = await import("../tabular/occupancy.ts");
  return (await solveConstrained(model, [{ name: "credit loss", cost: creditLossOf(given ?? {}), cap }])).policy;
}
