import { AppError } from "@plimsoll/schema";
import type { Innovation } from "./innovation.ts";
import { normal } from "./normal.ts";
import { skewStudent } from "./skew-student.ts";
import { student } from "./student.ts";

/** Every distribution that the errors of a volatility model can have, one line each. */
export const innovations: readonly Innovation[] = [normal, student, skewStudent];

/** Their names, for the parameters of models. */
export const INNOVATION_NAMES = innovations.map(({ name }) => name);

/** The distribution of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export function innovation(name: string): Innovation {
  const found = innovations.find((entry) => entry.name === name);
  if (found) return found;
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `Error distribution '${name}' does not exist. Choose one of: ${INNOVATION_NAMES.join(", ")}.`,
  );
}
