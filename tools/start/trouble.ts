import { AppError } from "@plimsoll/schema";

/** A failed start that its user can mend. The message is the one line shown; no stack follows it. */
export class StartTrouble extends Error {
  override readonly name = "StartTrouble";
}

/** What to print for an error that ended a start: one line where the cause is known, the stack where it is ours. */
export function describeTrouble(error: unknown): string {
  if (error instanceof StartTrouble || error instanceof AppError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") return "The disk is full: free space under PLIMSOLL_HOME, then start again.";
  if (code === "EACCES" || code === "EROFS")
    return `A folder cannot be written (${message}). Start as the user who owns it, or set PLIMSOLL_HOME.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
