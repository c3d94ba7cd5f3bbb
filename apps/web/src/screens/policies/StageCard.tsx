"use client";
import { Layers, ScanEye } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { PolicyStage, SetPolicyStageMutation, SubmitPolicyShadowMutation } from "@/generated/graphql.ts";
import { SetPolicyStageDocument, SubmitPolicyShadowDocument } from "@/graphql/policies.ts";
import { useAction } from "@/graphql/use-action.ts";
import { formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";
import { ReasonDialog } from "../governance/ReasonDialog.tsx";
import { STAGE_WORDS } from "./policy-words.ts";

interface StageCardProps {
  modelName: string;
  version: { id: string; version: number; status: string };
  stage: PolicyStage;
  canaryShare: number;
  hasListedActions: boolean;
  onChange: () => void;
}

const pickStage = (data: SetPolicyStageMutation) => data.setPolicyStage;
const pickShadow = (data: SubmitPolicyShadowMutation) => data.submitPolicyShadow;
const STEPS: readonly { stage: PolicyStage; words: string }[] = [
  { stage: "DRAFT", words: "decides nothing" },
  { stage: "SHADOW", words: "asked about the decisions of others" },
  { stage: "CANARY", words: "takes a share of the champion's decisions" },
  { stage: "CHAMPION", words: "decides" },
  { stage: "RETIRED", words: "not to be used any more" },
];

/** Where a version stands on its way to deciding, and the steps that need no gate. */
export function StageCard({ modelName, version, stage, canaryShare, hasListedActions, onChange }: StageCardProps) {
  const router = useRouter();
  const [isOpen, setIsOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [submit, busy] = useAction(SubmitPolicyShadowDocument, pickShadow);
  const look = async () => {
    const outcome = await submit({ input: { modelName, modelVersionId: version.id } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setProblem(outcome.problem.message);
  };
  return (
    <Card
      title="Stage"
      description="From draft to champion; each move is kept with its reason."
      actions={
        <>
          <Button onClick={look} disabled={busy}>
            <ScanEye aria-hidden="true" className="size-4" />
            Ask it about live decisions
          </Button>
          {stage === "CHAMPION" || stage === "RETIRED" ? null : (
            <Button onClick={() => setIsOpen(true)}>
              <Layers aria-hidden="true" className="size-4" />
              Move…
            </Button>
          )}
        </>
      }
    >
      <ol className="flex flex-wrap gap-x-6 gap-y-2">
        {STEPS.map((step) => (
          <li key={step.stage} aria-current={step.stage === stage ? "step" : undefined} className="flex items-center gap-2 text-sm">
            <Badge tone={step.stage === stage ? (stage === "RETIRED" ? "bad" : "good") : "neutral"}>{STAGE_WORDS[step.stage]}</Badge>
            <span className={step.stage === stage ? "text-ink-2" : "text-ink-3"}>
              {step.stage === "CANARY" && stage === "CANARY"
                ? `takes ${formatPercent(canaryShare, 0)} of the champion's decisions`
                : step.words}
            </span>
          </li>
        ))}
      </ol>
      {problem ? (
        <div className="mt-3">
          <Notice tone="bad" title={problem} />
        </div>
      ) : null}
      {isOpen ? (
        <MoveDialog
          version={version}
          stage={stage}
          hasListedActions={hasListedActions}
          onClose={() => setIsOpen(false)}
          onMoved={onChange}
        />
      ) : null}
    </Card>
  );
}

interface MoveDialogProps extends Pick<StageCardProps, "version" | "stage" | "hasListedActions"> {
  onClose: () => void;
  onMoved: () => void;
}

function MoveDialog({ version, stage, hasListedActions, onClose, onMoved }: MoveDialogProps) {
  const targets = STEPS.filter(
    (step) =>
      step.stage !== "CHAMPION" &&
      step.stage !== stage &&
      (step.stage !== "CANARY" || (hasListedActions && version.status === "VALIDATED")),
  );
  const [target, setTarget] = useState<PolicyStage>(targets[0]?.stage ?? "SHADOW");
  const [share, setShare] = useState("5");
  const [send, busy] = useAction(SetPolicyStageDocument, pickStage);
  return (
    <ReasonDialog
      title={`Move version ${version.version}`}
      description="A champion is made by the gate: evaluate the version and promote it. A canary has passed the gate under the alias 'canary' first."
      action="Move it"
      tone={target === "RETIRED" ? "danger" : "primary"}
      busy={busy}
      onClose={onClose}
      onSubmit={async (reason) => {
        const canary = target === "CANARY" ? { canaryShare: Number(share) / 100 } : {};
        const outcome = await send({ input: { modelVersionId: version.id, stage: target, reason, ...canary } });
        if (!outcome.ok) return outcome.problem;
        onMoved();
        return null;
      }}
    >
      <Field label="To">
        {(ids) => (
          <Select
            {...ids}
            value={target}
            options={targets.map((step) => ({ value: step.stage, label: `${STAGE_WORDS[step.stage]}: ${step.words}` }))}
            onChange={(value) => setTarget(value as PolicyStage)}
          />
        )}
      </Field>
      {target === "CANARY" ? (
        <Field label="Share of decisions, percent" hint="Above 0 and at most 50. The chance that is logged is that over both versions.">
          {(ids) => (
            <input {...ids} className="control" inputMode="decimal" value={share} onChange={(event) => setShare(event.target.value)} />
          )}
        </Field>
      ) : null}
    </ReasonDialog>
  );
}
