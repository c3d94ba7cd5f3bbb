"use client";
import type { ClassWeight } from "@/generated/graphql.ts";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import type { Draft } from "./draft.ts";
import type { TrainingForm } from "./use-training-form.ts";

type NumberKey = "epochs" | "batchSize" | "learningRate" | "seed";
const NUMBERS: readonly { key: NumberKey; label: string; hint: string }[] = [
  { key: "epochs", label: "Epochs", hint: "Passes over the training rows." },
  { key: "batchSize", label: "Batch size", hint: "Rows in one step of Adam." },
  { key: "learningRate", label: "Learning rate", hint: "Size of one step." },
  { key: "seed", label: "Seed", hint: "The same seed gives the same network." },
];
const WEIGHTS: readonly { value: ClassWeight; label: string }[] = [
  { value: "NONE", label: "None: probabilities stay honest" },
  { value: "BALANCED", label: "Balanced: rare class counts more" },
];

export function TrainingSection({ form }: { form: TrainingForm }) {
  const { draft, change, errorAt } = form;
  const set = (key: keyof Draft) => (event: { target: { value: string } }) => change({ [key]: event.target.value });
  return (
    <Card title="Training">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {NUMBERS.map(({ key, label, hint }) => (
          <Field key={key} label={label} hint={hint} error={errorAt(`training.${key}`)}>
            {(ids) => <input {...ids} className="control" inputMode="decimal" value={draft[key]} onChange={set(key)} />}
          </Field>
        ))}
        <div className="sm:col-span-2">
          <Field label="Class weights" error={errorAt("training.classWeight")}>
            {(ids) => (
              <Select
                {...ids}
                value={draft.classWeight}
                options={WEIGHTS}
                onChange={(value) => change({ classWeight: WEIGHTS.find((weight) => weight.value === value)?.value ?? "NONE" })}
              />
            )}
          </Field>
        </div>
        <div className="flex flex-col justify-end gap-3 pb-1 sm:col-span-2">
          <Checkbox
            label="Stop early"
            hint="End when the validation loss stops falling and keep the best epoch."
            checked={draft.earlyStopping}
            onChange={(earlyStopping) => change({ earlyStopping })}
          />
        </div>
        {draft.earlyStopping ? (
          <Field label="Patience" hint="Epochs without improvement." error={errorAt("training.earlyStopping")}>
            {(ids) => <input {...ids} className="control" inputMode="numeric" value={draft.patience} onChange={set("patience")} />}
          </Field>
        ) : null}
      </div>
    </Card>
  );
}
