import type { ReactNode } from "react";
import { formatValue } from "@/lib/format.ts";
import { specWords } from "@/lib/spec-words.ts";
import { TableScroll } from "@/ui/TableScroll.tsx";

export interface LearnedEntry {
  columns: readonly string[];
  summary?: Record<string, unknown> | null;
}

const MOST_ROWS = 40;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isPlain = (value: unknown): boolean => typeof value !== "object" || value === null;
const words = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

function plainText(value: unknown): string {
  if (value === null || value === undefined) return "–";
  if (typeof value === "number") return formatValue(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return String(value);
}

/** What the fits of a step learned: one line a fit where each learned a few figures, else a block for each. */
export function Learned({ label, entries }: { label: string; entries: readonly LearnedEntry[] }) {
  const learned = entries.flatMap(({ columns, summary }) => (summary ? [{ columns, summary }] : []));
  if (learned.length === 0) return <p className="text-sm text-ink-3">Nothing is learned from the rows.</p>;
  const keys = Object.keys(learned[0]?.summary ?? {});
  const isFlat = learned.every(
    ({ summary }) => Object.values(summary).every(isPlain) && Object.keys(summary).every((key) => keys.includes(key)),
  );
  if (isFlat && learned.length > 1) {
    const rows = learned.map(({ columns, summary }) => [columns.join(", "), ...keys.map((key) => summary[key])]);
    return <ValueTable label={label} heads={["Column", ...keys.map(words)]} rows={rows} />;
  }
  return (
    <div className="flex flex-col gap-3">
      {learned.map(({ columns, summary }) => (
        <div key={columns.join("\n")}>
          <p className="mb-1 text-sm font-semibold [overflow-wrap:anywhere]">{columns.join(", ")}</p>
          <Summary label={`${label}, ${columns.join(", ")}`} summary={summary} />
        </div>
      ))}
    </div>
  );
}

function Summary({ label, summary }: { label: string; summary: Record<string, unknown> }) {
  const plain = Object.entries(summary).filter(([, value]) => isPlain(value) || isPlainList(value));
  const nested = Object.entries(summary).filter(([, value]) => !isPlain(value) && !isPlainList(value));
  return (
    <div className="flex flex-col gap-2">
      {plain.length > 0 ? (
        <dl className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
          {plain.map(([name, value]) => (
            <div key={name} className="flex min-w-0 gap-1.5">
              <dt className="text-ink-3">{words(name)}</dt>
              <dd className="min-w-0 [overflow-wrap:anywhere]">{Array.isArray(value) ? listText(value) : plainText(value)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
      {nested.map(([name, value]) => (
        <div key={name}>
          <p className="text-xs font-semibold text-ink-3">{words(name)}</p>
          <Nested label={`${label}, ${words(name)}`} value={value} />
        </div>
      ))}
    </div>
  );
}

const isPlainList = (value: unknown): value is unknown[] => Array.isArray(value) && value.every(isPlain);
const listText = (values: readonly unknown[]): string => (values.length === 0 ? "none" : values.map(plainText).join(", "));

function Nested({ label, value }: { label: string; value: unknown }): ReactNode {
  if (Array.isArray(value) && value.every(isRecord)) {
    const heads = [...new Set(value.flatMap((row) => Object.keys(row)))];
    return <ValueTable label={label} heads={heads.map(words)} rows={value.map((row) => heads.map((head) => row[head]))} />;
  }
  if (Array.isArray(value) && value.every(Array.isArray)) {
    const width = Math.max(0, ...value.map((row) => row.length));
    return <ValueTable label={label} heads={Array.from({ length: width }, (_, at) => String(at + 1))} rows={value} />;
  }
  if (isRecord(value)) return <Summary label={label} summary={value} />;
  return <p className="text-sm [overflow-wrap:anywhere]">{specWords(value)}</p>;
}

function ValueTable({ label, heads, rows }: { label: string; heads: readonly string[]; rows: readonly (readonly unknown[])[] }) {
  const isNumber = heads.map((_, at) => rows.every((row) => row[at] === null || row[at] === undefined || typeof row[at] === "number"));
  const text = (value: unknown): string => (isPlainList(value) ? listText(value) : isPlain(value) ? plainText(value) : specWords(value));
  return (
    <div className="max-h-72 overflow-y-auto rounded-md border border-line">
      <TableScroll label={label}>
        <table className="data-table">
          <thead className="sticky top-0 bg-surface">
            <tr>
              {heads.map((head, at) => (
                <th key={head} scope="col" className={isNumber[at] ? "num" : undefined}>
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((row, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of a report never change their order.
              <tr key={place}>
                {heads.map((head, at) => (
                  <td key={head} className={isNumber[at] ? "num" : "[overflow-wrap:anywhere]"}>
                    {text(row[at])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {rows.length > MOST_ROWS ? (
        <p className="border-t border-line px-4 py-2 text-xs text-ink-3">{`and ${rows.length - MOST_ROWS} more`}</p>
      ) : null}
    </div>
  );
}
