import { AppError } from "@plimsoll/schema";

/** An input of the policy module that cannot be used: what was given, what was expected, how to mend it. */
export const refuse = (message: string, path: readonly string[] = []): AppError =>
  new AppError("INVALID_INPUT", "input", message, path.length > 0 ? { path: [...path] } : {});
