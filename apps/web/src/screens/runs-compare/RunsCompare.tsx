"use client";
import { Intervals } from "@/charts/Intervals.tsx";
import { Lines } from "@/charts/Lines.tsx";
import { OverlaidCurves } from "@/charts/OverlaidCurves.tsx";
import { ParallelCoordinates } from "@/charts/ParallelCoordinates.tsx";
import type { ComparedRunsQuery } from "@/generated/graphql.ts";
import { ComparedRunsDocument } from "@/graphql/choosing.ts";
import { useData } from "@/graphql/use-data.ts";
import { isOver } from "@/graphql/use-run.ts";
import { differingSettings, flatSettings } from "@/lib/run-settings.ts";
import { runTitle } from "@/lib/run-words.ts";
import { settingText } from "@/lib/search-axes.ts";
import { headlineMetric, metricLook, testMetric } from "@/lib/verdict.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { RunFigures } from "./RunFigures.tsx";

const TRAIL = [{ href: "/runs", label: "Runs" }];
const MOST_RUNS = 100;
const POINTS = 80;
/** More named curves than this cannot be told apart by colour. */
const MOST_NAMED = 8;
const MOST_AXES = 12;

export type ComparedRun = ComparedRunsQuery["runs"]["edges"][number]["node"];
export interface NamedRun {
  name: string;
  run: ComparedRun;
  settings: ReadonlyMap<string, unknown>;
}

