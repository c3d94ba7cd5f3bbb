import { AppError } from "@plimsoll/schema";

/** Does one step's work; an error of it says which step it was and where that stands in the input. */
export function atStep<Result>(stage: "rows" | "steps", index: number, type: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const within = Array.isArray(error.context.path) ? error.context.path : [];
    const which = `${stage === "rows" ? "Row step" : "Step"} ${index + 1} (${type})`;
    throw new AppError(
      error.code,
      error.kind,
      `${which}: ${error.message}`,
      { ...error.context, path: ["pipeline", stage, String(index), ...within] },
      { cause: error },
    );
  }
}
