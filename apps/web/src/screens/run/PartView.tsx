"use client";
import Link from "next/link";
import { LearningCurves } from "@/charts/report-charts.tsx";
import type { RunDetail } from "@/graphql/use-run.ts";
import { settingText } from "@/lib/search-axes.ts";
import { portalUrl } from "@/lib/upload.ts";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";

const entriesOf = (value: unknown): [string, unknown][] => (typeof value === "object" && value !== null ? Object.entries(value) : []);

/** A run that is a part of another: one trial of a search, or one model of a comparison. What it is worth is told there. */
export function PartView({ run }: { run: RunDetail }) {
  const settings = [...entriesOf(run.input.params), ...entriesOf(run.input.training)];
  const whole = run.parent?.kind === "TUNING" ? "search" : "comparison";
  return (
    <>
      <Card
        title={run.job === "model.trial" ? `Trial ${settingText(run.input.number)}` : settingText(run.input.name)}
        description={`A part of a ${whole}; it registers nothing by itself.`}
      >
        <DefinitionList
          items={[
            ...(run.parent
              ? [
                  {
                    term: "Part of",
                    value: (
                      <Link className="link" href={`/runs/${run.parent.id}`}>
                        {`the ${whole}`}
                      </Link>
                    ),
                  },
                ]
              : []),
            ...settings.map(([term, value]) => ({ term, value: settingText(value) })),
            ...(run.output
              ? [
                  {
                    term: "Answers",
                    value: (
                      <a className="link" href={portalUrl(run.output.url)} download={run.output.fileName}>
                        {run.output.fileName}
                      </a>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Card>
      {run.history.length > 0 ? <LearningCurves history={run.history} /> : null}
    </>
  );
}
