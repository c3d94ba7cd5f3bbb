import type { PipelineInput } from "@/generated/graphql.ts";
import type { Preview, PreviewEntry } from "@/graphql/use-feature-preview.ts";
import type { StepKind } from "@/lib/pipeline-draft.ts";
import { specWords, termWords } from "@/lib/spec-words.ts";
import { Badge } from "@/ui/Badge.tsx";
import { DefaultSteps } from "./DefaultSteps.tsx";
import { Learned } from "./Learned.tsx";
import { PreviewTable } from "./PreviewTable.tsx";
import { Samples } from "./Samples.tsx";

interface StoredPipelineProps {
  pipeline: PipelineInput | null | undefined;
  kinds: readonly StepKind[];
  preview: Preview | null;
}

/** A pipeline that is not being written: its steps in words, each with what it makes of the sample once a preview was asked for. */
export function StoredPipeline({ pipeline, kinds, preview }: StoredPipelineProps) {
  const stages = preview?.stages ?? [];
  const steps = stages.filter(({ kind, origin }) => kind === "STEP" && origin === "USER");
  const rows = stages.filter(({ kind }) => kind === "ROWS");
  const samples = stages.find(({ kind }) => kind === "SEQUENCE") ?? null;
  const source = samples ?? stages.find(({ kind }) => kind === "SOURCE") ?? null;
  const lines = [
    ...(pipeline?.rows ?? []).map((step, at) => ({ step, entry: rows[at] ?? null, before: null })),
    ...(pipeline?.steps ?? []).map((step, at) => ({ step, entry: steps[at] ?? null, before: steps[at - 1] ?? source })),
  ];
  return (
    <div className="flex flex-col gap-3">
      {lines.length === 0 ? (
        <p className="text-sm text-ink-2">
          Numbers and dates get an indicator where they are missing, the median and a standard scale; text becomes 0/1 columns.
        </p>
      ) : null}
      {samples ? <Samples entry={samples} /> : null}
      <ol className="flex flex-col gap-3">
        {lines.map(({ step, entry, before }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the steps of a stored pipeline never change their order.
          <li key={at} className="rounded-md border border-line p-3">
            <StepLine
              at={at}
              title={kinds.find(({ name }) => name === step.type)?.title ?? step.type}
              columns={step.columns ?? []}
              params={step.params ?? {}}
            />
            {entry ? <Shown label={`step ${at + 1}`} entry={entry} before={before} /> : null}
          </li>
        ))}
      </ol>
      {pipeline?.defaults && lines.length > 0 && !preview ? (
        <p className="text-sm text-ink-2">The default encoding completes what the steps leave.</p>
      ) : null}
      <DefaultSteps entries={stages.filter(({ kind, origin }) => kind === "STEP" && origin === "DEFAULT")} kinds={kinds} />
    </div>
  );
}

function Shown({ label, entry, before }: { label: string; entry: PreviewEntry; before: PreviewEntry | null }) {
  return (
    <div className="mt-3 flex flex-col gap-3">
      <PreviewTable label={`Rows after ${label}`} entry={entry} before={before} />
      {entry.kind === "STEP" ? <Learned label={`Learned by ${label}`} entries={entry.learned} /> : null}
    </div>
  );
}

interface StepLineProps {
  at: number;
  title: string;
  columns: readonly string[];
  params: Record<string, unknown>;
}

/** Place, name, columns and parameters of a step in one line. */
export function StepLine({ at, title, columns, params }: StepLineProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span aria-hidden="true" className="grid size-6 place-items-center rounded-full bg-surface-3 text-xs font-semibold">
        {at + 1}
      </span>
      <span className="font-semibold">{title}</span>
      {Object.entries(params).map(([name, value]) => (
        <Badge key={name} className="whitespace-normal">{`${termWords(name)} ${specWords(value)}`}</Badge>
      ))}
      <span className="text-sm text-ink-2 [overflow-wrap:anywhere]">
        {columns.length > 0 ? columns.join(", ") : "every column it is made for"}
      </span>
    </div>
  );
}
