"use client";
import { OverlaidCurves } from "@/charts/OverlaidCurves.tsx";
import { ParallelCoordinates } from "@/charts/ParallelCoordinates.tsx";
import { TuningCurvesDocument, TuningDocument } from "@/graphql/choosing.ts";
import { useData } from "@/graphql/use-data.ts";
import { useReloadAtEnd } from "@/graphql/use-reload-at-end.ts";
import { isOver, type RunDetail } from "@/graphql/use-run.ts";
import { formatCount, formatDuration, formatMetric } from "@/lib/format.ts";
import { settingAxis, settingOf, settingText } from "@/lib/search-axes.ts";
import { termWords } from "@/lib/spec-words.ts";
import { metricLook } from "@/lib/verdict.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { RungTable } from "./RungTable.tsx";
import { SearchSpace } from "./SearchSpace.tsx";
import { TrialTable } from "./TrialTable.tsx";
import { droppedOut, type Trial, type Tuning } from "./trials.ts";

/** A search of many trials is large; while it runs it is read less often. */
const pollOf = (alive: boolean, trials: number): number | null => (alive ? (trials > 200 ? 10_000 : 3000) : null);
const POINTS = 40;

export function TuningView({ run }: { run: RunDetail }) {
  const alive = !isOver(run.status);
  const planned = planOf(run);
  const { data, loading, error, reload } = useData(TuningDocument, { id: run.id }, { pollMs: pollOf(alive, planned) });
  const curves = useData(TuningCurvesDocument, { id: run.id, points: POINTS }, { pollMs: pollOf(alive, planned) });
  useReloadAtEnd(run.status, reload);
  useReloadAtEnd(run.status, curves.reload);
  if (loading) return <SkeletonRows rows={8} label="Loading the trials" />;
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const tuning = data?.run?.tuning;
  if (!tuning) return null;
  return <TuningReport tuning={tuning} curves={curves.data?.run?.tuning?.curves ?? []} alive={alive} />;
}

const planOf = ({ input }: RunDetail): number => {
  const search = input.search;
  return typeof search === "object" && search !== null && "trials" in search && typeof search.trials === "number" ? search.trials : 0;
};

interface ReportProps {
  tuning: Tuning;
  curves: readonly { number: number; epochs: number[]; values: number[] }[];
  alive: boolean;
}

