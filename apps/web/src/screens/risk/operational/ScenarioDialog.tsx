"use client";
import { useState } from "react";
import { toast } from "sonner";
import type { LossBusinessLine, LossEventType, UpsertLossScenarioMutation } from "@/generated/graphql.ts";
import { UpsertLossScenarioDocument } from "@/graphql/risk/operational.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { formReader } from "@/lib/form-reader.ts";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { CategoryFields } from "./CategoryFields.tsx";
import { RetirableDialog } from "./RetirableDialog.tsx";
import type { Scenario } from "./Scenarios.tsx";
import type { Taxonomy } from "./taxonomy.ts";

const pick = (data: UpsertLossScenarioMutation) => data.upsertLossScenario;
/** Laws that two or more quantiles determine. */
const LAWS = ["lognormal", "weibull", "gamma"];
const LINE = /^(\S+)[\s:;,]+(\S+)$/;

interface ScenarioDialogProps {
  scenario: Scenario | null;
  taxonomy: Taxonomy;
  onClose: () => void;
  onSaved: () => void;
}

export function ScenarioDialog({ scenario, taxonomy, onClose, onSaved }: ScenarioDialogProps) {
  const [texts, setTexts] = useState({
    name: scenario?.name ?? "",
    yearsBetween: scenario ? String(scenario.yearsBetween) : "20",
    quantiles:
      scenario?.law.quantiles.map(({ probability, amount }) => `${probability} ${amount}`).join("\n") ?? "0.5 1000000\n0.95 8000000",
    lossCap: scenario?.lossCap ? String(scenario.lossCap) : "",
    rationale: scenario?.rationale ?? "",
  });
  const [severity, setSeverity] = useState(scenario?.law.severity ?? "lognormal");
  const [eventType, setEventType] = useState<LossEventType | "">(scenario?.eventType ?? "");
  const [businessLine, setBusinessLine] = useState<LossBusinessLine | "">(scenario?.businessLine ?? "");
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [save, busy] = useAction(UpsertLossScenarioDocument, pick);
  const put = (field: keyof typeof texts) => (value: string) => setTexts({ ...texts, [field]: value });
  const send = async (retired: boolean) => {
    const read = formReader();
    const quantiles = texts.quantiles
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => {
        const [, probability, amount] = LINE.exec(line) ?? [];
        if (!amount) read.problems.quantiles = `'${line}' is no probability with its amount, such as '0.95 8000000'.`;
        return {
          probability: read.number("quantiles", probability ?? "0") ?? 0,
          amount: read.number("quantiles", amount?.replaceAll("_", "") ?? "0") ?? 0,
        };
      });
    const input = {
      name: read.text("name", texts.name, true) ?? "",
      yearsBetween: read.number("yearsBetween", texts.yearsBetween, { required: true }) ?? 0,
      severity,
      quantiles,
      eventType: eventType || undefined,
      businessLine: businessLine || undefined,
      lossCap: read.number("lossCap", texts.lossCap),
      rationale: texts.rationale,
      retired,
    };
    setProblems(read.problems);
    if (Object.keys(read.problems).length > 0) return;
    const outcome = await save({ input });
    if (!outcome.ok) {
      setRefusal(outcome.problem);
      return;
    }
    toast.success(retired ? `${input.name} is retired.` : `${input.name} is saved.`);
    onSaved();
    onClose();
  };
  const text = (field: keyof typeof texts, label: string, hint: string, rows = 1) => (
    <TextField label={label} hint={hint} rows={rows} value={texts[field]} onChange={put(field)} error={problems[field]} />
  );
  return (
    <RetirableDialog
      title={scenario ? scenario.name : "New scenario"}
      description="Each change is kept in the audit log; simulations that have run keep what they used."
      isNew={scenario === null}
      busy={busy}
      refusal={refusal?.message ?? null}
      onSave={(retired) => void send(retired)}
      onClose={onClose}
    >
      {scenario ? null : text("name", "Name", "What happens, in a few words.")}
      <CategoryFields
        taxonomy={taxonomy}
        eventType={eventType}
        businessLine={businessLine}
        onEventType={setEventType}
        onBusinessLine={setBusinessLine}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        {text("yearsBetween", "Once in how many years", "20: a chance of about one in twenty a year.")}
        <SelectField
          label="Law"
          value={severity}
          options={LAWS.map((name) => ({ value: name, label: taxonomy.law(name) }))}
          onChange={setSeverity}
        />
      </div>
      {text("quantiles", "Amounts", "One a line: the share of such losses below it, then the amount. 0.5 is the usual loss.", 3)}
      {text("lossCap", "Largest possible loss", "Empty: none.")}
      {text("rationale", "Rationale", "Why the experts think so.", 2)}
    </RetirableDialog>
  );
}
