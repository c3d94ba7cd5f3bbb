"use client";
import { Eye } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import type { PolicyQuery, SubmitPolicyMonitoringMutation } from "@/generated/graphql.ts";
import { PolicyDocument, PolicyRunsDocument, SubmitPolicyMonitoringDocument } from "@/graphql/policies.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatTime } from "@/lib/format.ts";
import { AliasBadge } from "@/ui/AliasBadge.tsx";
import { Badge } from "@/ui/Badge.tsx";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Select } from "@/ui/Select.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, Notice, SkeletonCards } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { Tabs } from "@/ui/Tabs.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { ActionMap } from "./ActionMap.tsx";
import { ControlCard } from "./ControlCard.tsx";
import { DecideForm } from "./DecideForm.tsx";
import { DecisionLog } from "./DecisionLog.tsx";
import { EvaluateDialog } from "./EvaluateDialog.tsx";
import { LimitsCard } from "./LimitsCard.tsx";
import { sourceWords } from "./policy-words.ts";
import { SimulateDialog } from "./SimulateDialog.tsx";
import { StageCard } from "./StageCard.tsx";

type Model = NonNullable<PolicyQuery["model"]>;
type Version = Model["versions"]["edges"][number]["node"];

const TRAIL = [{ href: "/policies", label: "Policies" }];
const pickMonitoring = (data: SubmitPolicyMonitoringMutation) => data.submitPolicyMonitoring;

