"use client";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import type { TrainingForm } from "./use-training-form.ts";
import { methodsFor, usesTime, type ValidationDraft } from "./validation-options.ts";

const WORDS: Record<TrainingForm["mode"], string> = {
  TRAIN: "How the model is judged without the test rows. Folds are judged first, then the model is trained as without them.",
  SEARCH: "What trials are compared by. Folds make the choice steadier and each trial as many times as long.",
  COMPARE: "The folds that every model meets. Hold-out compares them on the test part.",
};

/** Hold-out or folds, with what each method needs. */
export function ValidationSection({ form }: { form: TrainingForm }) {
  const { draft, change, dataset, errorAt, mode } = form;
  const { validation } = draft;
  const set = (part: Partial<ValidationDraft>) => change({ validation: { ...validation, ...part } });
  const methods = methodsFor(draft.task);
  const columns = dataset.columns
    .filter(({ name }) => name !== draft.target)
    .map(({ name, type }) => ({ value: name, label: name, hint: type.toLowerCase() }));
  const text = (name: "folds" | "seed" | "horizon" | "embargo", label: string, hint: string) => (
    <Field key={name} label={label} hint={hint} error={errorAt(`validation.${name}`)}>
      {(ids) => (
        <input
          {...ids}
          className="control"
          inputMode="decimal"
          value={validation[name]}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
  );
  const column = (name: "groupColumn" | "timeColumn", label: string) => (
    <Field label={label} error={errorAt(`validation.${name}`)}>
      {(ids) => (
        <Select
          {...ids}
          placeholder="Choose a column"
          value={validation[name]}
          options={columns}
          onChange={(value) => set({ [name]: value })}
        />
      )}
    </Field>
  );
  return (
    <Card title="Validation" description={WORDS[mode]}>
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <div className="sm:col-span-2">
          <Field
            label="Judged on"
            hint={methods.find(({ value }) => value === validation.method)?.meaning}
            error={
              errorAt("validation.method") ??
              (errorAt("validation") && !Object.keys(validation).some((key) => errorAt(`validation.${key}`)) ? errorAt("validation") : null)
            }
          >
            {(ids) => (
              <Select
                {...ids}
                value={validation.method}
                options={methods}
                onChange={(value) => set({ method: methods.find((method) => method.value === value)?.value ?? "HOLD_OUT" })}
              />
            )}
          </Field>
        </div>
        {validation.method === "HOLD_OUT" ? null : (
          <>
            {text("folds", "Folds", "From 2 to 50.")}
            {usesTime(validation) ? null : text("seed", "Seed of the folds", "The same seed cuts the same folds.")}
            {validation.method === "GROUP_K_FOLD" ? column("groupColumn", "Column of the groups") : null}
            {usesTime(validation) ? column("timeColumn", "Column of the time") : null}
            {validation.method === "TIME_SERIES" ? (
              <Field label="Training window" error={errorAt("validation.window")}>
                {(ids) => (
                  <Select
                    {...ids}
                    value={validation.window}
                    options={[
                      { value: "EXPANDING", label: "All that came before" },
                      { value: "ROLLING", label: "The latest rows only" },
                    ]}
                    onChange={(value) => set({ window: value === "ROLLING" ? "ROLLING" : "EXPANDING" })}
                  />
                )}
              </Field>
            ) : null}
            {usesTime(validation) ? text("horizon", "Horizon", "How far ahead of its row a label looks; 0 unless given.") : null}
            {validation.method === "PURGED"
              ? text("embargo", "Embargo", "How long after a fold's last label rows stay out; 0 unless given.")
              : null}
            {usesTime(validation) ? (
              <Field label="Counted in" error={errorAt("validation.unit")}>
                {(ids) => (
                  <Select
                    {...ids}
                    value={validation.unit}
                    options={[
                      { value: "ROWS", label: "Moments of the time column" },
                      { value: "TIME", label: "Days, or the column's own unit" },
                    ]}
                    onChange={(value) => set({ unit: value === "TIME" ? "TIME" : "ROWS" })}
                  />
                )}
              </Field>
            ) : null}
          </>
        )}
      </div>
    </Card>
  );
}
