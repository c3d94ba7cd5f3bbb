import type { PreviewEntry } from "@/graphql/use-feature-preview.ts";
import { PreviewTable } from "./PreviewTable.tsx";

/** What a preview's rows of a long table become before the steps: one line a sample, with a column for each step of its history. */
export function Samples({ entry }: { entry: PreviewEntry }) {
  return (
    <section aria-label="Samples of the history" className="rounded-md border border-line p-3">
      <h4 className="mb-2 font-semibold">Samples of the history</h4>
      <PreviewTable label="Samples of the history" entry={entry} before={null} />
    </section>
  );
}