/** One policy: its versions, what it decides, what it has decided, and its switch. */
export function PolicyScreen({ name }: { name: string }) {
  const router = useRouter();
  const [get, set] = useUrlState();
  const { data, loading, error, reload } = useData(PolicyDocument, { name });
  const [monitor, isSubmitting] = useAction(SubmitPolicyMonitoringDocument, pickMonitoring);
  const [problem, setProblem] = useState<string | null>(null);
  if (loading) return <SkeletonCards />;
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  const model = data?.model;
  if (!model) return <EmptyState wholePage title="No such policy" action={<ButtonLink href="/policies">All policies</ButtonLink>} />;
  const champion = model.aliases.find(({ alias }) => alias === "champion")?.modelVersion ?? null;
  const versions = model.versions.edges.map(({ node }) => node);
  const championDetails = versions.find(({ id }) => id === champion?.id)?.policy ?? null;
  const watch = async () => {
    const outcome = await monitor({ input: { modelName: model.name } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setProblem(outcome.problem.message);
  };
  return (
    <>
      <PageHeader
        title={model.name}
        trail={TRAIL}
        badges={
          <>
            {model.aliases.map(({ alias }) => (
              <AliasBadge key={alias} alias={alias} />
            ))}
            {model.policyState?.killSwitch ? <Badge tone="bad">switched off</Badge> : null}
          </>
        }
        description={
          !champion
            ? "No version decides yet: one must pass the gate first."
            : model.policyState?.killSwitch
              ? "Switched off: the fallback decides."
              : `Version ${champion.version} decides.`
        }
        actions={
          <Button onClick={watch} disabled={isSubmitting}>
            <Eye aria-hidden="true" className="size-4" />
            Look at the last 30 days
          </Button>
        }
      />
      {problem ? (
        <div className="mb-4">
          <Notice tone="bad" title={problem} />
        </div>
      ) : null}
      <Tabs
        label="Policy"
        value={get("tab") || "versions"}
        onChange={(tab) => set({ tab: tab === "versions" ? null : tab })}
        tabs={[
          {
            value: "versions",
            label: "Versions",
            content: (
              <Versions
                modelName={model.name}
                versions={versions}
                championId={champion?.id ?? null}
                canaryShare={model.policyState?.canaryShare ?? 0}
                onChange={reload}
              />
            ),
          },
          {
            value: "decide",
            label: "Decide",
            content: championDetails ? (
              <DecideForm
                modelName={model.name}
                inputs={championDetails.inputs}
                axes={championDetails.axes}
                unit={championDetails.unit ?? null}
              />
            ) : (
              <EmptyState title="Nothing may decide yet">
                Evaluate a version on a log (or run it in its environment, where it gives a number) and promote it through the gate first.
              </EmptyState>
            ),
          },
          { value: "log", label: "Decision log", content: <DecisionLog modelName={model.name} /> },
          {
            value: "control",
            label: "Control",
            content: <ControlCard modelName={model.name} state={model.policyState} onChange={reload} />,
          },
        ]}
      />
    </>
  );
}

interface VersionsProps {
  modelName: string;
  versions: readonly Version[];
  championId: string | null;
  canaryShare: number;
  onChange: () => void;
}

function Versions({ modelName, versions, championId, canaryShare, onChange }: VersionsProps) {
  const [get, set] = useUrlState();
  const [dialog, setDialog] = useState<"evaluate" | "simulate" | null>(null);
  const chosen = versions.find(({ version }) => String(version) === get("version")) ?? versions[0];
  if (!chosen?.policy) return <EmptyState title="No version yet" />;
  const { policy } = chosen;
  const environment = policy.source.kind === "ENVIRONMENT" ? String(policy.source.environment) : null;
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-3">
        <Select
          aria-label="Version"
          className="w-72 max-w-full"
          value={String(chosen.version)}
          options={versions.map((own) => ({ value: String(own.version), label: `Version ${own.version}, ${own.policy?.agent ?? ""}` }))}
          onChange={(version) => set({ version })}
        />
        <StatusBadge status={chosen.status} />
        {chosen.aliases.map((alias) => (
          <AliasBadge key={alias} alias={alias} />
        ))}
        <span className="ml-auto flex flex-wrap gap-2">
          {policy.hasListedActions ? (
            <Button tone="primary" onClick={() => setDialog("evaluate")}>
              Evaluate on a log…
            </Button>
          ) : null}
          <Button tone={policy.hasListedActions ? "secondary" : "primary"} onClick={() => setDialog("simulate")}>
            {policy.hasListedActions ? "Run in an environment…" : "Judge on fresh paths…"}
          </Button>
        </span>
      </div>
      <div className="grid items-start gap-5 xl:grid-cols-2">
        <Card title={`Version ${chosen.version}`}>
          <DefinitionList
            items={[
              { term: "Agent", value: <code className="font-mono text-xs">{policy.agent}</code> },
              { term: "Learned from", value: sourceWords(policy.source) },
              {
                term: "Actions",
                value: policy.hasListedActions
                  ? policy.actionNames.join(", ")
                  : `a number: ${policy.actionNames.join(", ").replaceAll("_", " ")}, in ${policy.unit ?? "its own unit"}`,
              },
              { term: "Reads", value: policy.inputs.map(({ name }) => name).join(", ") },
              { term: "Seed", value: chosen.lineage.seed },
              { term: "Made", value: `${formatTime(chosen.createdAt)}${chosen.createdBy ? `, ${chosen.createdBy.name}` : ""}` },
              ...(chosen.run
                ? [
                    {
                      term: "Training",
                      value: (
                        <Link className="row-link" href={`/runs/${chosen.run.id}`}>
                          Curves and report
                        </Link>
                      ),
                    },
                  ]
                : []),
            ]}
          />
        </Card>
        <LimitsCard constraints={policy.constraints} actionNames={policy.actionNames} unit={policy.unit ?? null} />
      </div>
      {chosen.policyStage ? (
        <StageCard
          modelName={modelName}
          version={chosen}
          stage={chosen.policyStage}
          canaryShare={canaryShare}
          hasListedActions={policy.hasListedActions}
          onChange={onChange}
        />
      ) : null}
      <VersionRuns versionId={chosen.id} />
      {policy.hasListedActions && policy.axes.length > 1 ? (
        <ActionMap key={chosen.id} modelVersionId={chosen.id} axes={policy.axes} />
      ) : null}
      {dialog === "evaluate" ? <EvaluateDialog versionId={chosen.id} championId={championId} onClose={() => setDialog(null)} /> : null}
      {dialog === "simulate" ? (
        <SimulateDialog
          versionId={chosen.id}
          environment={environment}
          isNumber={!policy.hasListedActions}
          onClose={() => setDialog(null)}
        />
      ) : null}
    </div>
  );
}

const JOBS: Record<string, string> = {
  "policy.train": "Training",
  "policy.evaluate": "Evaluation",
  "policy.simulate": "Simulation",
  "policy.promote": "Promotion",
  "policy.shadow": "Shadow",
};

/** What was done with a version: where its evidence stands. */
function VersionRuns({ versionId }: { versionId: string }) {
  const { data, loading } = useData(PolicyRunsDocument, {});
  const runs = data?.runs.edges.map(({ node }) => node).filter(({ modelVersion }) => modelVersion?.id === versionId) ?? [];
  if (loading || runs.length === 0) return null;
  return (
    <Card padded={false} title="Evidence" description="Evaluations, simulations and promotions of this version, newest first.">
      <TableScroll label="Runs of the version">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Status</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id}>
                <th scope="row">
                  <Link className="row-link" href={`/runs/${run.id}`}>
                    {JOBS[run.job] ?? run.job}
                  </Link>
                </th>
                <td>
                  <StatusBadge status={run.status} />
                </td>
                <td>{formatTime(run.createdAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
