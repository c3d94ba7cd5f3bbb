import type { PreviewEntry } from "@/graphql/use-feature-preview.ts";
import type { StepKind } from "@/lib/pipeline-draft.ts";
import { Learned } from "./Learned.tsx";
import { PreviewTable } from "./PreviewTable.tsx";

/** The steps that the default encoding adds at the end, with the features that come of all of it. */
export function DefaultSteps({ entries, kinds }: { entries: readonly PreviewEntry[]; kinds: readonly StepKind[] }) {
  const last = entries.at(-1);
  if (!last) return null;
  return (
    <details className="rounded-md bg-surface-2 p-3">
      <summary className="cursor-pointer text-sm font-semibold">
        {`Added by the default encoding: ${entries.length} ${entries.length === 1 ? "step" : "steps"}`}
      </summary>
      <div className="mt-2 flex flex-col gap-4">
        {entries.map((entry, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a preview's steps never change their order.
          <div key={at}>
            <p className="mb-1 font-semibold">{kinds.find(({ name }) => name === entry.type)?.title ?? entry.type}</p>
            <Learned label={`Learned by the default ${entry.type}`} entries={entry.learned} />
          </div>
        ))}
        <PreviewTable label="The features" entry={last} before={null} />
      </div>
    </details>
  );
}
