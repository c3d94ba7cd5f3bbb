import type { z } from "zod";
import type { RunKind } from "../enums.ts";

/**
 * A queue is a class of resources, so that a fleet can size workers for each. Runs of `coordination` only ask and write rows: they make
 * other runs and wait for them, so a worker carries out many at once, itself and without a child process.
 */
export const QUEUE_NAMES = ["data", "training", "scoring", "coordination"] as const;
export type QueueName = (typeof QUEUE_NAMES)[number];

/** A job's contract: producer and consumer both parse `input`. The payload holds ids only; the run's row holds the rest. */
export interface JobDefinition<Name extends string = string, Input extends z.ZodType = z.ZodType, Queue extends QueueName = QueueName> {
  name: Name;
  /** What its runs are called in lists. */
  kind: RunKind;
  queue: Queue;
  /** Attempts a run of this kind may use before it ends FAILED; a drained attempt does not count. */
  attempts: number;
  /** Wall-clock limit of one attempt; passing it ends the run FAILED with TIMED_OUT. */
  timeoutMs: number;
  /** Whether a schedule may submit a run again by its input alone: nothing else was written when it was first submitted. */
  repeatable: boolean;
  input: Input;
  /** Deliveries with the same key are one job. */
  dedupeKey(input: z.infer<Input>): string;
}

export function defineJob<Name extends string, Input extends z.ZodType, Queue extends QueueName>(
  definition: JobDefinition<Name, Input, Queue>,
): JobDefinition<Name, Input, Queue> {
  return definition;
}
