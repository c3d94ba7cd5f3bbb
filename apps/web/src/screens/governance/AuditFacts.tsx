import { termOf, valueWords } from "@/lib/audit-words.ts";
import { CopyButton } from "@/ui/CopyButton.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";

/** What an entry says of its change, a line for each fact; as it was written, it can be copied. */
export function AuditFacts({ data, hash }: { data: Record<string, unknown>; hash: string }) {
  const facts = Object.entries(data).map(([name, value]) => ({ term: termOf(name), value: valueWords(value) }));
  return (
    <div className="flex flex-col items-start gap-3 py-1">
      <DefinitionList items={[...facts, { term: "Link", value: <span className="font-mono text-xs">{hash}</span> }]} />
      <CopyButton text={JSON.stringify(data, null, 2)} label="Copy the facts" />
    </div>
  );
}
