import type { ColumnProfile } from "@plimsoll/schema";

const FEW_ROWS = 20;

/** Plain-words remarks on a column; they advise, and nothing is left out because of them. */
export function hintsOf(profile: Omit<ColumnProfile, "hints">, rowCount: number): string[] {
  const present = rowCount - profile.missingCount;
  if (present === 0) return ["Every cell is missing."];
  const hints: string[] = [];
  if (profile.distinctCount === 1) hints.push("Every present cell has the same value.");
  if (profile.missingCount * 2 > rowCount) hints.push(`Missing in ${((100 * profile.missingCount) / rowCount).toFixed(1)} % of the rows.`);
  const isKey = profile.type === "INTEGER" || profile.type === "STRING";
  const isUnique = profile.distinctExact ? profile.distinctCount === present : profile.distinctCount >= 0.97 * present;
  if (isKey && isUnique && present >= FEW_ROWS)
    hints.push("Nearly every row has its own value: it looks like an identifier. Consider dropping it.");
  else if (profile.type === "STRING" && profile.distinctCount > 1000)
    hints.push("More than 1,000 different texts: all but the most frequent will be treated as one.");
  return hints;
}
