import type { RowStep, Transform } from "@plimsoll/features";

/** What the documents say of a kind of step: a row of the table, as the registry has it. */
export function transformLine({ name, accepts, selects, missing, supervised, description }: Transform): string {
  const taken = accepts.map((type) => (selects.includes(type) ? type : `(${type})`)).join(", ");
  const target = supervised ? ` Reads a ${supervised.join(", ")} target.` : "";
  return `| \`${name}\` | ${taken} | ${missing} | ${description}${target} |`;
}

export const rowStepLine = ({ name, description }: RowStep): string => `| \`${name}\` | ${description} |`;
