"use client";
import { useState } from "react";
import { toast } from "sonner";
import type { Baseline, MembersQuery, Severity, UpdateGovernanceInput, UpdateGovernanceMutation } from "@/generated/graphql.ts";
import { UpdateGovernanceDocument } from "@/graphql/governance.ts";
import { useAction } from "@/graphql/use-action.ts";
import { BASELINE_NAMES } from "@/lib/verdict.ts";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";

type Governance = MembersQuery["viewer"]["workspace"]["governance"];

const SEVERITIES: readonly { value: Severity; label: string }[] = [
  { value: "LOW", label: "low and above" },
  { value: "MEDIUM", label: "medium and above" },
  { value: "HIGH", label: "high and above" },
  { value: "CRITICAL", label: "critical" },
];
const MEASURED_BY: readonly Baseline[] = ["LOGISTIC", "SCORECARD", "BOOSTED_TREES", "MAJORITY"];
const pickUpdated = (data: UpdateGovernanceMutation) => data.updateGovernance;

/** What is asked before a version may become champion; each change is saved at once. */
export function Rules({ governance, mayChange, onChange }: { governance: Governance; mayChange: boolean; onChange: () => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [update, busy] = useAction(UpdateGovernanceDocument, pickUpdated);
  const save = async (input: UpdateGovernanceInput) => {
    const outcome = await update({ input });
    setProblem(outcome.ok ? null : outcome.problem.message);
    if (outcome.ok) toast.success("The rule is changed.");
    onChange();
  };
  const disabled = busy || !mayChange;
  return (
    <Card
      title="Rules of approval"
      description="What is asked before a version may become champion. Whoever has a version to promote does not change them."
    >
      <div className="flex flex-col gap-3.5">
        {problem ? <Notice tone="bad" title={problem} /> : null}
        <Checkbox
          label="Four eyes"
          hint={
            governance.fourEyesInForce
              ? "Whoever developed a version does not approve it."
              : "Whoever developed a version does not approve it. At rest while there is one member only."
          }
          checked={governance.fourEyes}
          disabled={disabled}
          onChange={(fourEyes) => void save({ fourEyes })}
        />
        <Checkbox
          label="Honesty gate"
          hint="The lower 95 % bound of the advantage over the baseline lies above zero, or a waiver is signed."
          checked={governance.honestyGate}
          disabled={disabled}
          onChange={(honestyGate) => void save({ honestyGate })}
        />
        <Checkbox
          label="Inventory required"
          hint="Owner, purpose, exposure, tier, intended use and limits are filled in."
          checked={governance.requireInventory}
          disabled={disabled}
          onChange={(requireInventory) => void save({ requireInventory })}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Measured by">
            {(ids) => (
              <Select
                {...ids}
                value={governance.honestyBaseline}
                disabled={disabled || !governance.honestyGate}
                options={MEASURED_BY.map((value) => ({ value, label: BASELINE_NAMES[value] }))}
                onChange={(value) => void save({ honestyBaseline: MEASURED_BY.find((known) => known === value) ?? "LOGISTIC" })}
              />
            )}
          </Field>
          <Field label="Findings that block" hint="Any open one does once it is overdue.">
            {(ids) => (
              <Select
                {...ids}
                value={governance.blockingSeverity}
                disabled={disabled}
                options={SEVERITIES}
                onChange={(value) => void save({ blockingSeverity: SEVERITIES.find((known) => known.value === value)?.value ?? "HIGH" })}
              />
            )}
          </Field>
        </div>
      </div>
    </Card>
  );
}
