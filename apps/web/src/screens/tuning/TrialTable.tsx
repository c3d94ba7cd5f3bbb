"use client";
import Link from "next/link";
import { useMemo, useState } from "react";
import { toCsv } from "@/lib/csv.ts";
import { formatCount, formatDuration, formatMetric, formatPercent } from "@/lib/format.ts";
import { saveText } from "@/lib/save.ts";
import { settingKey, settingOf, settingText } from "@/lib/search-axes.ts";
import { termWords } from "@/lib/spec-words.ts";
import { metricLook } from "@/lib/verdict.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { PagedTable, type TableColumn } from "@/ui/PagedTable.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState } from "@/ui/states.tsx";
import { OUTCOMES, type Outcome, type Trial, type Tuning } from "./trials.ts";

const FIGURES = [
  { id: "best", header: "Best", of: (trial: Trial) => trial.best },
  { id: "last", header: "Last", of: (trial: Trial) => trial.last },
  { id: "min", header: "Min", of: (trial: Trial) => trial.min },
  { id: "max", header: "Max", of: (trial: Trial) => trial.max },
];

interface TrialTableProps {
  tuning: Tuning;
  chosen: number | null;
  onChoose: (number: number) => void;
}

export function TrialTable({ tuning, chosen, onChoose }: TrialTableProps) {
  const { trials, space, better, metric } = tuning;
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const present = [...new Set(trials.map((trial) => trial.outcome))];
  const rows = outcome ? trials.filter((trial) => trial.outcome === outcome) : trials;
  const columns = useMemo(() => columnsOf(space, onChoose), [space, onChoose]);
  const save = () =>
    saveText(
      "trials.csv",
      "text/csv",
      toCsv(
        [
          "trial",
          "run",
          "outcome",
          ...space.map(({ name }) => name),
          "rung",
          "epochs",
          "best_epoch",
          "best",
          "last",
          "min",
          "max",
          "seconds",
        ],
        trials.map((trial) => [
          trial.number,
          trial.runId,
          trial.outcome,
          ...space.map((dimension) => settingKey(settingOf(dimension, trial))),
          trial.rung,
          trial.epochs,
          trial.bestEpoch ?? null,
          trial.best ?? null,
          trial.last ?? null,
          trial.min ?? null,
          trial.max ?? null,
          trial.seconds ?? null,
        ]),
      ),
    );
  return (
    <Card
      title="Trials"
      description={`Best, last, lowest and highest ${metricLook(metric).label} over the epochs of each; the first trial has the training's own settings.`}
      padded={false}
      actions={
        <>
          <Select
            aria-label="Outcome of trials"
            className="w-44"
            value={outcome ?? ""}
            options={[{ value: "", label: "Every outcome" }, ...present.map((known) => ({ value: known, label: OUTCOMES[known].word }))]}
            onChange={(value) => setOutcome(present.find((known) => known === value) ?? null)}
          />
          <Button size="sm" tone="quiet" onClick={save}>
            CSV
          </Button>
        </>
      }
    >
      {rows.length === 0 ? (
        <EmptyState title="No trial has begun">They appear here as soon as a worker takes them.</EmptyState>
      ) : (
        <PagedTable
          key={outcome}
          label="Trials"
          columns={columns}
          rows={rows}
          rowKey={({ number }) => number}
          isMarked={({ number }) => number === chosen}
          pageSize={25}
          initialSort={{ id: "best", descending: better === "HIGHER" }}
        />
      )}
    </Card>
  );
}

function columnsOf(space: Tuning["space"], onChoose: (number: number) => void): TableColumn<Trial>[] {
  return [
    {
      id: "number",
      header: "Trial",
      sortBy: ({ number }) => number,
      cell: ({ number, runId }) => (
        <span className="inline-flex items-center gap-2 whitespace-nowrap">
          <button
            type="button"
            className="link inline-flex min-h-6 min-w-6 items-center font-semibold"
            aria-label={`Show the curve of trial ${number}`}
            onClick={() => onChoose(number)}
          >
            {formatCount(number)}
          </button>
          <Link
            className="link inline-flex min-h-6 min-w-6 items-center text-xs"
            href={`/runs/${runId}`}
            aria-label={`Run of trial ${number}`}
          >
            run
          </Link>
        </span>
      ),
    },
    {
      id: "outcome",
      header: "Outcome",
      sortBy: ({ outcome }) => OUTCOMES[outcome].word,
      cell: ({ outcome, error, progress }) => (
        <span title={error ? `${error.code}: ${error.message}` : OUTCOMES[outcome].meaning}>
          <Badge tone={OUTCOMES[outcome].tone}>
            {outcome === "RUNNING" ? `${OUTCOMES[outcome].word} ${formatPercent(progress, 0)}` : OUTCOMES[outcome].word}
          </Badge>
          {error ? <span className="block text-xs text-bad">{error.code}</span> : null}
        </span>
      ),
    },
    ...FIGURES.map(({ id, header, of }) => ({
      id,
      header,
      numeric: true,
      sortBy: (trial: Trial) => of(trial) ?? null,
      cell: (trial: Trial) => <span className={id === "best" ? "font-semibold" : undefined}>{formatMetric(of(trial))}</span>,
    })),
    ...space.map((dimension) => ({
      id: `${dimension.group}/${dimension.name}`,
      header: termWords(dimension.name),
      numeric: true,
      sortBy: (trial: Trial) => settingKey(settingOf(dimension, trial)),
      cell: (trial: Trial) => settingText(settingOf(dimension, trial)),
    })),
    { id: "rung", header: "Rung", numeric: true, sortBy: ({ rung }) => rung, cell: ({ rung }) => rung },
    {
      id: "epochs",
      header: "Epochs",
      numeric: true,
      sortBy: ({ epochs }) => epochs,
      cell: ({ epochs, bestEpoch }) => (
        <>
          {formatCount(epochs)}
          {bestEpoch ? <span className="block text-xs text-ink-3">best at {bestEpoch}</span> : null}
        </>
      ),
    },
    {
      id: "seconds",
      header: "Took",
      numeric: true,
      sortBy: ({ seconds }) => seconds ?? null,
      cell: ({ seconds }) => formatDuration(seconds),
    },
  ];
}
