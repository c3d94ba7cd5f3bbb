"use client";
import Link from "next/link";
import { Lines } from "@/charts/Lines.tsx";
import { PolicyTrainingDocument } from "@/graphql/policies.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, SkeletonCards } from "@/ui/states.tsx";
import { ActionMap } from "./ActionMap.tsx";
import { OracleTable } from "./OracleTable.tsx";
import { PropensityCard } from "./PropensityCard.tsx";
import { measureWords, policyHref, sourceWords } from "./policy-words.ts";

/** What a policy training came to: its curves over seeds, what it does, and how far from the best it is where that is known. */
export function TrainingReport({ runId }: { runId: string }) {
  const { data, loading, error, reload } = useData(PolicyTrainingDocument, { id: runId });
  if (loading) return <SkeletonCards />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const [version, training] = [data?.run?.modelVersion, data?.run?.policyTraining];
  if (!version || !training) return null;
  const { policy } = version;
  return (
    <div className="flex flex-col gap-5">
      <Facts
        facts={[
          {
            label: "Registered as",
            value: (
              <Link className="row-link" href={policyHref(version.model.name)}>
                {`${version.model.name} v${version.version}`}
              </Link>
            ),
            note: "evaluate it before it may decide",
          },
          { label: "Agent", value: policy?.agent ?? "–", note: policy ? `from ${sourceWords(policy.source)}` : undefined },
          { label: "Seeds", value: training.curve[0]?.seeds ?? 1, note: "the first is registered" },
          ...(training.rows
            ? [
                { label: "Decisions used", value: formatCount(training.rows.used) },
                { label: "Not due yet", value: formatCount(training.rows.immature), note: "left out, not counted as 0" },
                { label: "Overdue", value: formatCount(training.rows.overdue), note: "left out" },
              ]
            : []),
        ]}
      />
      <TrainingCurves curve={training.curve} />
      {training.oracle ? <OracleTable oracle={training.oracle} /> : null}
      {policy?.hasListedActions && policy.axes.length > 1 ? <ActionMap modelVersionId={version.id} axes={policy.axes} /> : null}
      {training.propensities ? <PropensityCard report={training.propensities} /> : null}
    </div>
  );
}

interface CurvePoint {
  name: string;
  step: number;
  median: number;
  low: number;
  high: number;
  seeds: number;
}

/** One plot for each measure: the median over seeds within its quartiles. */
function TrainingCurves({ curve }: { curve: readonly CurvePoint[] }) {
  const names = [...new Set(curve.map(({ name }) => name))];
  return (
    <div className={names.length > 1 ? "grid gap-4 lg:grid-cols-2" : undefined}>
      {names.map((name) => {
        const own = curve.filter((point) => point.name === name);
        const seeds = own[0]?.seeds ?? 1;
        return (
          <Lines
            key={name}
            title={measureWords(name)}
            summary={seeds > 1 ? `Median of ${seeds} seeds within the quartiles.` : "One seed."}
            fileName={`curve-${name}`}
            x={{ name: "Step" }}
            y={{ name: measureWords(name) }}
            series={[
              {
                name: seeds > 1 ? `Median of ${seeds} seeds` : "Seed",
                points: own.map(({ step, median, low, high }) =>
                  seeds > 1 ? ([step, median, low, high] as const) : ([step, median] as const),
                ),
              },
            ]}
            table={{
              columns: ["Step", "Median", "Lower quartile", "Upper quartile"],
              rows: own.map(({ step, median, low, high }) => [step, median, low, high]),
            }}
          />
        );
      })}
    </div>
  );
}
