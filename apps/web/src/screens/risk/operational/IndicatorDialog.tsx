"use client";
import { useState } from "react";
import { toast } from "sonner";
import type { KriDirection, LossBusinessLine, LossEventType, UpsertKriMutation } from "@/generated/graphql.ts";
import { UpsertKriDocument } from "@/graphql/risk/indicators.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { formReader } from "@/lib/form-reader.ts";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { CategoryFields } from "./CategoryFields.tsx";
import type { Indicator } from "./IndicatorBoard.tsx";
import { RetirableDialog } from "./RetirableDialog.tsx";
import type { Taxonomy } from "./taxonomy.ts";

const pick = (data: UpsertKriMutation) => data.upsertKri;
const DIRECTIONS = [
  { value: "HIGHER_IS_WORSE", label: "Higher is worse" },
  { value: "LOWER_IS_WORSE", label: "Lower is worse" },
] as const;

interface IndicatorDialogProps {
  indicator: Indicator | null;
  taxonomy: Taxonomy;
  onClose: () => void;
  onSaved: () => void;
}

export function IndicatorDialog({ indicator, taxonomy, onClose, onSaved }: IndicatorDialogProps) {
  const [texts, setTexts] = useState({
    name: indicator?.name ?? "",
    unit: indicator?.unit ?? "",
    amber: indicator ? String(indicator.amber) : "",
    red: indicator ? String(indicator.red) : "",
    staleAfterDays: indicator ? String(indicator.staleAfterDays) : "45",
    owner: indicator?.owner ?? "",
    description: indicator?.description ?? "",
  });
  const [direction, setDirection] = useState<KriDirection>(indicator?.direction ?? "HIGHER_IS_WORSE");
  const [eventType, setEventType] = useState<LossEventType | "">(indicator?.eventType ?? "");
  const [businessLine, setBusinessLine] = useState<LossBusinessLine | "">(indicator?.businessLine ?? "");
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [save, busy] = useAction(UpsertKriDocument, pick);
  const send = async (retired: boolean) => {
    const read = formReader();
    const input = {
      name: read.text("name", texts.name, true) ?? "",
      unit: texts.unit,
      direction,
      amber: read.number("amber", texts.amber, { required: true }) ?? 0,
      red: read.number("red", texts.red, { required: true }) ?? 0,
      staleAfterDays: read.number("staleAfterDays", texts.staleAfterDays),
      owner: texts.owner,
      description: texts.description,
      eventType: eventType || undefined,
      businessLine: businessLine || undefined,
      retired,
    };
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    const outcome = await save({ input });
    if (!outcome.ok) {
      setRefusal(outcome.problem);
      return;
    }
    toast.success(retired ? `${input.name} leaves the board; its values are kept.` : `${input.name} is saved.`);
    onSaved();
    onClose();
  };
  const refusedAt = refusal?.path?.[0] ?? "";
  const text = (field: keyof typeof texts, label: string, hint = "", rows = 1) => (
    <TextField
      label={label}
      hint={hint || undefined}
      rows={rows}
      value={texts[field]}
      onChange={(value) => setTexts({ ...texts, [field]: value })}
      error={problems[field] ?? (refusedAt === field ? refusal?.message : null)}
    />
  );
  return (
    <RetirableDialog
      title={indicator ? indicator.name : "New indicator"}
      description="Values that are there are assessed by the new thresholds."
      isNew={indicator === null}
      busy={busy}
      refusal={refusal && !(refusedAt in texts) ? refusal.message : null}
      onSave={(retired) => void send(retired)}
      onClose={onClose}
    >
      {indicator ? null : text("name", "Name")}
      <div className="grid grid-cols-2 gap-3">
        {text("unit", "Unit", "Such as % or hours.")}
        <SelectField
          label="Direction"
          value={direction}
          options={DIRECTIONS}
          onChange={(value) => setDirection(DIRECTIONS.find((known) => known.value === value)?.value ?? "HIGHER_IS_WORSE")}
        />
        {text("amber", "Amber from", "Watched.")}
        {text("red", "Red from", "Somebody must act.")}
        {text("staleAfterDays", "Stale after, days")}
        {text("owner", "Owner", "Who acts when it is red.")}
      </div>
      <CategoryFields
        taxonomy={taxonomy}
        eventType={eventType}
        businessLine={businessLine}
        onEventType={setEventType}
        onBusinessLine={setBusinessLine}
      />
      {text("description", "Description", "", 2)}
    </RetirableDialog>
  );
}