function TuningReport({ tuning, curves, alive }: ReportProps) {
  const [get, set] = useUrlState();
  const { trials, space, better, best, rungs, method } = tuning;
  const metric = metricLook(tuning.metric).label;
  const asked = Number(get("trial"));
  const looked = trials.find(({ number }) => number === asked) ?? trials.find(({ number }) => number === best?.number) ?? null;
  const count = (outcome: Trial["outcome"]) => tuning.counts.find((entry) => entry.outcome === outcome)?.count ?? 0;
  const over = trials.filter((trial) => trial.outcome === "FINISHED" || droppedOut(trial)).length;
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  const axes = space.map((dimension) => ({ dimension, axis: settingAxis(dimension) }));
  const spent = trials.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  return (
    <>
      <Card>
        <p className="max-w-[80ch] text-lg" data-testid="tuning-verdict">
          {verdictOf(tuning, alive)}
        </p>
        <p className="mt-1.5 max-w-[80ch] text-ink-2">
          {`Trials are compared by ${metric}, ${better === "HIGHER" ? "higher" : "lower"} is better. The best of many looks better there than it is: what it is worth is told by the test rows of its final training alone.`}
        </p>
        {tuning.finalRun ? (
          <div className="mt-3">
            <ButtonLink tone="primary" href={`/runs/${tuning.finalRun.id}`}>
              Report of the best settings
            </ButtonLink>
          </div>
        ) : null}
      </Card>
      <Facts
        facts={[
          { label: "Trials", value: `${formatCount(over)} of ${formatCount(tuning.planned)}`, note: "over" },
          { label: "Finished", value: formatCount(count("FINISHED")), note: "trained to the end" },
          {
            label: "Stopped",
            value: formatCount(count("STOPPED")),
            note: method === "HALVING" ? "at a rung" : "a random search stops none",
          },
          { label: "Failed", value: formatCount(count("FAILED")) },
          { label: "Training time", value: formatDuration(spent), note: `at most ${tuning.parallel} at once` },
          { label: "Search", value: method === "HALVING" ? `Halving, 1 in ${tuning.eta}` : "Random", note: `seed ${tuning.seed}` },
        ]}
      />
      {curves.length > 0 ? (
        <OverlaidCurves
          title="Learning curves"
          summary={`${metric} of ${formatCount(curves.length)} trials by epoch${method === "HALVING" ? "; the dashed lines are the rungs" : ""}. Choose a trial in the table to see its curve.`}
          fileName="trial-curves"
          valueName={metric}
          words={{ QUIET: "Dropped out", SERIES: "Went on", MARK: looked ? `Trial ${looked.number}` : "Best" }}
          marks={method === "HALVING" ? rungs.map((at) => ({ axis: "x" as const, at })) : []}
          curves={curves.map(({ number, epochs, values }) => {
            const trial = byNumber.get(number);
            return {
              name: `Trial ${number}`,
              epochs,
              values,
              tone: number === looked?.number ? ("MARK" as const) : trial && droppedOut(trial) ? ("QUIET" as const) : ("SERIES" as const),
            };
          })}
        />
      ) : null}
      {trials.some((trial) => trial.best != null) ? (
        <ParallelCoordinates
          title="Settings and what they reached"
          summary={`One line a trial; strong colour is a better ${metric}, the red line is trial ${looked?.number ?? "–"}. Drag along an axis to keep the lines that pass there.`}
          fileName="trial-settings"
          better={better}
          shadeBy={axes.length}
          axes={[
            ...axes.map(({ dimension, axis }) => ({ name: termWords(dimension.name), choices: axis.choices, log: axis.log })),
            { name: metric },
          ]}
          rows={trials
            .filter((trial) => trial.best != null)
            .map((trial) => ({
              name: `Trial ${trial.number}`,
              isMarked: trial.number === looked?.number,
              values: [...axes.map(({ dimension, axis }) => axis.cell(settingOf(dimension, trial))), trial.best ?? null],
            }))}
        />
      ) : null}
      {method === "HALVING" ? <RungTable tuning={tuning} /> : null}
      <TrialTable tuning={tuning} chosen={looked?.number ?? null} onChoose={(number) => set({ trial: String(number) })} />
      <SearchSpace tuning={tuning} />
    </>
  );
}

/** What came of it, in a sentence that also says what the own settings would have reached. */
function verdictOf({ trials, best, metric, better, space, planned }: Tuning, alive: boolean): string {
  if (!best || best.best == null) return alive ? "No trial has been judged yet." : "No trial came to an end, so nothing was chosen.";
  const own = trials.find(({ number }) => number === 1);
  const settings = space.map((dimension) => `${termWords(dimension.name)} ${settingText(settingOf(dimension, best))}`).join(", ");
  const lead = `${alive ? "So far the best" : "The best"} of ${formatCount(alive ? trials.length : planned)} is trial ${best.number} with ${metricLook(metric).label} ${formatMetric(best.best)} (${settings}).`;
  if (best.number === 1) return `${lead} These are the settings that the search began with: nothing tried was better.`;
  if (own?.best == null) return lead;
  const gain = better === "HIGHER" ? best.best - own.best : own.best - best.best;
  return `${lead} The settings it began with reached ${formatMetric(own.best)}${own.epochs < (best.bestEpoch ?? 0) ? ` in ${own.epochs} epochs` : ""}, ${formatMetric(Math.abs(gain))} ${gain >= 0 ? "behind" : "ahead"}.`;
}
