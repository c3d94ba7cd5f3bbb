import { refuse } from "../refuse.ts";

/** A number of a record within its range. @throws AppError "INVALID_INPUT" naming it. */
export function inRange(
  record: Readonly<Record<string, number>>,
  name: string,
  { above, least, most }: { above?: number; least?: number; most?: number } = {},
): number {
  const value = record[name];
  const asked = [
    above === undefined ? "" : `above ${above}`,
    least === undefined ? "" : `at least ${least}`,
    most === undefined ? "" : `at most ${most}`,
  ].filter((text) => text !== "");
  const holds =
    typeof value === "number" &&
    Number.isFinite(value) &&
    (above === undefined || value > above) &&
    (least === undefined || value >= least) &&
    (most === undefined || value <= most);
  if (holds) return value;
  throw refuse(`'${name}' must be a number${asked.length > 0 ? ` ${asked.join(" and ")}` : ""}. Got ${value}.`, ["record", name]);
}
