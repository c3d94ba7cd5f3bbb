"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { CreateSampleDecisionLogMutation } from "@/generated/graphql.ts";
import { CreateSampleLogDocument } from "@/graphql/policies.ts";
import { useAction } from "@/graphql/use-action.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";

const ENVIRONMENTS = [
  { value: "bandit-pricing", label: "Loan pricing: one decision an applicant" },
  { value: "credit-limit", label: "Credit limits: a decision a month and account" },
  { value: "collections", label: "Collections: a decision a month and case" },
];
const pick = (data: CreateSampleDecisionLogMutation) => data.createSampleDecisionLog;

/** Decisions of a lender that does not exist, with a truth that is known. */
export function SampleLogDialog({ onClose }: { onClose: () => void }) {
  const router = useRouter();
  const [environment, setEnvironment] = useState("bandit-pricing");
  const [name, setName] = useState("sample_decisions");
  const [n, setN] = useState("20000");
  const [error, setError] = useState<string | null>(null);
  const [make, busy] = useAction(CreateSampleLogDocument, pick);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await make({ input: { environment, datasetName: name, n: Number(n) || 0 } });
    if (outcome.ok) router.push(`/datasets/${outcome.value.dataset.id}`);
    else setError(outcome.problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Make a sample log"
      description="A documented simulator takes the decisions of a lender that does not exist. What the best policy would earn is known, so that estimates can be checked."
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Simulator">{(ids) => <Select {...ids} value={environment} options={ENVIRONMENTS} onChange={setEnvironment} />}</Field>
        <Field label="Name of the data set">
          {(ids) => <input {...ids} className="control" value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field
          label={environment === "bandit-pricing" ? "Decisions" : "Accounts"}
          hint="Outcomes are known 30 days after a decision."
          error={error}
        >
          {(ids) => <input {...ids} className="control" inputMode="numeric" value={n} onChange={(event) => setN(event.target.value)} />}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" tone="primary" disabled={busy}>
            Make it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
