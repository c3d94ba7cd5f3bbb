"use client";
import { Search } from "lucide-react";
import { useState } from "react";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Notice } from "@/ui/states.tsx";
import type { TrainingForm } from "./use-training-form.ts";

export function FeatureSection({ form }: { form: TrainingForm }) {
  const { draft, change, dataset, errorAt } = form;
  const [search, setSearch] = useState("");
  const columns = dataset.columns.filter(
    ({ name }) => name !== draft.target && !(draft.splitMethod === "COLUMN" && name === draft.splitColumn),
  );
  const shown = columns.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
  const dropped = new Set(draft.dropped);
  const inGroup = new Set(draft.groups.flatMap((group) => group.columns));
  const setUsed = (names: readonly string[], used: boolean) => {
    const next = new Set(dropped);
    for (const name of names) {
      if (used) next.delete(name);
      else next.add(name);
    }
    const groups = used
      ? draft.groups
      : draft.groups.map((group) => ({ ...group, columns: group.columns.filter((name) => !next.has(name)) }));
    change({ dropped: columns.map(({ name }) => name).filter((name) => next.has(name)), groups });
  };
  const error = errorAt("features") ?? errorAt("drop");
  return (
    <Card
      title="Features"
      description={`${columns.length - columns.filter(({ name }) => dropped.has(name)).length} of ${columns.length} columns are read. Identifiers and constants are left out at first.`}
      actions={
        <>
          <div className="relative">
            <Search aria-hidden="true" className="pointer-events-none absolute left-2.5 top-2.5 size-4 text-ink-3" />
            <input
              type="search"
              aria-label="Find a feature"
              placeholder="Find"
              className="control w-40 pl-8"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <Button
            size="sm"
            tone="quiet"
            onClick={() =>
              setUsed(
                shown.map(({ name }) => name),
                true,
              )
            }
          >
            Take all
          </Button>
          <Button
            size="sm"
            tone="quiet"
            onClick={() =>
              setUsed(
                shown.map(({ name }) => name),
                false,
              )
            }
          >
            Take none
          </Button>
        </>
      }
    >
      {error ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <div className="grid max-h-[30rem] gap-x-6 gap-y-2 overflow-y-auto sm:grid-cols-2 lg:grid-cols-3">
        {shown.map((column) => (
          <Checkbox
            key={column.name}
            label={column.name}
            hint={column.hints[0] ?? (inGroup.has(column.name) ? "a time step" : undefined)}
            checked={!dropped.has(column.name)}
            onChange={(used) => setUsed([column.name], used)}
          />
        ))}
      </div>
    </Card>
  );
}
