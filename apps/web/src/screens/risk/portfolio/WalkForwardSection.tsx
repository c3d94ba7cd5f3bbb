"use client";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Notice } from "@/ui/states.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid } from "../FormLayout.tsx";
import type { PortfolioSection } from "./section.ts";

export function WalkForwardSection({ draft, change, methods, errorAt }: PortfolioSection) {
  const { compared } = draft;
  const candidates = methods.portfolioMethods.filter(({ name }) => name !== "equal-weight");
  const error = errorAt("walkForward.methods");
  return (
    <Card
      title="Comparison over time"
      description="Equal weight is always there: it estimates nothing, and the others are measured against it."
    >
      {error ? (
        <div className="mb-3">
          <Notice tone="bad" title={error} />
        </div>
      ) : null}
      <fieldset className="mb-4">
        <legend className="mb-1.5 text-sm font-semibold">Methods</legend>
        <div className="grid gap-x-6 gap-y-2 sm:grid-cols-2 lg:grid-cols-3">
          {candidates.map(({ name, title }) => (
            <Checkbox
              key={name}
              label={title}
              checked={compared.includes(name)}
              onChange={(used) =>
                change({
                  compared: candidates
                    .map((candidate) => candidate.name)
                    .filter((other) => (other === name ? used : compared.includes(other))),
                })
              }
            />
          ))}
        </div>
      </fieldset>
      <FieldGrid>
        <TextField
          label="Window"
          numeric
          value={draft.window}
          onChange={(window) => change({ window })}
          hint="Periods that each estimate looks back."
          error={errorAt("walkForward.window")}
        />
        <TextField
          label="Rebalance every"
          numeric
          value={draft.rebalanceEvery}
          onChange={(rebalanceEvery) => change({ rebalanceEvery })}
          hint="Periods; weights drift in between."
          error={errorAt("walkForward.rebalanceEvery")}
        />
        <TextField
          label="Cost rate"
          numeric
          value={draft.costRate}
          onChange={(costRate) => change({ costRate })}
          hint="Of the amount traded: 0.001 = 10 basis points."
          error={errorAt("walkForward.costRate")}
        />
        <Checkbox
          label="Expanding window"
          hint="Estimate on everything before, not on the window alone."
          checked={draft.expanding}
          onChange={(expanding) => change({ expanding })}
        />
      </FieldGrid>
    </Card>
  );
}
