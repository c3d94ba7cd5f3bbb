import type { InputFeature } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";

/**
 * A direction for each value of a row, from directions by name: a raw column, a sequence group, or a column that the pipeline made. Only values that follow
 * their column upwards take its direction; one that only tells of it (whether it is missing) stays free, since it does not move as the column rises.
 * @returns [inputs] 1, -1 or 0; empty where no column has a direction.
 * @throws AppError "INVALID_INPUT" for a name that no value comes from, for a column without an order (text), and for one of which the
 * pipeline makes something whose course is not known: there the promise could not be kept.
 */
export function inputDirections(directions: Readonly<Record<string, number>>, inputs: readonly InputFeature[]): number[] {
  const names = Object.keys(directions);
  if (names.length === 0) return [];
  const refuse = (name: string, says: string): never => {
    throw new AppError("INVALID_INPUT", "input", `Direction of '${name}': ${says}`, {
      path: ["params", "directions", name],
      columns: [name],
    });
  };
  const out = new Array<number>(inputs.length).fill(0);
  for (const name of names) {
    const sign = directions[name] as number;
    const made = inputs.flatMap((input, at) => (input.source === null && input.name === name ? [at] : []));
    const own = inputs.flatMap((input, at) => (input.source === name || (input.source !== null && input.feature === name) ? [at] : []));
    const rising = own.filter((at) => inputs[at]?.order === 1);
    const columns = new Set([name, ...own.map((at) => inputs[at]?.source ?? name)]);
    const mixed = inputs.find(
      ({ source, name: encoded, sources }) => source === null && encoded !== name && sources.some((from) => columns.has(from)),
    );
    if (mixed) refuse(name, `the pipeline makes '${mixed.name}' of it, whose course is not known. Leave that step out, or the direction.`);
    if (made.length === 0 && own.length === 0)
      refuse(name, "no feature comes from a column of that name. Name a column, a sequence group, or a column that the pipeline makes.");
    if (made.length === 0 && rising.length === 0) refuse(name, "it reaches the network as levels without an order. Leave it out.");
    for (const at of [...made, ...rising]) out[at] = sign;
  }
  return out;
}
