import type { Claim, Settlement, Transaction } from "@plimsoll/schema/db";
import type { JobName } from "@plimsoll/schema/queue";
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
  /** Writes everything but the run itself, which ends with the returned values in the same transaction. */
  register(result: unknown, registration: Registration): Promise<Settlement>;
}

/** One job's way from a claimed run to a plan. @throws AppError when the run's input cannot be carried out. */
export type Handler = (context: WorkerContext, claim: Claim, folders: AttemptFolders) => Promise<Plan>;

/** A handler for every job of the catalog: a missing one does not compile. */
export type Handlers = { readonly [Name in JobName]: Handler };

/** Ties a task to the result its child sends back. */
export function plan<Kind extends TaskKind>(
  task: TaskOf<Kind>,
  register: (result: TaskResults[Kind], registration: Registration) => Promise<Settlement>,
): Plan {
  return { task, register: (result, registration) => register(result as TaskResults[Kind], registration) };
}
