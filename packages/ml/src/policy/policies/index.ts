import { batchConstrainedType } from "./batch-constrained.ts";
import { executionType } from "./execution.ts";
import { hedgeType } from "./hedge.ts";
import { linearType } from "./linear.ts";
import { networkType } from "./network.ts";
import { neuralLinearType } from "./neural-linear.ts";
import type { PolicyType } from "./policy.ts";
import { tableType } from "./tabular.ts";

/** Every kind of policy that can be stored and read back, one line each. */
export const policyTypes: readonly PolicyType[] = [
  tableType,
  networkType,
  linearType,
  neuralLinearType,
  batchConstrainedType,
  hedgeType,
  executionType,
];
