"use client";
import type { ClassWeight } from "@/generated/graphql.ts";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { type Draft, namesFor } from "./draft.ts";
import { LOSS_WORDS, OPTION_GROUPS, type OptionField } from "./training-options.ts";
import type { TrainingForm } from "./use-training-form.ts";

type NumberKey = "epochs" | "batchSize" | "learningRate" | "seed";
const NUMBERS: readonly { key: NumberKey; label: string; hint: string }[] = [
  { key: "epochs", label: "Epochs", hint: "Passes over the training rows." },
  { key: "batchSize", label: "Batch size", hint: "Rows in one step." },
  { key: "learningRate", label: "Learning rate", hint: "Size of one step." },
  { key: "seed", label: "Seed", hint: "The same seed gives the same network." },
];
const WEIGHTS: readonly { value: ClassWeight; label: string }[] = [
  { value: "NONE", label: "None: probabilities stay honest" },
  { value: "BALANCED", label: "Balanced: rare class counts more" },
];
/** Every option of the training: the four that always matter, then the others by what they are for. */
export function TrainingSection({ form }: { form: TrainingForm }) {
  const { draft, change, errorAt } = form;
  const set = (key: keyof Draft) => (event: { target: { value: string } }) => change({ [key]: event.target.value });
  const hasClasses = draft.task === "BINARY" || draft.task === "MULTICLASS";
  return (
    <Card
      title="Training"
      description="Dropout, L1 and L2 belong to the network above. What is left empty takes the default that its hint names."
    >
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        {NUMBERS.map(({ key, label, hint }) => (
          <Field key={key} label={label} hint={hint} error={errorAt(`training.${key}`)}>
            {(ids) => <input {...ids} className="control" inputMode="decimal" value={draft[key]} onChange={set(key)} />}
          </Field>
        ))}
        {hasClasses ? (
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
        ) : null}
      </div>
      <EarlyStopping form={form} />
      {OPTION_GROUPS.map(({ title, explanation, fields }) => (
        <fieldset key={title} className="mt-5 border-t border-line pt-4">
          <legend className="float-left w-full font-semibold">{title}</legend>
          <p className="clear-both mb-3 text-sm text-ink-2">{explanation}</p>
          <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            {fields
              .filter(({ applies }) => applies(draft))
              .map((field) => (
                <OptionInput key={field.name} field={field} form={form} />
              ))}
          </div>
        </fieldset>
      ))}
    </Card>
  );
}

function EarlyStopping({ form }: { form: TrainingForm }) {
  const { draft, change, catalog, errorAt } = form;
  const watched = namesFor(draft.task, catalog.watchedMetrics);
  return (
    <fieldset className="mt-5 border-t border-line pt-4">
      <legend className="sr-only">Early stopping</legend>
      <Checkbox
        label="Stop early"
        hint="End when a number of the validation rows no longer improves: the plainest guard against learning by heart."
        checked={draft.earlyStopping}
        onChange={(earlyStopping) => change({ earlyStopping })}
      />
      {draft.earlyStopping ? (
        <div className="mt-3 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          <Field label="Watched" error={errorAt("training.earlyStopping.metric")}>
            {(ids) => (
              <Select
                {...ids}
                value={draft.stoppingMetric}
                options={watched.map((name) => ({ value: name, label: name }))}
                onChange={(stoppingMetric) => change({ stoppingMetric })}
              />
            )}
          </Field>
          <Field label="Patience" hint="Epochs without improvement." error={errorAt("training.earlyStopping.patience")}>
            {(ids) => (
              <input
                {...ids}
                className="control"
                inputMode="numeric"
                value={draft.patience}
                onChange={(event) => change({ patience: event.target.value })}
              />
            )}
          </Field>
          <Field
            label="Least improvement"
            hint="Less than this is none; 0 unless given."
            error={errorAt("training.earlyStopping.minDelta")}
          >
            {(ids) => (
              <input
                {...ids}
                className="control"
                inputMode="decimal"
                value={draft.minDelta}
                onChange={(event) => change({ minDelta: event.target.value })}
              />
            )}
          </Field>
          <div className="flex flex-col justify-center">
            <Checkbox
              label="Keep the best epoch"
              hint="Else the last one's weights."
              checked={draft.restoreBest}
              onChange={(restoreBest) => change({ restoreBest })}
            />
          </div>
        </div>
      ) : null}
    </fieldset>
  );
}

function OptionInput({ field: { name, label, hint, kind, choices }, form }: { field: OptionField; form: TrainingForm }) {
  const { draft, change, catalog, errorAt } = form;
  const value = draft.options[name] ?? "";
  const set = (next: string) => change({ options: { ...draft.options, [name]: next } });
  const losses = catalog.losses.filter(({ tasks }) => tasks.includes(draft.task));
  const options =
    name === "loss"
      ? losses.map((loss, at) => ({
          value: at === 0 ? "" : loss.name,
          label: LOSS_WORDS[loss.name],
          ...(at === 0 ? { hint: "default" } : {}),
        }))
      : (choices ?? []);
  return (
    <div className={kind === "choice" ? "sm:col-span-2" : undefined}>
      <Field label={label} hint={hint || undefined} error={errorAt(`training.${name}`)}>
        {(ids) =>
          kind === "choice" ? (
            <Select {...ids} value={value} options={options} onChange={set} />
          ) : (
            <input {...ids} className="control" inputMode="decimal" value={value} onChange={(event) => set(event.target.value)} />
          )
        }
      </Field>
    </div>
  );
}
