import { invalidInput } from "../evaluation/inputs.ts";
import type { ExplainerDefinition } from "./explainer.ts";
import { expectedGradients, integratedGradients } from "./gradient-explainers.ts";
import { exactShap, kernelShap } from "./shapley-explainers.ts";

/** Every way to explain a network, one line each; the first is what reasons are made by. */
export const explainers: readonly ExplainerDefinition[] = [expectedGradients, integratedGradients, kernelShap, exactShap];

/** The explainer of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export function explainer(name: string): ExplainerDefinition {
  const found = explainers.find((entry) => entry.name === name);
  if (found) return found;
  throw invalidInput(`There is no explainer '${name}'. Choose one of: ${explainers.map((entry) => entry.name).join(", ")}.`, {
    path: ["explainer"],
  });
}
