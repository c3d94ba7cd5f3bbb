"use client";
import type { Task } from "@/generated/graphql.ts";
import { formatCount, formatPercent } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { withTarget, withTask } from "./draft.ts";
import type { TrainingForm } from "./use-training-form.ts";

const TASKS: readonly { value: Task; label: string }[] = [
  { value: "BINARY", label: "Binary: an event or none" },
  { value: "MULTICLASS", label: "Several classes" },
  { value: "REGRESSION", label: "A number" },
  { value: "FORECAST", label: "A number ahead in time" },
  { value: "ANOMALY", label: "Anomalies: rows unlike the others" },
];
const NO_TARGET = { value: "", label: "None: nothing is known", hint: "" };

export function TargetSection({ form }: { form: TrainingForm }) {
  const { draft, change, replace, dataset, architectures, errorAt } = form;
  const anomaly = draft.task === "ANOMALY";
  const column = dataset.columns.find(({ name }) => name === draft.target);
  const positive = column?.topValues.find(({ value }) => value === draft.positiveLabel);
  return (
    <Card title="What to predict">
      <div className="grid gap-4 md:grid-cols-2">
        <Field
          label={anomaly ? "Known anomalies" : "Target"}
          error={errorAt("target")}
          hint={
            anomaly
              ? "A label to judge by, never learned from; without one nothing says how many alerts are right."
              : column
                ? `${formatCount(column.distinctCount)} distinct values`
                : undefined
          }
        >
          {(ids) => (
            <Select
              {...ids}
              value={draft.target}
              options={[
                ...(anomaly ? [NO_TARGET] : []),
                ...dataset.columns.map(({ name, type }) => ({ value: name, label: name, hint: type.toLowerCase() })),
              ]}
              onChange={(target) => replace(withTarget(draft, target, dataset.columns, architectures))}
            />
          )}
        </Field>
        <Field label="Task" error={errorAt("task")}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.task}
              options={TASKS}
              onChange={(task) =>
                replace(withTask(draft, TASKS.find(({ value }) => value === task)?.value ?? "BINARY", dataset.columns, architectures))
              }
            />
          )}
        </Field>
        {draft.task === "BINARY" || (anomaly && draft.target !== "") ? (
          <Field
            label="Value that counts as the event"
            error={errorAt("positiveLabel")}
            hint={
              positive && dataset.rowCount
                ? `${formatCount(positive.count)} rows, ${formatPercent(positive.count / dataset.rowCount)}: the base rate`
                : "The cell's own text."
            }
          >
            {(ids) =>
              column && column.topValues.length > 0 ? (
                <Select
                  {...ids}
                  value={draft.positiveLabel}
                  options={column.topValues.map(({ value, count }) => ({
                    value,
                    label: value === "" ? "(empty)" : value,
                    hint: `${formatCount(count)} rows`,
                  }))}
                  onChange={(positiveLabel) => change({ positiveLabel })}
                />
              ) : (
                <input
                  {...ids}
                  className="control"
                  value={draft.positiveLabel}
                  onChange={(event) => change({ positiveLabel: event.target.value })}
                />
              )
            }
          </Field>
        ) : null}
        <Field label="Model name" error={errorAt("modelName")} hint="A finished run adds a version to the model of this name.">
          {(ids) => (
            <input {...ids} className="control" value={draft.modelName} onChange={(event) => change({ modelName: event.target.value })} />
          )}
        </Field>
      </div>
    </Card>
  );
}
