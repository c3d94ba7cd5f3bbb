import type { ReactNode } from "react";

/** A strip of labelled values: what a reader checks first. */
export function Facts({ facts }: { facts: readonly { label: string; value: ReactNode; note?: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line sm:grid-cols-[repeat(auto-fit,minmax(9rem,1fr))]">
      {facts.map((fact) => (
        <div key={fact.label} className="min-w-0 bg-surface px-4 py-3">
          <dt className="caption">{fact.label}</dt>
          <dd className="mt-0.5 text-xl font-semibold [overflow-wrap:anywhere]">{fact.value}</dd>
          {fact.note ? <dd className="text-xs text-ink-3">{fact.note}</dd> : null}
        </div>
      ))}
    </dl>
  );
}

/** Two columns of small print: lineage, parameters. */
export function DefinitionList({ items }: { items: readonly { term: string; value: ReactNode }[] }) {
  return (
    <dl className="grid grid-cols-[minmax(7rem,auto)_1fr] gap-x-4 gap-y-1.5 text-sm">
      {items.map((item) => (
        <div key={item.term} className="contents">
          <dt className="text-ink-3">{item.term}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{item.value}</dd>
        </div>
      ))}
    </dl>
  );
}
