import type { EnvDefinition } from "../env.ts";
import { refuse } from "../refuse.ts";
import { acrobot } from "./acrobot.ts";
import { banditPricing } from "./bandit-pricing.ts";
import { cartpole } from "./cartpole.ts";
import { collections } from "./collections.ts";
import { creditLimit } from "./credit-limit.ts";
import { executionAc } from "./execution-ac.ts";
import { hedgeBs } from "./hedge-bs.ts";
import { hedgeHeston } from "./hedge-heston.ts";
import { randomMdp } from "./random-mdp.ts";

/** Every environment of the platform, one line each. */
export const environments: readonly EnvDefinition[] = [
  banditPricing,
  creditLimit,
  collections,
  hedgeBs,
  hedgeHeston,
  executionAc,
  cartpole,
  acrobot,
  randomMdp,
];

/** The environment of that id. @throws AppError "INVALID_INPUT" naming those that exist. */
export function environment(id: string): EnvDefinition {
  const found = environments.find((entry) => entry.id === id);
  if (found) return found;
  throw refuse(`Environment '${id}' does not exist. Choose one of: ${environments.map((entry) => entry.id).join(", ")}.`, ["environment"]);
}
