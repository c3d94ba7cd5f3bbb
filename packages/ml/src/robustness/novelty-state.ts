import { AppError } from "@plimsoll/schema";
import type { NoveltyState } from "./novelty.ts";

/** An array of a detector's state by name and shape. @throws AppError "BAD_BUNDLE" if it is missing, of another shape or not finite. */
export function stateArray(state: NoveltyState, name: string, shape: readonly number[]): Float32Array {
  const found = state.find((entry) => entry.name === name);
  if (found?.shape.join() === shape.join() && found.values.every(Number.isFinite)) return found.values;
  const got = found ? `[${found.shape.join(", ")}]` : "none";
  throw new AppError(
    "BAD_BUNDLE",
    "data",
    `The model file is refused: its novelty detector's '${name}' is ${got}, expected finite numbers [${shape.join(", ")}].`,
  );
}
