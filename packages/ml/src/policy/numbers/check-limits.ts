import { hedgeSettingOf } from "../agents/deep-hedge.ts";
import { executionParams } from "../environments/execution-ac.ts";
import { checkSaleLimits } from "./execution-desk.ts";
import { checkHedgeLimits } from "./hedge-desk.ts";
import { type NumberLimits, numberLimits } from "./limits.ts";

/** The limits of a policy that is to be learned in an environment. @throws AppError "INVALID_INPUT" for limits within which its task cannot be done. */
export function limitsIn(environment: string, params: Record<string, unknown>, constraints: unknown): NumberLimits {
  const limits = numberLimits(constraints);
  if (environment === "execution-ac") checkSaleLimits(executionParams.parse(params), limits);
  else checkHedgeLimits(hedgeSettingOf(environment, params), limits);
  return limits;
}
