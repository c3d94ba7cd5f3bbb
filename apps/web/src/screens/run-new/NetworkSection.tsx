"use client";
import { RadioGroup } from "radix-ui";
import { paramFields } from "@/lib/param-fields.ts";
import { ParamFields } from "@/screens/params/ParamFields.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { Notice } from "@/ui/states.tsx";
import type { TrainingForm } from "./use-training-form.ts";

export function NetworkSection({ form }: { form: TrainingForm }) {
  const { draft, change, architectures, architecture, errorAt } = form;
  const fields = architecture ? paramFields(architecture.params) : [];
  const error = errorAt("architecture");
  return (
    <Card title="Network" description="The parameters are drawn from the architecture itself.">
      {error ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <RadioGroup.Root
        aria-label="Architecture"
        value={draft.architecture}
        onValueChange={(value) => change({ architecture: value })}
        className="grid gap-3 md:grid-cols-2"
      >
        {architectures.map((candidate) => (
          <RadioGroup.Item
            key={candidate.name}
            value={candidate.name}
            disabled={!candidate.tasks.includes(draft.task)}
            className="group flex flex-col gap-1 rounded-md border border-line-strong/60 bg-surface p-3 text-left hover:bg-surface-2 disabled:cursor-not-allowed disabled:bg-surface-3 data-[state=checked]:border-sea data-[state=checked]:bg-sea-soft data-[state=checked]:shadow-[inset_0_0_0_1px_var(--sea)]"
          >
            <span className="flex items-center gap-2">
              <span
                aria-hidden="true"
                className="grid size-4 shrink-0 place-items-center rounded-full border-2 border-line-strong group-data-[state=checked]:border-sea"
              >
                <RadioGroup.Indicator className="size-2 rounded-full bg-sea" />
              </span>
              <span className="text-lg font-semibold">{candidate.title}</span>
              <Badge className="ml-auto font-mono">{candidate.name}</Badge>
            </span>
            <span className="text-sm text-ink-2">{candidate.description}</span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      {fields.length > 0 ? (
        <div className="mt-4">
          <ParamFields
            key={draft.architecture}
            fields={fields}
            values={draft.params[draft.architecture] ?? {}}
            onChange={(values) => change({ params: { ...draft.params, [draft.architecture]: values } })}
            errorAt={(name) => errorAt(`params.${name}`)}
          />
        </div>
      ) : null}
    </Card>
  );
}
