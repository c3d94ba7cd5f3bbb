"use client";
import { Badge } from "@/ui/Badge.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Notice } from "@/ui/states.tsx";
import { ColumnSelect } from "./ColumnSelect.tsx";
import { defineStageEditor, namesOf, type StageFormProps, textOf, textsOf, withoutEmpty } from "./stage-editor.ts";

interface CompanyDraft {
  /** Column of each statement item. */
  items: Record<string, string>;
  /** Null: every one whose items are all given. */
  indicators: readonly string[] | null;
  prefix: string;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export const companyIndicators = defineStageEditor<CompanyDraft>({
  type: "company-indicators",
  empty: ({ spine, kinds }) => {
    const columns = new Set(namesOf(spine?.columns));
    // A column that is called like an item is it.
    const items = kinds.statementItems.map(({ name }) => name).filter((name) => columns.has(name));
    return { items: Object.fromEntries(items.map((name) => [name, name])), indicators: null, prefix: "" };
  },
  open: ({ items, indicators, prefix }) => ({
    items: isRecord(items) ? Object.fromEntries(Object.entries(items).map(([name, column]) => [name, textOf(column)])) : {},
    indicators: Array.isArray(indicators) ? textsOf(indicators) : null,
    prefix: textOf(prefix),
  }),
  read({ items, indicators, prefix }) {
    const given = withoutEmpty(items);
    const problems: Record<string, string> =
      Object.keys(given).length === 0 ? { items: "Say which columns hold the statement's items." } : {};
    if (indicators?.length === 0) problems.indicators = "Choose an indicator, or take all that can be computed.";
    return {
      spec: { items: given, ...(indicators ? { indicators: [...indicators] } : {}), ...(prefix === "" ? {} : { prefix }) },
      problems,
    };
  },
  Form: CompanyForm,
});

function CompanyForm({ draft, onChange, context, errorAt }: StageFormProps<CompanyDraft>) {
  const { spine, kinds } = context;
  const columns = (spine?.columns ?? []).filter(({ type }) => type === "INTEGER" || type === "FLOAT").map(({ name }) => name);
  const given = new Set(Object.entries(draft.items).flatMap(([name, column]) => (column === "" ? [] : [name])));
  const computable = kinds.financialIndicators.filter(({ items }) => items.every((item) => given.has(item)));
  const set = (part: Partial<CompanyDraft>) => onChange({ ...draft, ...part });
  const statements = [...new Set(kinds.statementItems.map(({ statement }) => statement))];
  const error = errorAt("items");
  return (
    <div className="flex flex-col gap-4">
      {error ? <Notice tone="bad" title={error} /> : null}
      {statements.map((statement) => (
        <details key={statement} open={statement === statements[0]}>
          <summary className="cursor-pointer text-sm font-semibold">{`${words(statement)}: columns of its items`}</summary>
          <div className="mt-3 grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
            {kinds.statementItems
              .filter((item) => item.statement === statement)
              .map(({ name, title, meaning, usedBy }) => (
                <ColumnSelect
                  key={name}
                  label={title}
                  hint={`${meaning ? `${meaning} ` : ""}${usedBy} ${usedBy === 1 ? "indicator reads" : "indicators read"} it.`}
                  value={draft.items[name] ?? ""}
                  columns={columns}
                  onChange={(column) => set({ items: { ...draft.items, [name]: column } })}
                  error={errorAt(`items.${name}`)}
                  none="not there"
                />
              ))}
          </div>
        </details>
      ))}
      <Checkbox
        label={`All that can be computed (${computable.length} of ${kinds.financialIndicators.length})`}
        checked={draft.indicators === null}
        onChange={(all) => set({ indicators: all ? null : computable.map(({ name }) => name) })}
      />
      {draft.indicators === null ? (
        <div className="flex flex-wrap gap-1.5">
          {computable.map(({ name, title }) => (
            <Badge key={name}>{title}</Badge>
          ))}
        </div>
      ) : (
        <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
          {kinds.financialIndicators.map(({ name, title, formula }) => (
            <Checkbox
              key={name}
              label={title}
              hint={formula}
              disabled={!computable.some((one) => one.name === name) && !draft.indicators?.includes(name)}
              checked={draft.indicators?.includes(name) ?? false}
              onChange={(taken) =>
                set({
                  indicators: taken ? [...(draft.indicators ?? []), name] : (draft.indicators ?? []).filter((other) => other !== name),
                })
              }
            />
          ))}
        </div>
      )}
      <div className="sm:max-w-72">
        <Field label="Prefix" hint="Before the indicators' names." error={errorAt("prefix")}>
          {(ids) => <input {...ids} className="control" value={draft.prefix} onChange={(event) => set({ prefix: event.target.value })} />}
        </Field>
      </div>
    </div>
  );
}

const words = (statement: string): string => statement.charAt(0) + statement.slice(1).toLowerCase().replace("_", " ");
