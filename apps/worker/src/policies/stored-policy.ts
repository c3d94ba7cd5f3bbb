import { applyPipeline, type ColumnSchema, type FittedPipeline, inputFeatures, type Table, tableFromRecords } from "@plimsoll/features";
import {
  type ConstraintSet,
  type ContinuousPolicy,
  constraintSet,
  type DiscretePolicy,
  deskOf,
  NumberLimits,
  type Policy,
  readPolicy,
  type SeenCounts,
  writePolicy,
} from "@plimsoll/ml";
import { AppError, type PolicyAxis, PolicySource, ReasonCode } from "@plimsoll/schema";
import { z } from "zod";

const Axis = z.object({ name: z.string(), low: z.number().nullable(), high: z.number().nullable(), levels: z.array(z.string()) });
const Counts = z.array(z.number());

/** What a column looked like in the log that a policy learned from: counts between edges of a number, or of each level of a text. */
const ColumnShape = z.object({ name: z.string(), edges: z.array(z.number()), levels: z.array(z.string()), counts: Counts });
export type ColumnShape = z.infer<typeof ColumnShape>;

/** What goes with a policy in its file, so that the file alone says how to decide by it. */
const PolicyRecord = z.object({
  agent: z.string(),
  params: z.record(z.string(), z.unknown()),
  seed: z.number(),
  source: PolicySource,
  /** How a record becomes what the policy reads; null where the record holds the observations themselves. */
  pipeline: z.custom<FittedPipeline>((value) => typeof value === "object" && value !== null && "steps" in value).nullable(),
  /** Null for a policy that gives a number. */
  constraints: z.record(z.string(), z.unknown()).nullable(),
  /** Of a policy that gives a number; null for one over listed actions. */
  limits: NumberLimits.nullable().default(null),
  /** [observations] the range that training has seen, of a policy that gives a number; null where it says nothing. */
  seenRange: z.object({ low: Counts, high: Counts }).nullable().default(null),
  /** How often the log took each action in each segment; null where there is no log. */
  seen: z.record(z.string(), Counts).nullable(),
  /** [observations] means over what was learned from: what reasons are measured from. */
  reference: Counts,
  reasonCodes: z.array(ReasonCode),
  axes: z.array(Axis),
  segmentColumn: z.string().nullable(),
  /** Of the log: share of each action, mean reward, columns. */
  past: z.object({ shares: Counts, meanReward: z.number(), columns: z.array(ColumnShape) }).nullable(),
});
export type PolicyRecord = z.infer<typeof PolicyRecord> & { axes: PolicyAxis[] };

/** A policy of the registry, ready to decide. */
export interface StoredPolicy extends Omit<PolicyRecord, "constraints" | "seen"> {
  policy: Policy;
  constraints: ConstraintSet | null;
  seen: SeenCounts | null;
  /** The columns of a record. */
  columns: ColumnSchema[];
  /** [observations] the column of the record that each observation comes from. */
  features: string[];
}

export const writeStoredPolicy = (policy: Policy, record: PolicyRecord): Uint8Array<ArrayBuffer> => writePolicy(policy, { ...record });

/** @throws AppError BAD_BUNDLE for a file that is no policy of the registry. */
export function readStoredPolicy(bytes: Uint8Array): StoredPolicy {
  const { policy, lineage } = readPolicy(bytes);
  const parsed = PolicyRecord.safeParse(lineage);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join(".") ?? "";
    throw new AppError("BAD_BUNDLE", "data", `The policy file is refused: its record '${place}' is not valid. Train the policy again.`);
  }
  const { constraints, seen, ...record } = parsed.data;
  const { pipeline } = record;
  const { observationNames, actionNames } = policy.schema;
  return {
    ...record,
    policy,
    constraints: constraints && constraintSet(constraints, actionNames),
    seen: seen && new Map(Object.entries(seen)),
    columns: pipeline ? pipeline.columns : inputsOf(policy).map(({ name }) => ({ name, type: "FLOAT" as const })),
    features: pipeline ? inputFeatures(pipeline).map(({ source, name }) => source ?? name) : [...observationNames],
  };
}

/** [n, observations] what a policy reads of the rows of a table. */
export function observationsOf({ pipeline, columns }: Pick<StoredPolicy, "pipeline" | "columns">, table: Table): Float64Array {
  if (pipeline) return Float64Array.from(applyPipeline(pipeline, table).data);
  const [n, d] = [table.rowCount, columns.length];
  const out = new Float64Array(n * d);
  table.columns.forEach((column, f) => {
    if (column.type !== "STRING") for (let i = 0; i < n; i++) out[i * d + f] = column.values[i] as number;
  });
  return out;
}

/** [observations] of one record. @throws AppError as `tableFromRecords`. */
export const observationOf = (stored: StoredPolicy, record: Readonly<Record<string, unknown>>): Float64Array =>
  observationsOf(stored, tableFromRecords([record], stored.columns));

/** What a policy without a pipeline is asked with: the desk's own units, or its observations. */
export const inputsOf = (policy: Policy): readonly { name: string; description?: string }[] =>
  policy.kind === "continuous" ? deskOf(policy).inputs : policy.schema.observationNames.map((name) => ({ name }));

/** @throws AppError INVALID_INPUT for a policy that gives a number. */
export function discreteOf({ policy, constraints }: StoredPolicy): { policy: DiscretePolicy; constraints: ConstraintSet } {
  if (policy.kind === "discrete" && constraints) return { policy, constraints };
  throw new AppError(
    "INVALID_INPUT",
    "input",
    "This policy gives a number (a hedge, a schedule), not an action of a list. Simulate it in its environment instead.",
    { path: ["modelVersionId"] },
  );
}

const NO_LIMITS = NumberLimits.parse({});

/** @throws AppError INVALID_INPUT for a policy over listed actions. */
export function numbersOf({ policy, limits }: StoredPolicy): { policy: ContinuousPolicy; limits: NumberLimits } {
  if (policy.kind === "continuous") return { policy, limits: limits ?? NO_LIMITS };
  throw new AppError("INVALID_INPUT", "input", "This policy chooses among actions; it gives no number.", { path: ["modelVersionId"] });
}
