"use client";
import type { Calibration, SplitMethod, Task } from "@/generated/graphql.ts";
import { BASELINE_NAMES } from "@/lib/verdict.ts";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import type { TrainingForm } from "./use-training-form.ts";

const METHODS: readonly { value: SplitMethod; label: string; field: string | null; columnLabel: string }[] = [
  { value: "RANDOM", label: "At random", field: null, columnLabel: "" },
  { value: "TIME", label: "By time: the newest rows are the test", field: "timeColumn", columnLabel: "Time column" },
  { value: "GROUP", label: "By group: a group is never torn", field: "groupColumn", columnLabel: "Group column" },
  { value: "COLUMN", label: "By a column: 1 marks the test rows", field: "testColumn", columnLabel: "Test column" },
];
const CALIBRATIONS: readonly { value: Calibration; label: string; tasks: readonly Task[] }[] = [
  { value: "NONE", label: "None: as the network says", tasks: ["BINARY", "MULTICLASS"] },
  { value: "PLATT", label: "Platt: a logistic curve", tasks: ["BINARY"] },
  { value: "ISOTONIC", label: "Isotonic: any rising curve", tasks: ["BINARY"] },
  { value: "BETA", label: "Beta: a curve for skewed scores", tasks: ["BINARY"] },
  { value: "TEMPERATURE", label: "Temperature: one number", tasks: ["BINARY", "MULTICLASS"] },
];

export function SplitSection({ form }: { form: TrainingForm }) {
  const { draft, change, dataset, catalog, errorAt } = form;
  const known = catalog.baselines.filter(({ tasks }) => tasks.includes(draft.task));
  const calibrations = CALIBRATIONS.filter(({ tasks }) => tasks.includes(draft.task));
  const methods = METHODS.filter(({ value }) => draft.task !== "FORECAST" || value === "TIME");
  const method = METHODS.find(({ value }) => value === draft.splitMethod);
  return (
    <Card title="Evidence" description="The test rows are touched once, at the end, by the network and by every baseline.">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <Field label="Split" error={errorAt("split.method")}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.splitMethod}
              options={methods}
              onChange={(value) =>
                change({ splitMethod: methods.find((entry) => entry.value === value)?.value ?? "RANDOM", splitColumn: "" })
              }
            />
          )}
        </Field>
        {method?.field ? (
          <Field label={method.columnLabel} error={errorAt(`split.${method.field}`)}>
            {(ids) => (
              <Select
                {...ids}
                placeholder="Choose a column"
                value={draft.splitColumn}
                options={dataset.columns
                  .filter(({ name }) => name !== draft.target)
                  .map(({ name, type }) => ({ value: name, label: name, hint: type.toLowerCase() }))}
                onChange={(splitColumn) => change({ splitColumn })}
              />
            )}
          </Field>
        ) : null}
        {draft.splitMethod === "COLUMN" ? null : (
          <Field label="Test share" hint="Of all rows." error={errorAt("split.testFraction")}>
            {(ids) => (
              <input
                {...ids}
                className="control"
                inputMode="decimal"
                value={draft.testFraction}
                onChange={(event) => change({ testFraction: event.target.value })}
              />
            )}
          </Field>
        )}
        <Field label="Validation share" hint="Of the training part, watched while training." error={errorAt("split.validationFraction")}>
          {(ids) => (
            <input
              {...ids}
              className="control"
              inputMode="decimal"
              value={draft.validationFraction}
              onChange={(event) => change({ validationFraction: event.target.value })}
            />
          )}
        </Field>
        <Field label="Split seed" error={errorAt("split.seed")}>
          {(ids) => (
            <input
              {...ids}
              className="control"
              inputMode="numeric"
              value={draft.splitSeed}
              onChange={(event) => change({ splitSeed: event.target.value })}
            />
          )}
        </Field>
      </div>
      {calibrations.length > 0 && form.mode !== "COMPARE" ? (
        <div className="mt-4 sm:max-w-80">
          <Field
            label="Calibration"
            hint="Makes probabilities true to the validation rows after training; the network's own are kept beside them."
            error={errorAt("calibration")}
          >
            {(ids) => (
              <Select
                {...ids}
                value={draft.calibration}
                options={calibrations}
                onChange={(value) => change({ calibration: calibrations.find((entry) => entry.value === value)?.value ?? "NONE" })}
              />
            )}
          </Field>
        </div>
      ) : null}
      <fieldset className="mt-4">
        <legend className="mb-1.5 text-sm font-semibold">Baselines on the same split</legend>
        <div className="flex flex-wrap gap-x-6 gap-y-2">
          {known.map(({ name }) => (
            <Checkbox
              key={name}
              label={BASELINE_NAMES[name]}
              checked={draft.baselines.includes(name)}
              onChange={(on) =>
                change({
                  baselines: known.map((entry) => entry.name).filter((entry) => (entry === name ? on : draft.baselines.includes(entry))),
                })
              }
            />
          ))}
        </div>
        {errorAt("baselines") ? <p className="mt-1 text-sm font-medium text-bad">{errorAt("baselines")}</p> : null}
      </fieldset>
    </Card>
  );
}
