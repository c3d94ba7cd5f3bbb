"use client";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import type { FairnessQuery, SubmitFairnessMutation } from "@/generated/graphql.ts";
import { FairnessDocument, SubmitFairnessDocument } from "@/graphql/fairness.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatPercent, formatTime } from "@/lib/format.ts";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { Field } from "@/ui/Field.tsx";
import { Progress } from "@/ui/Progress.tsx";
import { Select } from "@/ui/Select.tsx";
import { ErrorState, Notice, SkeletonCards } from "@/ui/states.tsx";
import { AlternativesSection } from "./AlternativesSection.tsx";
import { FairGroups } from "./FairGroups.tsx";
import { type Fairness, type FairVersion, isAlive } from "./fair-version.ts";

/** How the version treats groups of people, judged by a policy of the user's choice, and what would treat them more alike. */
export function FairnessTab({ versionId }: { versionId: string }) {
  const { data, error, reload } = useData(FairnessDocument, { id: versionId }, { pollMs: 4000 });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const version = data?.modelVersion;
  if (!data || !version) return <SkeletonCards />;
  const { fairness } = version;
  return (
    <div className="flex flex-col gap-5">
      <Submit version={version} policies={data.fairnessPolicies} onSubmitted={reload} />
      {fairness ? <Verdict fairness={fairness} /> : null}
      {fairness?.attributes.map((attribute) => (
        <FairGroups key={attribute.report.attribute} attribute={attribute} policy={fairness.policy} />
      ))}
      {fairness?.intersections.map((attribute) => (
        <FairGroups key={attribute.report.attribute} attribute={attribute} policy={fairness.policy} />
      ))}
      {fairness ? <AlternativesSection version={version} onChange={reload} /> : null}
    </div>
  );
}

const pickSubmitted = (data: SubmitFairnessMutation) => data.submitFairnessReport;

interface SubmitProps {
  version: FairVersion;
  policies: FairnessQuery["fairnessPolicies"];
  onSubmitted: () => void;
}

function Submit({ version: { id, fairness, fairnessRun, lineage }, policies, onSubmitted }: SubmitProps) {
  const [policy, setPolicy] = useState(fairness?.policy.name ?? policies[0]?.name ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const [submit, busy] = useAction(SubmitFairnessDocument, pickSubmitted);
  const alive = isAlive(fairnessRun);
  const send = async () => {
    const outcome = await submit({ input: { modelVersionId: id, policy } });
    setProblem(outcome.ok ? null : outcome.problem.message);
    if (outcome.ok) toast.success("The groups are being compared.");
    onSubmitted();
  };
  return (
    <Card
      title="Compare groups"
      description="By the protected attributes that the data set declares, on the version's own test rows."
      actions={
        lineage.datasetId ? (
          <ButtonLink size="sm" href={`/datasets/${lineage.datasetId}`}>
            Protected attributes
          </ButtonLink>
        ) : null
      }
    >
      <div className="flex flex-wrap items-end gap-3">
        <div className="w-80 max-w-full">
          <Field label="Policy" hint={policies.find(({ name }) => name === policy)?.source}>
            {(ids) => (
              <Select
                {...ids}
                value={policy}
                options={policies.map(({ name, title }) => ({ value: name, label: title }))}
                onChange={setPolicy}
              />
            )}
          </Field>
        </div>
        <Button tone={fairness ? undefined : "primary"} disabled={busy || alive} onClick={send} className="mb-5">
          {fairness ? "Compare again" : "Compare the groups"}
        </Button>
      </div>
      {alive && fairnessRun ? <Progress value={fairnessRun.progress} label="Progress of the comparison" /> : null}
      {problem ? (
        <Notice tone="warn" title="Not compared">
          {problem}
        </Notice>
      ) : null}
      {fairnessRun?.status === "FAILED" ? (
        <Notice tone="bad" title="The last comparison failed">
          {fairnessRun.error?.message}{" "}
          <Link className="link" href={`/runs/${fairnessRun.id}`}>
            Open the run
          </Link>
        </Notice>
      ) : null}
    </Card>
  );
}

const VERDICTS: Record<Fairness["verdict"], { tone: "good" | "bad" | "warn" | "info"; title: string }> = {
  PASS: { tone: "good", title: "Within every limit of the policy" },
  BREACH: { tone: "bad", title: "A limit of the policy is breached" },
  INCONCLUSIVE: { tone: "warn", title: "Beyond a limit, but within chance" },
  TOO_SMALL: { tone: "info", title: "Some groups are too small to judge" },
};

function Verdict({ fairness }: { fairness: Fairness }) {
  const { tone, title } = VERDICTS[fairness.verdict];
  const limits = [
    fairness.policy.minImpactRatio == null ? null : `impact ratio at least ${fairness.policy.minImpactRatio}`,
    fairness.policy.maxMeanDifference == null ? null : `mean difference at most ${fairness.policy.maxMeanDifference}`,
    fairness.policy.maxOpportunityDifference == null ? null : `opportunity difference at most ${fairness.policy.maxOpportunityDifference}`,
    fairness.policy.maxProxyAuc == null ? null : `proxy AUC at most ${fairness.policy.maxProxyAuc}`,
  ].filter((limit) => limit !== null);
  return (
    <>
      <Notice tone={tone} title={title}>
        {`${fairness.policy.title}: ${limits.join(", ")}. ${fairness.policy.source}`}
      </Notice>
      <Facts
        facts={[
          { label: "Test rows", value: formatCount(fairness.nRows), note: `${formatCount(fairness.nEvents)} with the event` },
          { label: "Approved", value: formatPercent(fairness.approvalRate), note: `scored below ${formatPercent(fairness.threshold)}` },
          { label: "Measured", value: formatTime(fairness.run.finishedAt) },
        ]}
      />
      {fairness.missing.length > 0 ? (
        <Notice tone="info" title="Not judged">
          <ul className="list-disc pl-5">
            {fairness.missing.map(({ columns, message }) => (
              <li key={columns.join()}>{`${columns.join(" and ")}: ${message}`}</li>
            ))}
          </ul>
        </Notice>
      ) : null}
    </>
  );
}
