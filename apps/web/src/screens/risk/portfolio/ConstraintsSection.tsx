"use client";
import { Plus, Trash2 } from "lucide-react";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid } from "../FormLayout.tsx";
import type { GroupDraft } from "./draft.ts";
import type { PortfolioSection } from "./section.ts";

const LIMITS = [
  { name: "lower", label: "Least weight", hint: "Of every asset; below 0 allows short positions." },
  { name: "upper", label: "Largest weight", hint: "Of every asset." },
  { name: "sum", label: "Weights add up to", hint: "1 = fully invested; the rest is cash." },
  { name: "maxTurnover", label: "Largest turnover", hint: "Sum of |new - old weight| at a rebalance. Empty: any." },
  { name: "maxLeverage", label: "Largest leverage", hint: "Sum of |weight|: 1.6 allows 130/30. Empty: any." },
] as const;

export function ConstraintsSection({ draft, change, errorAt }: PortfolioSection) {
  const { constraints, groups } = draft;
  const setGroup = (at: number, part: Partial<GroupDraft>) =>
    change({ groups: groups.map((group, index) => (index === at ? { ...group, ...part } : group)) });
  return (
    <Card
      title="Constraints"
      description="Bounds of single assets stand in the table of assets below."
      actions={
        <Button size="sm" onClick={() => change({ groups: [...groups, { name: "", assets: "", lower: "", upper: "" }] })}>
          <Plus aria-hidden="true" className="size-4" />
          Add a group
        </Button>
      }
    >
      <FieldGrid>
        {LIMITS.map(({ name, label, hint }) => (
          <TextField
            key={name}
            label={label}
            hint={hint}
            numeric
            value={constraints[name]}
            onChange={(value) => change({ constraints: { ...constraints, [name]: value } })}
            error={errorAt(`constraints.${name}`)}
          />
        ))}
      </FieldGrid>
      {groups.map((group, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a group is its place; its name is being typed.
        <fieldset key={at} className="mt-4 grid items-start gap-3 border-t border-line pt-3 sm:grid-cols-[1fr_2fr_6rem_6rem_auto]">
          <legend className="sr-only">{`Group ${at + 1}`}</legend>
          <TextField label="Group" value={group.name} onChange={(name) => setGroup(at, { name })} error={errorAt(`groups.${at}.name`)} />
          <TextField label="Assets, by commas" value={group.assets} onChange={(assets) => setGroup(at, { assets })} />
          <TextField
            label="At least"
            numeric
            value={group.lower}
            onChange={(lower) => setGroup(at, { lower })}
            error={errorAt(`groups.${at}.lower`)}
          />
          <TextField
            label="At most"
            numeric
            value={group.upper}
            onChange={(upper) => setGroup(at, { upper })}
            error={errorAt(`groups.${at}.upper`)}
          />
          <Button
            tone="quiet"
            className="mt-6"
            aria-label={`Remove group ${at + 1}`}
            onClick={() => change({ groups: groups.filter((_, index) => index !== at) })}
          >
            <Trash2 aria-hidden="true" className="size-4" />
          </Button>
        </fieldset>
      ))}
    </Card>
  );
}
