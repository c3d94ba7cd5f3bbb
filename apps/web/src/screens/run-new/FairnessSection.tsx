"use client";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { isNumeric } from "./draft.ts";
import type { FairnessDraft } from "./fairness-draft.ts";
import type { TrainingForm } from "./use-training-form.ts";

const AIMS: readonly { value: FairnessDraft["aim"]; label: string }[] = [
  { value: "", label: "No penalty" },
  { value: "APPROVAL_PARITY", label: "Alike for all: mean probabilities of the groups" },
  { value: "EQUAL_OPPORTUNITY", label: "Alike for the good: those without the event" },
];

/** How a training treats groups more alike: rows that are weighed, a loss that counts what differs. */
export function FairnessSection({ form }: { form: TrainingForm }) {
  const { draft, change, dataset, errorAt } = form;
  const { fairness } = draft;
  const set = (part: Partial<FairnessDraft>) => change({ fairness: { ...fairness, ...part } });
  const declared = new Map(dataset.protectedAttributes.map((attribute) => [attribute.column, attribute]));
  const columns = dataset.columns.filter(({ name }) => name !== draft.target);
  const choices = [
    ...columns.filter(({ name }) => declared.has(name)).map(({ name }) => ({ value: name, label: name, hint: "protected" })),
    ...columns.filter(({ name }) => !declared.has(name)).map(({ name, type }) => ({ value: name, label: name, hint: type.toLowerCase() })),
  ];
  const chosen = columns.find(({ name }) => name === fairness.column);
  const choose = (column: string) => set({ column, edges: (declared.get(column)?.edges ?? []).join(", ") });
  return (
    <Card
      title="Fair treatment"
      description="Groups are treated more alike already in training. The column only says who belongs to which group; it is no feature by this. The fairness report then shows what it cost and what it changed."
    >
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <div className="sm:col-span-2">
          <Field label="Groups by" error={errorAt("mitigation.attribute.column")}>
            {(ids) => (
              <Select
                {...ids}
                value={fairness.column}
                options={[{ value: "", label: "Nothing: as the data are" }, ...choices]}
                onChange={choose}
              />
            )}
          </Field>
        </div>
        {chosen && isNumeric(chosen) ? (
          <div className="sm:col-span-2">
            <Field
              label="Cut at"
              hint="Numbers between groups, separated by commas; each value is a group of its own without them."
              error={errorAt("mitigation.attribute.edges")}
            >
              {(ids) => (
                <input
                  {...ids}
                  className="control"
                  placeholder="25, 40"
                  value={fairness.edges}
                  onChange={(event) => set({ edges: event.target.value })}
                />
              )}
            </Field>
          </div>
        ) : null}
      </div>
      {chosen ? (
        <div className="mt-4 grid gap-4 border-t border-line pt-4 sm:grid-cols-2 lg:grid-cols-4">
          <div className="sm:col-span-2 lg:col-span-4">
            <Checkbox
              label="Reweigh the rows"
              hint="Each row weighs so much that group and outcome are independent (Kamiran and Calders, 2012)."
              checked={fairness.reweigh}
              onChange={(reweigh) => set({ reweigh })}
            />
            {errorAt("mitigation.reweigh") ? (
              <p role="alert" className="text-sm font-medium text-bad">
                {errorAt("mitigation.reweigh")}
              </p>
            ) : null}
          </div>
          <div className="sm:col-span-2">
            <Field
              label="Constrained training"
              hint="Added to the loss for what differs between the groups."
              error={errorAt("mitigation.penalty.aim")}
            >
              {(ids) => (
                <Select
                  {...ids}
                  value={fairness.aim}
                  options={AIMS}
                  onChange={(value) => set({ aim: AIMS.find((aim) => aim.value === value)?.value ?? "" })}
                />
              )}
            </Field>
          </div>
          {fairness.aim === "" ? null : (
            <Field
              label="Strength"
              hint="Higher treats groups more alike and tells rows apart less well."
              error={errorAt("mitigation.penalty.strength")}
            >
              {(ids) => (
                <input
                  {...ids}
                  className="control"
                  inputMode="decimal"
                  value={fairness.strength}
                  onChange={(event) => set({ strength: event.target.value })}
                />
              )}
            </Field>
          )}
        </div>
      ) : null}
    </Card>
  );
}
