"use client";
import { Stamp } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { PolicyEvaluationDocument, PolicyPromotionDocument } from "@/graphql/policies.ts";
import { useData } from "@/graphql/use-data.ts";
import { Button } from "@/ui/Button.tsx";
import { ErrorState, Notice, SkeletonCards } from "@/ui/states.tsx";
import { EvaluationView } from "./EvaluationView.tsx";
import { GateCard } from "./GateCard.tsx";
import { PromoteDialog } from "./PromoteDialog.tsx";
import { policyHref } from "./policy-words.ts";
import { SimulationView } from "./SimulationView.tsx";

/** An evaluation with the gate's word, and the way on to promotion. */
export function EvaluationReport({ runId }: { runId: string }) {
  const { data, loading, error, reload } = useData(PolicyEvaluationDocument, { id: runId });
  const [isPromoting, setIsPromoting] = useState(false);
  if (loading) return <SkeletonCards />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const evaluation = data?.run?.policyEvaluation;
  if (!evaluation) return null;
  return (
    <div className="flex flex-col gap-5">
      <Subject version={data?.run?.modelVersion} />
      <GateCard
        gate={evaluation.gate}
        actions={
          <Button tone={evaluation.gate.passed ? "primary" : "secondary"} onClick={() => setIsPromoting(true)}>
            <Stamp aria-hidden="true" className="size-4" />
            Promote…
          </Button>
        }
      />
      <EvaluationView evaluation={evaluation} />
      {isPromoting ? <PromoteDialog runId={runId} gate={evaluation.gate} onClose={() => setIsPromoting(false)} /> : null}
    </div>
  );
}

const OUTCOMES = {
  PROMOTED: { tone: "good", title: "Promoted: the gate holds" },
  OVERRIDDEN: { tone: "warn", title: "Promoted against the gate" },
  REFUSED: { tone: "bad", title: "Refused: nothing has changed" },
} as const;

/** How a promotion ended, with the evaluation that it was judged by. */
export function PromotionReport({ runId }: { runId: string }) {
  const { data, loading, error, reload } = useData(PolicyPromotionDocument, { id: runId });
  if (loading) return <SkeletonCards />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const promotion = data?.run?.policyPromotion;
  if (!promotion) return null;
  const { tone, title } = OUTCOMES[promotion.outcome];
  return (
    <div className="flex flex-col gap-5">
      <Notice tone={tone} title={`${title} (${promotion.alias})`}>
        {promotion.message}{" "}
        {promotion.champion
          ? `Compared with version ${promotion.champion.version}, which had the alias.`
          : promotion.simulation
            ? "Compared with what is known without a network."
            : "Compared with the policy that made the log."}
      </Notice>
      <Subject version={data?.run?.modelVersion} />
      {promotion.evaluation ? (
        <>
          <GateCard gate={promotion.evaluation.gate} />
          <EvaluationView evaluation={promotion.evaluation} />
        </>
      ) : null}
      {promotion.simulation?.gate ? <GateCard gate={promotion.simulation.gate} /> : null}
      {promotion.simulation ? <SimulationView simulation={promotion.simulation} /> : null}
    </div>
  );
}

function Subject({ version }: { version?: { version: number; model: { name: string } } | null }) {
  if (!version) return null;
  return (
    <p className="text-ink-2">
      Candidate:{" "}
      <Link className="row-link" href={policyHref(version.model.name)}>
        {`${version.model.name} v${version.version}`}
      </Link>
    </p>
  );
}
