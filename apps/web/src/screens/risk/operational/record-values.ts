const LINE = /^(\d{4}-\d\d-\d\d(?:T[^\s;,]+)?)[\s;,]+(\S+)$/;

export interface ReadValues {
  values: { at: string; value: number }[];
  problem: string | null;
}

/** Lines of a day and its value, as a spreadsheet's two columns are pasted. A day without a time is its midnight, UTC. */
export function readValues(text: string): ReadValues {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const values: ReadValues["values"] = [];
  for (const line of lines) {
    const [, day = "", number = ""] = LINE.exec(line) ?? [];
    const at = day.includes("T") ? day : `${day}T00:00:00Z`;
    const value = Number(number);
    if (number === "" || !Number.isFinite(value) || !Number.isFinite(Date.parse(at)))
      return { values: [], problem: `'${line}' is no day with its value, such as '2026-03-31 4.2'.` };
    values.push({ at, value });
  }
  return values.length === 0 ? { values, problem: "Give at least one day with its value." } : { values, problem: null };
}
