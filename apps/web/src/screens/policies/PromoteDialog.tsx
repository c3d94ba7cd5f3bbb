"use client";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { PromotePolicyMutation } from "@/generated/graphql.ts";
import { PromotePolicyDocument } from "@/graphql/policies.ts";
import { useAction } from "@/graphql/use-action.ts";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Notice } from "@/ui/states.tsx";
import { ReasonDialog } from "../governance/ReasonDialog.tsx";
import type { Gate } from "./GateCard.tsx";
import { checkWords } from "./policy-words.ts";

const pick = (data: PromotePolicyMutation) => data.promotePolicy;

interface PromoteDialogProps {
  runId: string;
  gate: Gate;
  /** Of a policy that gives a number: the gate simulates paths of its own. */
  isSimulated?: boolean;
  onClose: () => void;
}

/** Takes a policy through its gate, or against it with a reason that is kept for good. */
export function PromoteDialog({ runId, gate, isSimulated = false, onClose }: PromoteDialogProps) {
  const router = useRouter();
  const refused = gate.checks.filter(({ status }) => status === "REFUSED").map(({ id }) => id);
  const [alias, setAlias] = useState("champion");
  const [isOverride, setIsOverride] = useState(false);
  const [promote, busy] = useAction(PromotePolicyDocument, pick);
  return (
    <ReasonDialog
      title={isOverride ? "Override the gate" : "Promote through the gate"}
      description={`${isSimulated ? "The gate simulates fresh paths of its own" : "The evaluation is made again"}, against the version that has the alias now. The alias moves only if the gate and the workspace's own checks hold then.`}
      action={isOverride ? "Override and promote" : "Promote"}
      tone={isOverride ? "danger" : "primary"}
      busy={busy}
      onClose={onClose}
      onSubmit={async (reason) => {
        const override = isOverride ? { override: { checks: refused, reason } } : {};
        const outcome = await promote({ input: { evaluationRunId: runId, alias, reason, ...override } });
        if (!outcome.ok) return outcome.problem;
        router.push(`/runs/${outcome.value.run.id}`);
        return null;
      }}
    >
      <Field label="Alias" hint="champion is what decides; canary may take a share of its decisions once it has passed.">
        {(ids) => <input {...ids} className="control" value={alias} onChange={(event) => setAlias(event.target.value)} />}
      </Field>
      {refused.length > 0 ? (
        <>
          <Notice tone="warn" title={`The gate refuses ${refused.length === 1 ? "one check" : `${refused.length} checks`}`}>
            {refused.map((id) => checkWords(id, isSimulated)).join(", ")}. Without an override the promotion will be refused with these
            reasons.
          </Notice>
          <Checkbox
            label="Override exactly these refusals"
            hint="Your reason stands in the audit log beside each check that refused."
            checked={isOverride}
            onChange={setIsOverride}
          />
        </>
      ) : null}
    </ReasonDialog>
  );
}
