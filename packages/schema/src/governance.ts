import { z } from "zod";
import { BASELINES } from "./enums.ts";

export const SEVERITIES = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
export type Severity = (typeof SEVERITIES)[number];

export const FINDING_STATUSES = ["OPEN", "RESOLVED", "ACCEPTED"] as const;
export type FindingStatus = (typeof FINDING_STATUSES)[number];

export const MODEL_EVENT_TYPES = [
  "REGISTERED",
  "STATUS_CHANGED",
  "ALIAS_MOVED",
  "ALIAS_REMOVED",
  "INVENTORY_CHANGED",
  "FINDING_OPENED",
  "FINDING_CLOSED",
  "WAIVER_SIGNED",
  "KILL_SWITCH",
] as const;
export type ModelEventType = (typeof MODEL_EVENT_TYPES)[number];

/** What a workspace asks of a version before it may become champion; four eyes are a column of the workspace itself. */
export const GovernancePolicy = z.object({
  /** The lower 95 % bound of the version's advantage over the baseline must lie above 0, unless a waiver is signed. */
  honestyGate: z.boolean().default(true),
  /** The baseline of a BINARY version that counts; other tasks are measured by the best one that was trained beside them. */
  honestyBaseline: z.enum(BASELINES).default("LOGISTIC"),
  /** The model's inventory must be filled in. */
  requireInventory: z.boolean().default(false),
  /** An open finding of this severity or above blocks; any open one does once it is overdue. */
  blockingSeverity: z.enum(SEVERITIES).default("HIGH"),
});
export type GovernancePolicy = z.infer<typeof GovernancePolicy>;

const text = (most: number) => z.string().trim().min(1, "must not be empty").max(most);

/** What an inventory says of a model (SR 26-2: purpose and exposure; SS1/23 principle 1). Every field is required. */
export const ModelInventory = z.object({
  /** Who answers for it: a person or a desk. */
  owner: text(200),
  purpose: text(2_000),
  /** Money at stake under decisions that use it. */
  exposure: z.object({
    amount: z.number().nonnegative().finite(),
    currency: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as EUR"),
  }),
  /** 1 is the most material. */
  tier: z.int().min(1).max(3),
  intendedUse: text(4_000),
  limits: text(4_000),
  /** E.g. HIGH_RISK_CREDIT under the AI Act's Annex III 5(b). */
  regulatoryClass: z.enum(["HIGH_RISK_CREDIT", "FRAUD_DETECTION", "MARKET_RISK", "OPERATIONAL_RISK", "OTHER"]).default("OTHER"),
});
export type ModelInventory = z.infer<typeof ModelInventory>;
