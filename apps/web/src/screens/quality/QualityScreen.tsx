"use client";
import { RotateCw } from "lucide-react";
import { useEffect, useState } from "react";
import { toast } from "sonner";
import type { SubmitDataCheckMutation } from "@/generated/graphql.ts";
import { ExpectationKindsDocument, QualityDocument, SubmitDataCheckDocument } from "@/graphql/quality.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { isOver, useRunLive } from "@/graphql/use-run.ts";
import { formatPercent, formatTime } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { EmptyState, ErrorState, Notice, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { Tabs } from "@/ui/Tabs.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { QualityReport } from "./QualityReport.tsx";
import { SuiteEditor } from "./SuiteEditor.tsx";

const pick = (data: SubmitDataCheckMutation) => data.submitDataCheck;

/** What a data set is expected to be, and how it is: the newest check, and the suite to change. */
export function QualityScreen({ id }: { id: string }) {
  const [get, set] = useUrlState();
  const loaded = useData(QualityDocument, { id });
  const kinds = useData(ExpectationKindsDocument, {});
  const [check, checking] = useAction(SubmitDataCheckDocument, pick);
  const [refusal, setRefusal] = useState<string | null>(null);
  const dataset = loaded.data?.dataset;
  const run = dataset?.checkRun;
  const live = useRunLive(run?.id ?? null, run?.status);
  const status = live?.status ?? run?.status;
  const atWork = status !== undefined && !isOver(status);
  const ended = live !== null && isOver(live.status) && run !== undefined && run !== null && !isOver(run.status);
  const { reload } = loaded;
  useEffect(() => {
    if (ended) reload();
  }, [ended, reload]);

  const trail = [
    { href: "/datasets", label: "Datasets" },
    { href: `/datasets/${id}`, label: dataset?.name ?? "Dataset" },
  ];
  const error = loaded.error ?? kinds.error;
  if (error) return <ErrorState wholePage message={error} onRetry={loaded.error ? reload : kinds.reload} />;
  if (loaded.data && !dataset)
    return <EmptyState wholePage title="No such dataset" action={<ButtonLink href="/datasets">All datasets</ButtonLink>} />;
  if (!dataset || !kinds.data) {
    return (
      <>
        <PageHeader title="Data quality" trail={trail} />
        <SkeletonCards />
        <SkeletonRows rows={6} />
      </>
    );
  }
  const again = async () => {
    const outcome = await check({ input: { datasetId: id } });
    setRefusal(outcome.ok ? null : outcome.problem.message);
    if (outcome.ok) reload();
  };
  const { quality, expectations } = dataset;
  return (
    <>
      <PageHeader
        title="Data quality"
        tabTitle={`Data quality of ${dataset.name}`}
        trail={trail}
        badges={quality ? <Badge tone={quality.passed ? "good" : "bad"}>{quality.passed ? "passes" : "stops runs"}</Badge> : null}
        description={
          quality?.checkedAt
            ? `${expectations.length} expectations, checked ${formatTime(quality.checkedAt)}. Trainings and scorings check the hard ones again before they read the data.`
            : "What the data are expected to be. Trainings and scorings that read them stop when a hard expectation fails."
        }
        actions={
          expectations.length > 0 ? (
            <Button
              disabled={checking || atWork}
              onClick={() => {
                void again();
              }}
            >
              <RotateCw aria-hidden="true" className="size-4" />
              Check again
            </Button>
          ) : null
        }
      />
      <div className="mb-4 flex flex-col gap-3 empty:hidden">
        {refusal ? <Notice tone="bad" title={refusal} /> : null}
        {atWork ? <Notice title={`Checking: ${formatPercent(live?.progress ?? run?.progress ?? 0, 0)}`} /> : null}
        {status === "FAILED" ? (
          <Notice tone="bad" title={`The newest check failed (${run?.error?.code ?? live?.error?.code ?? "no code"})`}>
            {run?.error?.message ?? live?.error?.message}
          </Notice>
        ) : null}
      </div>
      <Tabs
        label="Data quality"
        value={get("tab") || (expectations.length > 0 ? "report" : "suite")}
        onChange={(tab) => set({ tab })}
        tabs={[
          {
            value: "report",
            label: "Report",
            content: <QualityReport dataset={dataset} kinds={kinds.data.expectationKinds} atWork={atWork} />,
          },
          {
            value: "suite",
            label: "Expectations",
            content: (
              <SuiteEditor
                key={dataset.id}
                dataset={dataset}
                kinds={kinds.data.expectationKinds}
                onSaved={() => {
                  toast.success("The expectations are set and being checked.");
                  set({ tab: "report" });
                  reload();
                }}
              />
            ),
          },
        ]}
      />
    </>
  );
}
