/** Column families whose names end in a number, such as PAY_0, PAY_2 ... PAY_6: the steps of one feature. */
export interface SequenceGroup {
  name: string;
  /** Oldest first. */
  columns: string[];
}

const NUMBERED = /^(.*?\D)(\d{1,4})$/;
const MIN_STEPS = 3;
const FIRST_YEAR = 1900;

/**
 * Families of at least three numeric columns that share one length, the longest such set first found in the file. Small numbers are
 * read as "periods ago", so the highest comes first; years are read as dates, so the lowest comes first.
 * @param columns names and whether they hold numbers, in file order. Empty when no family repeats.
 */
export function suggestGroups(columns: readonly { name: string; numeric: boolean }[]): SequenceGroup[] {
  const families = new Map<string, { column: string; suffix: number }[]>();
  for (const { name, numeric } of columns) {
    const match = numeric ? NUMBERED.exec(name) : null;
    if (!match?.[1] || !match[2]) continue;
    const family = families.get(match[1]) ?? [];
    family.push({ column: name, suffix: Number(match[2]) });
    families.set(match[1], family);
  }
  const usable = [...families].filter(([, members]) => members.length >= MIN_STEPS);
  const length = commonest(usable.map(([, members]) => members.length));
  return usable
    .filter(([, members]) => members.length === length)
    .map(([prefix, members]) => {
      const years = members.every(({ suffix }) => suffix >= FIRST_YEAR);
      const ordered = [...members].sort((a, b) => (years ? a.suffix - b.suffix : b.suffix - a.suffix));
      return { name: prefix.replace(/[\s._-]+$/, "") || prefix, columns: ordered.map(({ column }) => column) };
    });
}

export const flipGroup = (group: SequenceGroup): SequenceGroup => ({ ...group, columns: [...group.columns].reverse() });

export function moveStep(group: SequenceGroup, from: number, by: -1 | 1): SequenceGroup {
  const columns = [...group.columns];
  const [moved] = columns.splice(from, 1);
  if (moved !== undefined) columns.splice(from + by, 0, moved);
  return { ...group, columns };
}

function commonest(values: readonly number[]): number {
  let best = 0;
  let bestCount = 0;
  for (const value of values) {
    const count = values.filter((other) => other === value).length;
    if (count > bestCount || (count === bestCount && value > best)) [best, bestCount] = [value, count];
  }
  return best;
}
