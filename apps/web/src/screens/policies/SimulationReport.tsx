"use client";
import { Stamp } from "lucide-react";
import { useState } from "react";
import { PolicySimulationDocument } from "@/graphql/policies.ts";
import { useData } from "@/graphql/use-data.ts";
import { Button } from "@/ui/Button.tsx";
import { ErrorState, SkeletonCards } from "@/ui/states.tsx";
import { GateCard } from "./GateCard.tsx";
import { PromoteDialog } from "./PromoteDialog.tsx";
import { SimulationView } from "./SimulationView.tsx";

/** A policy where the truth is known; of one that gives a number, the gate's word and the way on to promotion. */
export function SimulationReport({ runId }: { runId: string }) {
  const { data, loading, error, reload } = useData(PolicySimulationDocument, { id: runId });
  const [isPromoting, setIsPromoting] = useState(false);
  if (loading) return <SkeletonCards />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const simulation = data?.run?.policySimulation;
  if (!simulation) return null;
  const { gate } = simulation;
  return (
    <div className="flex flex-col gap-5">
      {gate ? (
        <GateCard
          gate={gate}
          actions={
            <Button tone={gate.passed ? "primary" : "secondary"} onClick={() => setIsPromoting(true)}>
              <Stamp aria-hidden="true" className="size-4" />
              Promote…
            </Button>
          }
        />
      ) : null}
      <SimulationView simulation={simulation} />
      {gate && isPromoting ? <PromoteDialog runId={runId} gate={gate} isSimulated onClose={() => setIsPromoting(false)} /> : null}
    </div>
  );
}
