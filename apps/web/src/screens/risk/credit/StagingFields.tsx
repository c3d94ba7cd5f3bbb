"use client";
import { Card } from "@/ui/Card.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid } from "../FormLayout.tsx";
import { type CreditDraft, isLaterThanPresumed, type StagingField } from "./credit-draft.ts";

interface StagingFieldsProps {
  staging: CreditDraft["staging"];
  onChange: (staging: CreditDraft["staging"]) => void;
  errorAt: (path: string) => string | null;
}

/** When a loan's risk has increased significantly, and when it is in default. */
export function StagingFields({ staging, onChange, errorAt }: StagingFieldsProps) {
  const text = (field: StagingField, label: string, hint: string, { path = `staging.${field}`, numeric = true } = {}) => (
    <TextField
      label={label}
      hint={hint}
      numeric={numeric}
      value={staging[field]}
      onChange={(value) => onChange({ ...staging, [field]: value })}
      error={errorAt(path)}
    />
  );
  return (
    <Card
      title="Staging"
      description="Stage 2 where the lifetime PD has risen by both measures since origination, or payment is late; stage 3 in default."
    >
      <FieldGrid>
        {text("relativeIncrease", "Relative increase", "Lifetime PD now over at origination: 2 = doubled.")}
        {text("absoluteIncrease", "Absolute increase", "And the PD now less that at origination: 0.005 = half a percentage point.")}
        {text("lowCreditRiskPd", "Low credit risk up to", "Twelve-month PD that keeps a loan in stage 1, such as 0.003; 0 = not used.")}
        {text("pastDueDays", "Days past due, stage 2", "30 is what IFRS 9 presumes (5.5.11).")}
        {text("defaultDays", "Days past due, stage 3", "90 is what IFRS 9 presumes (B5.5.37).")}
        {isLaterThanPresumed(staging, "pastDueDays")
          ? text("pastDueReason", "Why later than 30 days", "Kept with the run, such as: 40 days is the notice period of the leases.", {
              path: "staging.rebuttals.pastDueDays",
              numeric: false,
            })
          : null}
        {isLaterThanPresumed(staging, "defaultDays")
          ? text("defaultReason", "Why later than 90 days", "Kept with the run.", {
              path: "staging.rebuttals.defaultDays",
              numeric: false,
            })
          : null}
      </FieldGrid>
    </Card>
  );
}
