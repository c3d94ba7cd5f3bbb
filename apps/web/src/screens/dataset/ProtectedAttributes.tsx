"use client";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import type { DeclareProtectedMutation, ProtectedAttributesQuery } from "@/generated/graphql.ts";
import { DeclareProtectedDocument, ProtectedAttributesDocument } from "@/graphql/fairness.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";

type Dataset = NonNullable<ProtectedAttributesQuery["dataset"]>;
type Attribute = Dataset["protectedAttributes"][number];

const pickDeclared = (data: DeclareProtectedMutation) => data.declareProtectedAttributes;

/** Columns that say which group a person belongs to: kept out of training, and what fairness is measured by. */
export function ProtectedAttributes({ datasetId }: { datasetId: string }) {
  const { data, error, reload } = useData(ProtectedAttributesDocument, { id: datasetId });
  const dataset = data?.dataset;
  return (
    <Card
      title="Protected attributes"
      description="Groups of people by these columns are treated alike, and shown to be. They are kept out of every training on this data set, unless one switches them on and says why."
    >
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {dataset ? <Editor key={dataset.id} dataset={dataset} onSaved={reload} /> : error ? null : <SkeletonRows rows={2} />}
    </Card>
  );
}

const edgesOf = (text: string): number[] | null => {
  const numbers = text
    .split(/[\s,;]+/)
    .filter((part) => part !== "")
    .map(Number);
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : null;
};

function Editor({ dataset: { id, columns, protectedAttributes }, onSaved }: { dataset: Dataset; onSaved: () => void }) {
  const [column, setColumn] = useState("");
  const [edges, setEdges] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [declare, busy] = useAction(DeclareProtectedDocument, pickDeclared);
  const save = async (attributes: readonly Attribute[]) => {
    const outcome = await declare({
      input: {
        datasetId: id,
        attributes: attributes.map(({ column: name, edges: cuts, reference }) => ({ column: name, edges: cuts, reference })),
      },
    });
    setProblem(outcome.ok ? null : outcome.problem.message);
    if (!outcome.ok) return;
    toast.success("The protected attributes are saved.");
    setColumn("");
    setEdges("");
    onSaved();
  };
  const free = columns.filter(({ name }) => !protectedAttributes.some((declared) => declared.column === name));
  const isNumber = columns.some(({ name, type }) => name === column && (type === "INTEGER" || type === "FLOAT"));
  return (
    <div className="flex flex-col gap-3">
      {protectedAttributes.length === 0 ? <p className="text-sm text-ink-2">None is declared.</p> : null}
      {protectedAttributes.map((attribute) => (
        <div key={attribute.column} className="flex flex-wrap items-center gap-3 rounded-md border border-line px-3 py-2 text-sm">
          <span className="font-semibold">{attribute.column}</span>
          <span className="text-ink-2">{attribute.edges ? `cut at ${attribute.edges.join(", ")}` : "a group for each value"}</span>
          <Button
            size="sm"
            tone="quiet"
            className="ml-auto"
            disabled={busy}
            aria-label={`No longer protect ${attribute.column}`}
            onClick={() => save(protectedAttributes.filter((other) => other !== attribute))}
          >
            <Trash2 aria-hidden="true" className="size-4" />
          </Button>
        </div>
      ))}
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-56 max-w-full">
          <Field label="Column to protect">
            {(ids) => (
              <Select
                {...ids}
                value={column}
                placeholder="Choose a column"
                options={free.map(({ name }) => ({ value: name, label: name }))}
                onChange={setColumn}
              />
            )}
          </Field>
        </div>
        {isNumber ? (
          <div className="w-56 max-w-full">
            <Field label="Cut at">
              {(ids) => (
                <input
                  {...ids}
                  className="control"
                  placeholder="e.g. 25, 40, 60; empty: each value"
                  value={edges}
                  onChange={(event) => setEdges(event.target.value)}
                />
              )}
            </Field>
          </div>
        ) : null}
        <Button
          disabled={busy || column === ""}
          onClick={() => save([...protectedAttributes, { column, edges: isNumber ? edgesOf(edges) : null, reference: null }])}
        >
          Protect it
        </Button>
      </div>
      {problem ? (
        <Notice tone="warn" title="Not saved">
          {problem}
        </Notice>
      ) : null}
    </div>
  );
}
