import type { Claim, Settlement, Transaction } from "@plimsoll/schema/db";
import type { JobName, jobs } from "@plimsoll/schema/queue";
import type { StoredFile } from "@plimsoll/schema/storage";
import type { MadeFile } from "../artifacts.ts";
import type { WorkerContext } from "../context.ts";
import type { Task, TaskKind, TaskOf, TaskResults } from "../messages.ts";
import type { AttemptFolders } from "../run-files.ts";

/** The transaction in which a result becomes visible, and the way of its files into the store. */
export interface Registration {
  tx: Transaction;
  adopt(file: MadeFile): Promise<StoredFile>;
}

/** A run made ready: what the child is told, and what its result is written as. */
export interface Plan {
  task: Task;
  /** Writes everything but the run itself, which ends, or is put aside, with the returned values in the same transaction. */
  register(result: unknown, registration: Registration): Promise<Settlement | Pause>;
}

/** A part that waits for its parent's word: the phase that people read meanwhile, and what it has so far. */
export interface Pause {
  pausedAs: string;
  result: object;
}

/** One job's way from a claimed run to a plan. @throws AppError when the run's input cannot be carried out. */
export type Handler = (context: WorkerContext, claim: Claim, folders: AttemptFolders) => Promise<Plan>;

/** What a coordinator makes of the rows as they are now. */
export type Step =
  | { type: "waiting"; phase: string; progress: number; etaSeconds: number | null }
  | { type: "done"; register(tx: Transaction): Promise<Settlement> };

/**
 * One job's way of making other runs and waiting for them, in the worker itself. It is called again whenever a part has changed, and every
 * second besides. It keeps nothing between two calls that the rows do not say: any worker can go on with it at any moment.
 * @throws AppError when the run has failed.
 */
export type Coordinator = (context: WorkerContext, claim: Claim) => Promise<Step>;

export type CoordinatedJob = { [Name in JobName]: (typeof jobs)[Name]["queue"] extends "coordination" ? Name : never }[JobName];
export type ChildJob = Exclude<JobName, CoordinatedJob>;

/** A handler for every job of the catalog: a missing one does not compile. */
export type Handlers = { readonly [Name in ChildJob]: Handler };
export type Coordinators = { readonly [Name in CoordinatedJob]: Coordinator };

/** Ties a task to the result its child sends back. */
export function plan<Kind extends TaskKind>(
  task: TaskOf<Kind>,
  register: (result: TaskResults[Kind], registration: Registration) => Promise<Settlement | Pause>,
): Plan {
  return { task, register: (result, registration) => register(result as TaskResults[Kind], registration) };
}
