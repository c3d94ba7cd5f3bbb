"use client";
import { toast } from "sonner";
import type { SubmitTrustReportMutation, TrustQuery } from "@/generated/graphql.ts";
import { SubmitTrustReportDocument, TrustDocument } from "@/graphql/trust.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { useVersionId } from "@/graphql/use-version-id.ts";
import { formatCount, formatTime } from "@/lib/format.ts";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Progress } from "@/ui/Progress.tsx";
import { EmptyState, ErrorState, Notice, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { Tabs } from "@/ui/Tabs.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { CalibrationTab } from "./CalibrationTab.tsx";
import { DependenceTab } from "./DependenceTab.tsx";
import { ExplanationsTab } from "./ExplanationsTab.tsx";
import { FairnessTab } from "./FairnessTab.tsx";
import { RobustnessTab } from "./RobustnessTab.tsx";

type Version = NonNullable<TrustQuery["modelVersion"]>;

/** One line a tab. */
const TABS = [
  { value: "calibration", label: "Calibration", Tab: CalibrationTab },
  { value: "explanations", label: "Explanations", Tab: ExplanationsTab },
  { value: "dependence", label: "Dependence", Tab: DependenceTab },
  { value: "robustness", label: "Reasons and robustness", Tab: RobustnessTab },
] as const;
/** A report of its own, by the groups that the data set declares. */
const FAIRNESS = "fairness";
const VALUES = [...TABS.map(({ value }) => value), FAIRNESS];

const pickSubmitted = (data: SubmitTrustReportMutation) => data.submitTrustReport;

/** What a version's trust report measured, and the way to a new one. */
export function TrustScreen({ name, version: number }: { name: string; version: number }) {
  const found = useVersionId(name, number);
  const [get, set] = useUrlState();
  const detail = useData(TrustDocument, { id: found.id ?? "" }, { pause: found.id === null, pollMs: 3000 });
  const [submit, busy] = useAction(SubmitTrustReportDocument, pickSubmitted);
  const href = `/models/${encodeURIComponent(name)}`;
  const label = `${name} v${number}`;
  const trail = [
    { href: "/models", label: "Models" },
    { href, label: name },
    { href: `${href}/${number}`, label: `v${number}` },
  ];
  const error = found.error ?? detail.error;
  if (error) return <ErrorState wholePage message={error} onRetry={found.error ? found.reload : detail.reload} />;
  if (!found.loading && found.id === null)
    return <EmptyState wholePage title="No such version" action={<ButtonLink href="/models">All models</ButtonLink>} />;
  const version = detail.data?.modelVersion;
  if (!version) {
    return (
      <>
        <PageHeader title={`Trust in ${label}`} trail={trail} />
        <SkeletonCards />
        <SkeletonRows />
      </>
    );
  }
  const isRunning = version.trustRun?.status === "QUEUED" || version.trustRun?.status === "RUNNING";
  const make = async () => {
    const outcome = await submit({ input: { modelVersionId: version.id } });
    if (!outcome.ok) toast.error(outcome.problem.message);
    detail.reload();
  };
  const { trust } = version;
  return (
    <>
      <PageHeader
        title={`Trust in ${label}`}
        trail={trail}
        description={
          trust
            ? `${formatCount(trust.nRows)} test rows, measured ${formatTime(trust.run.finishedAt)}`
            : "How far its scores, reasons and probabilities can be relied on."
        }
        actions={
          <Button tone={trust ? undefined : "primary"} disabled={busy || isRunning} onClick={make}>
            {trust ? "Measure again" : "Make the report"}
          </Button>
        }
      />
      <Tabs
        label="Sections of the report"
        value={VALUES.find((value) => value === get("tab")) ?? TABS[0].value}
        onChange={(tab) => set({ tab })}
        tabs={[
          ...TABS.map(({ value, label: title, Tab }) => ({
            value,
            label: title,
            content: (
              <div className="flex flex-col gap-5">
                <State version={version} isRunning={isRunning} />
                {trust && trust.missing.length > 0 ? <Missing missing={trust.missing} /> : null}
                {trust ? <Tab key={trust.run.id} versionId={version.id} event={trust.event ?? null} /> : null}
              </div>
            ),
          })),
          { value: FAIRNESS, label: "Fairness", content: <FairnessTab versionId={version.id} /> },
        ]}
      />
    </>
  );
}

function State({ version: { trust, trustRun }, isRunning }: { version: Version; isRunning: boolean }) {
  if (isRunning && trustRun) {
    return (
      <Card title="The report is being made" description="From seconds to minutes, by the size of the network and of its test rows.">
        <div className="flex items-center gap-4">
          <Progress value={trustRun.progress} label="Progress of the report" />
          <ButtonLink size="sm" href={`/runs/${trustRun.id}`}>
            Open the run
          </ButtonLink>
        </div>
      </Card>
    );
  }
  if (trustRun?.status === "FAILED") {
    return (
      <Notice tone="bad" title="The last report failed">
        {trustRun.error?.message}
      </Notice>
    );
  }
  if (trust) return null;
  return (
    <Card>
      <EmptyState title="No report yet">
        Calibration, explanations, reasons, robustness and strange rows, measured on the version's own test rows.
      </EmptyState>
    </Card>
  );
}

const SECTION_WORDS: Record<string, string> = {
  CALIBRATION: "Calibration",
  EXPLANATIONS: "Explanations",
  REASONS: "Reasons",
  ROBUSTNESS: "Robustness",
  NOVELTY: "Strange rows",
};

function Missing({ missing }: { missing: NonNullable<Version["trust"]>["missing"] }) {
  return (
    <Notice tone="info" title="What this report leaves out">
      <ul className="list-disc pl-5">
        {missing.map(({ section, message }) => (
          <li key={section}>{`${SECTION_WORDS[section] ?? section}: ${message}`}</li>
        ))}
      </ul>
    </Notice>
  );
}
