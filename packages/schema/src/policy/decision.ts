import { z } from "zod";

const amount = z.number().min(0).max(1e15);

/** Whom a decision is about: what limits look at beside the record. */
export const DecisionApplicant = z.object({
  obligor: z.string().max(256).nullable().default(null),
  segment: z.string().max(256).nullable().default(null),
  amount: amount.nullable().default(null),
  risk: z.number().nullable().default(null),
  /** Expected loss for one unit of exposure. */
  lossRate: z.number().min(0).nullable().default(null),
  group: z.string().max(256).nullable().default(null),
});
export type DecisionApplicant = z.infer<typeof DecisionApplicant>;

/** What the api asks of the scorer for one decision. */
export const DecideRequest = z.object({
  workspaceId: z.string(),
  modelId: z.string(),
  modelVersionId: z.string(),
  /** Whether the canary may take its share: asked of the champion, not of a version by name. */
  mayCanary: z.boolean().default(false),
  record: z.record(z.string(), z.unknown()),
  /** Names of the actions that are allowed; null = all. */
  allowed: z.array(z.string().max(256)).max(500).nullable().default(null),
  applicant: DecisionApplicant.prefault({}),
  /** The caller's own key for this decision: asked again it gives the decision that was taken. */
  reference: z.string().min(1).max(200).nullable().default(null),
  /** The account or case that decisions belong to. */
  episode: z.string().min(1).max(256).nullable().default(null),
  rewardDueAt: z.iso.datetime({ offset: true }).nullable().default(null),
  actor: z.string(),
});
export type DecideRequest = z.infer<typeof DecideRequest>;

export interface ClosedAction {
  action: string;
  reason: string;
}

export interface DeclineReasonValue {
  feature: string;
  code: string;
  contribution: number;
}

export interface DecideResponse {
  decisionId: string;
  /** Whether the reference was used before: nothing new was decided. */
  repeated: boolean;
}

/** Asks the scorer what a policy does over two of the columns it reads. */
export const ActionMapRequest = z.object({
  workspaceId: z.string(),
  modelVersionId: z.string(),
  x: z.string().max(256),
  y: z.string().max(256),
  cells: z.int().min(2).max(60).default(30),
});
export type ActionMapRequest = z.infer<typeof ActionMapRequest>;

export interface ActionMapAxis {
  name: string;
  /** Numbers of the cells' centres, or levels of text. */
  values: (number | string)[];
}

export interface ActionMapResponse {
  actionNames: string[];
  x: ActionMapAxis;
  y: ActionMapAxis;
  /** [y][x] index of the likeliest action, and its chance. */
  action: number[][];
  chance: number[][];
}
