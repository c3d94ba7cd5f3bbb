"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { RegulatoryClass, UpdateInventoryMutation } from "@/generated/graphql.ts";
import { UpdateInventoryDocument } from "@/graphql/governance.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";

const CLASSES: readonly { value: RegulatoryClass; label: string }[] = [
  { value: "HIGH_RISK_CREDIT", label: "Credit of natural persons (AI Act high risk)" },
  { value: "FRAUD_DETECTION", label: "Fraud detection" },
  { value: "MARKET_RISK", label: "Market risk" },
  { value: "OPERATIONAL_RISK", label: "Operational risk" },
  { value: "OTHER", label: "Other" },
];
const TIERS = [
  { value: "1", label: "1", hint: "most material" },
  { value: "2", label: "2" },
  { value: "3", label: "3", hint: "least" },
];
const pickUpdated = (data: UpdateInventoryMutation) => data.updateModelInventory;

interface Described {
  name: string;
  inventory?: {
    owner: string;
    purpose: string;
    exposure: { amount: number; currency: string };
    tier: number;
    intendedUse: string;
    limits: string;
    regulatoryClass: RegulatoryClass;
  } | null;
}

export function InventoryDialog({ model, onClose, onSaved }: { model: Described; onClose: () => void; onSaved: () => void }) {
  const known = model.inventory;
  const [texts, setTexts] = useState({
    owner: known?.owner ?? "",
    purpose: known?.purpose ?? "",
    amount: known ? String(known.exposure.amount) : "",
    currency: known?.exposure.currency ?? "EUR",
    tier: known ? String(known.tier) : "2",
    intendedUse: known?.intendedUse ?? "",
    limits: known?.limits ?? "",
  });
  const [regulatoryClass, setClass] = useState<RegulatoryClass>(known?.regulatoryClass ?? "OTHER");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [save, busy] = useAction(UpdateInventoryDocument, pickUpdated);
  const put = (name: keyof typeof texts) => (value: string) => setTexts({ ...texts, [name]: value });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { amount, currency, tier, ...words } = texts;
    const exposure = { amount: Number(amount), currency: currency.toUpperCase() };
    const outcome = await save({ input: { modelName: model.name, ...words, exposure, tier: Number(tier), regulatoryClass } });
    if (!outcome.ok) {
      setProblem(outcome.problem);
      return;
    }
    toast.success(`The inventory of ${model.name} is saved.`);
    onSaved();
    onClose();
  };
  const errorAt = (name: string): string | null => (problem?.path?.includes(name) ? problem.message : null);
  const text = (name: keyof typeof texts, label: string, rows = 1) => (
    <Field label={label} error={errorAt(name)}>
      {(ids) =>
        rows > 1 ? (
          <textarea {...ids} rows={rows} className="control" value={texts[name]} onChange={(event) => put(name)(event.target.value)} />
        ) : (
          <input {...ids} className="control" value={texts[name]} onChange={(event) => put(name)(event.target.value)} />
        )
      }
    </Field>
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Inventory of ${model.name}`}
      description="Every field is required."
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-3">
        {text("owner", "Owner")}
        {text("purpose", "Purpose", 2)}
        <div className="grid grid-cols-[1fr_6rem_8rem] gap-3">
          {text("amount", "Exposure")}
          {text("currency", "Currency")}
          <Field label="Tier">{(ids) => <Select {...ids} value={texts.tier} options={TIERS} onChange={put("tier")} />}</Field>
        </div>
        <Field label="Regulatory class">
          {(ids) => (
            <Select
              {...ids}
              value={regulatoryClass}
              options={CLASSES}
              onChange={(value) => setClass(CLASSES.find((known) => known.value === value)?.value ?? "OTHER")}
            />
          )}
        </Field>
        {text("intendedUse", "Intended use", 2)}
        {text("limits", "Limits", 2)}
        {problem && !Object.keys(texts).some((name) => problem.path?.includes(name)) ? <Notice tone="bad" title={problem.message} /> : null}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" tone="primary" disabled={busy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
