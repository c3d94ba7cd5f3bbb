import { AppError, toAppError } from "@plimsoll/schema";
import { isDatabaseUnavailable } from "@plimsoll/schema/db";

/** How an attempt of a run ended. */
export type AttemptEnd =
  | { type: "succeeded" }
  /** Put aside until the parent run resumes or concludes it. */
  | { type: "paused" }
  | { type: "failed"; error: AppError; frames: string[]; stderr: string }
  /** Cancelled or taken over: nothing is written any more. */
  | { type: "lost" }
  | { type: "drained" };

export function failure(error: unknown): AttemptEnd {
  if (isDatabaseUnavailable(error)) {
    return {
      type: "failed",
      error: new AppError("UNAVAILABLE", "dependency", "The database was away.", {}, { cause: error }),
      frames: [],
      stderr: "",
    };
  }
  const known = toAppError(error);
  const frames =
    known.kind === "bug" && error instanceof Error
      ? [
          error.name,
          ...(error.stack ?? "")
            .split("\n")
            .filter((line) => /^\s+at /.test(line))
            .slice(0, 8),
        ]
      : [];
  return { type: "failed", error: known, frames, stderr: "" };
}

export function deadline(ms: number, started = true): { passed: Promise<"PASSED">; start(): void; clear(): void } {
  let timer: NodeJS.Timeout | undefined;
  let pass: () => void = () => {};
  const passed = new Promise<"PASSED">((resolve) => {
    pass = () => resolve("PASSED");
  });
  const start = (): void => {
    timer = setTimeout(pass, ms);
  };
  if (started) start();
  return { passed, start, clear: () => clearTimeout(timer) };
}

export const timedOut = (ms: number): AppError =>
  new AppError(
    "TIMED_OUT",
    "resource",
    `The attempt took longer than its limit of ${Math.round(ms / 1000)} s. Use fewer rows, epochs or units.`,
  );
