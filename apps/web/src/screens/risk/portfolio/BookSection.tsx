"use client";
import { Plus } from "lucide-react";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid } from "../FormLayout.tsx";
import { MethodFields } from "../MethodFields.tsx";
import { ScenarioFields } from "./ScenarioFields.tsx";
import type { PortfolioSection } from "./section.ts";

export function BookSection({ draft, change, methods, errorAt }: PortfolioSection) {
  const { stress } = draft;
  return (
    <Card
      title="Positions and scenarios"
      description="The amounts stand in the table of assets below, in one currency; below zero is short."
      actions={
        <>
          {draft.series.timeColumn ? (
            <Button size="sm" onClick={() => change({ stress: [...stress, { kind: "HISTORICAL", name: "", from: "", to: "" }] })}>
              <Plus aria-hidden="true" className="size-4" />
              Days that were
            </Button>
          ) : null}
          <Button size="sm" onClick={() => change({ stress: [...stress, { kind: "SHOCK", name: "", shocks: "", others: "CONDITIONAL" }] })}>
            <Plus aria-hidden="true" className="size-4" />
            Shocks
          </Button>
        </>
      }
    >
      <FieldGrid>
        <MethodFields
          label="Method"
          methods={methods.positionMethods}
          choice={draft.positionMethod}
          onChange={(positionMethod) => change({ positionMethod })}
          errorAt={errorAt}
          path="book.method"
        />
        <TextField
          label="Levels"
          value={draft.alphas}
          onChange={(alphas) => change({ alphas })}
          hint="Confidence levels, by commas: 0.99 is the worst day in a hundred."
          error={errorAt("book.alphas")}
        />
        <TextField
          label="Horizon"
          numeric
          value={draft.horizon}
          onChange={(horizon) => change({ horizon })}
          hint="Trading days."
          error={errorAt("book.horizon")}
        />
      </FieldGrid>
      {stress.map((scenario, at) => (
        <ScenarioFields
          // biome-ignore lint/suspicious/noArrayIndexKey: a scenario is its place; its name is being typed.
          key={at}
          at={at}
          scenario={scenario}
          onChange={(next) =>
            change({ stress: next ? stress.map((old, i) => (i === at ? next : old)) : stress.filter((_, i) => i !== at) })
          }
          errorAt={errorAt}
        />
      ))}
    </Card>
  );
}
