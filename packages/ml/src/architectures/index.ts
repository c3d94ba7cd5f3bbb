import { AppError } from "@plimsoll/schema";
import type { Architecture } from "./architecture.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";

/** Every architecture of the platform, one line each. */
export const architectures: readonly Architecture[] = [lstm, mlp];

/** The architecture of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export function architecture(name: string): Architecture {
  const found = architectures.find((entry) => entry.name === name);
  if (found) return found;
  const names = architectures.map((entry) => entry.name).join(", ");
  throw new AppError("INVALID_INPUT", "input", `Architecture '${name}' does not exist. Choose one of: ${names}.`, {
    path: ["architecture"],
  });
}