export function RunsCompare() {
  const [get] = useUrlState();
  const ids = get("ids").split(",").filter(Boolean).slice(0, MOST_RUNS);
  const pause = ids.length === 0;
  const { data, loading, error, reload } = useData(
    ComparedRunsDocument,
    { ids, first: MOST_RUNS, points: POINTS },
    { pause, pollMs: 5000 },
  );
  const found = data?.runs.edges.map(({ node }) => node) ?? [];
  const runs = ids.flatMap((id) => found.find((run) => run.id === id) ?? []);
  return (
    <>
      <PageHeader
        title="Compare runs"
        trail={TRAIL}
        description={
          runs.length > 0 ? `${runs.length} runs side by side: curves, figures, and the settings in which they differ.` : undefined
        }
        actions={<ButtonLink href="/runs?kind=TRAINING">Choose runs</ButtonLink>}
      />
      {!pause && loading ? (
        <>
          <SkeletonCards />
          <SkeletonRows rows={8} />
        </>
      ) : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {pause || (data && runs.length === 0) ? (
        <EmptyState title="No run is chosen" action={<ButtonLink href="/runs?kind=TRAINING">Choose runs</ButtonLink>}>
          Tick trainings in the list of runs, then press Compare.
        </EmptyState>
      ) : null}
      {runs.length > 0 ? <Compared runs={namedRuns(runs)} /> : null}
    </>
  );
}

/** Runs of one title are told apart by the end of their ids. */
function namedRuns(runs: readonly ComparedRun[]): NamedRun[] {
  const titles = runs.map((run) => runTitle(run).replace(/^Train /, ""));
  return runs.map((run, at) => {
    const title = titles[at] ?? "";
    const shared = titles.filter((other) => other === title).length > 1;
    return { run, name: shared ? `${title} …${run.id.slice(-4)}` : title, settings: flatSettings(run.input) };
  });
}

function Compared({ runs }: { runs: readonly NamedRun[] }) {
  const [get, set] = useUrlState();
  const curveNames = [...new Set(runs.flatMap(({ run }) => run.curves.map(({ name }) => name)))];
  const curveName =
    curveNames.find((name) => name === get("curve")) ?? curveNames.find((name) => name === "val_loss") ?? curveNames[0] ?? "";
  const metricNames = [...new Set(runs.flatMap(({ run }) => run.metrics.filter(({ split }) => split === "TEST").map(({ name }) => name)))];
  const first = runs.find(({ run }) => run.metrics.length > 0);
  const metricName = metricNames.find((name) => name === get("metric")) ?? (first ? headlineMetric(first.run.metrics) : null) ?? "";
  const differing = differingSettings(runs.map(({ settings }) => settings));
  const curveOf = ({ run }: NamedRun) => run.curves.find(({ name }) => name === curveName);
  const withCurve = runs.flatMap((named) => {
    const curve = curveOf(named);
    return curve ? [{ ...named, curve }] : [];
  });
  const judged = runs.filter(({ run }) => testMetric(run.metrics, metricName));
  // An axis that some runs do not have would draw lines between things that are not alike.
  const axes = differing.filter((name) => judged.every(({ settings }) => settings.get(name) !== undefined)).slice(0, MOST_AXES);
  const better = metricName ? metricLook(metricName).better : "higher";
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
          {curveNames.length > 0 ? (
            <Field label="Curve">
              {(control) => (
                <Select
                  {...control}
                  value={curveName}
                  options={curveNames.map((name) => ({ value: name, label: name }))}
                  onChange={(curve) => set({ curve })}
                />
              )}
            </Field>
          ) : null}
          {metricNames.length > 0 ? (
            <Field label="Metric of the test rows">
              {(control) => (
                <Select
                  {...control}
                  value={metricName}
                  options={metricNames.map((name) => ({ value: name, label: metricLook(name).label }))}
                  onChange={(metric) => set({ metric })}
                />
              )}
            </Field>
          ) : null}
        </div>
      </Card>
      {withCurve.length > MOST_NAMED ? (
        <OverlaidCurves
          title="Curves"
          summary={`${curveName} of ${withCurve.length} runs by epoch.`}
          fileName="compared-curves"
          valueName={curveName}
          words={{ SERIES: "Runs", QUIET: "Failed or cancelled", MARK: "Chosen" }}
          curves={withCurve.map(({ name, run, curve }) => ({
            name,
            epochs: curve.epochs,
            values: curve.values,
            tone: isOver(run.status) && run.status !== "SUCCEEDED" ? ("QUIET" as const) : ("SERIES" as const),
          }))}
        />
      ) : null}
      {withCurve.length > 0 && withCurve.length <= MOST_NAMED ? (
        <Lines
          title="Curves"
          summary={`${curveName} of each run by epoch.`}
          fileName="compared-curves"
          height={320}
          x={{ name: "Epoch" }}
          y={{ name: curveName }}
          series={withCurve.map(({ name, curve }) => ({
            name,
            points: curve.epochs.map((epoch, at) => [epoch, curve.values[at] ?? null] as const),
          }))}
        />
      ) : null}
      <RunFigures runs={runs} curveName={curveName} metricName={metricName} differing={differing} />
      {judged.length > 0 ? (
        <Intervals
          title={`${metricLook(metricName).label} on the test rows`}
          summary="Each with its 95 % bootstrap interval. Runs with other test rows are not comparable."
          fileName="compared-metric"
          x={{ name: metricLook(metricName).label }}
          rowName="Run"
          rows={judged.map(({ name, run }) => {
            const metric = testMetric(run.metrics, metricName);
            return { name, value: metric?.value ?? null, low: metric?.low ?? null, high: metric?.high ?? null };
          })}
        />
      ) : null}
      {judged.length > 1 && axes.length > 0 ? (
        <ParallelCoordinates
          title="Settings and what they reached"
          summary={`One line a run over the settings in which they differ; strong colour is a better ${metricLook(metricName).label}.`}
          fileName="compared-settings"
          better={better === "higher" ? "HIGHER" : "LOWER"}
          shadeBy={axes.length}
          axes={[...axes.map((name) => axisOf(name, judged)), { name: metricLook(metricName).label }]}
          rows={judged.map(({ name, run, settings }) => ({
            name,
            values: [...axes.map((setting) => axisCell(setting, settings, judged)), testMetric(run.metrics, metricName)?.value ?? null],
          }))}
        />
      ) : null}
    </div>
  );
}

const isNumberAxis = (name: string, runs: readonly NamedRun[]): boolean =>
  runs.every(({ settings }) => ["number", "undefined"].includes(typeof settings.get(name)));
const shortName = (name: string): string => name.replace(/^(params|training|split|validation)\./, "");

function axisOf(name: string, runs: readonly NamedRun[]) {
  if (isNumberAxis(name, runs)) return { name: shortName(name) };
  return { name: shortName(name), choices: [...new Set(runs.map(({ settings }) => settingText(settings.get(name))))] };
}

function axisCell(name: string, settings: ReadonlyMap<string, unknown>, runs: readonly NamedRun[]): number | string | null {
  const value = settings.get(name);
  if (isNumberAxis(name, runs)) return typeof value === "number" ? value : null;
  return settingText(value);
}
