"use client";
import { Field } from "@/ui/Field.tsx";
import type { ReadStage, StageEditor, StageFormProps } from "./stage-editor.ts";

/** For a kind of stage that the portal has no form for: its spec as JSON, checked by the API. */
export const plainEditor = (type: string): StageEditor => ({
  type,
  empty: () => "{}",
  open: (spec) => JSON.stringify(spec, null, 2),
  read(draft): ReadStage {
    try {
      return { spec: JSON.parse(String(draft)) as Record<string, unknown>, problems: {} };
    } catch {
      return { spec: {}, problems: { spec: "This is no JSON." } };
    }
  },
  Form: PlainForm,
});

function PlainForm({ draft, onChange, errorAt }: StageFormProps<unknown>) {
  return (
    <Field label="Spec" hint="JSON, as featureStages describes it." error={errorAt("spec")}>
      {(ids) => (
        <textarea
          {...ids}
          rows={8}
          className="control font-mono"
          value={String(draft)}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
