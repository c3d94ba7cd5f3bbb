"use client";
import { Lines } from "@/charts/Lines.tsx";
import { formatTime, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import type { Indicator } from "./IndicatorBoard.tsx";
import { STATUS_TONES } from "./indicator-tones.ts";

const day = (iso: string): string => iso.slice(0, 10);

interface IndicatorCardProps {
  indicator: Indicator;
  category: string;
  onEdit: () => void;
  onRecord: () => void;
}

export function IndicatorCard({ indicator, category, onEdit, onRecord }: IndicatorCardProps) {
  const { name, unit, amber, red, direction, owner, description, assessment } = indicator;
  const isUnit = unit ? ` ${unit}` : "";
  const words = [owner ? `Owner: ${owner}` : "", category, direction === "LOWER_IS_WORSE" ? "lower is worse" : "", description].filter(
    Boolean,
  );
  return (
    <section aria-label={name} className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <div className="min-w-0">
          <h3 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            {name}
            {assessment ? <Badge tone={STATUS_TONES[assessment.status]}>{assessment.status.toLowerCase()}</Badge> : <Badge>no value</Badge>}
            {assessment?.isStale ? <Badge tone="warn">stale</Badge> : null}
          </h3>
          <p className="text-xs text-ink-3">{words.join(" · ")}</p>
        </div>
        <div className="flex gap-1.5">
          <Button size="sm" aria-label={`Record a value of ${name}`} onClick={onRecord}>
            Record
          </Button>
          <ButtonLink size="sm" aria-label={`Import values of ${name}`} href={`/risk/operational/indicators/import?kri=${indicator.id}`}>
            Import
          </ButtonLink>
          <Button size="sm" aria-label={`Edit ${name}`} onClick={onEdit}>
            Edit
          </Button>
        </div>
      </div>
      {assessment ? (
        <Lines
          title={`${formatValue(assessment.value)}${isUnit}`}
          summary={`On ${day(assessment.at)}; amber from ${formatValue(amber)}, red from ${formatValue(red)}. ${trendWords(assessment.trend, assessment.redExpectedAt)}`}
          fileName={`kri-${name.toLowerCase().replace(/\W+/g, "-")}`}
          height={200}
          x={{ name: "Day", time: true }}
          y={{ name: unit || "Value", ...rangeOf([amber, red, ...assessment.values.map(({ value }) => value)]) }}
          series={[{ name, points: assessment.values.map(({ at, value }) => [Date.parse(at), value] as const) }]}
          marks={[
            { axis: "y", at: amber, label: "amber" },
            { axis: "y", at: red, label: "red" },
          ]}
          table={{
            columns: ["Moment", "Value", "Status"],
            rows: assessment.values.map(({ at, value, status }) => [formatTime(at), value, status.toLowerCase()]),
          }}
        />
      ) : null}
      {assessment && assessment.breaches.length > 0 ? (
        <ul className="flex flex-col gap-1 text-sm">
          {assessment.breaches
            .toReversed()
            .slice(0, 4)
            .map((breach) => (
              <li key={breach.from} className="flex flex-wrap items-center gap-2">
                <Badge tone={STATUS_TONES[breach.status]}>{breach.isOpen ? "open breach" : "breach"}</Badge>
                {`${day(breach.from)} to ${breach.isOpen ? "now" : day(breach.to)}, worst ${formatValue(breach.worst)}${isUnit}, ${breach.nValues} ${breach.nValues === 1 ? "value" : "values"}`}
              </li>
            ))}
        </ul>
      ) : null}
    </section>
  );
}

/** Both thresholds are always in view: how far away they are is what the reader asks. */
function rangeOf(values: readonly number[]): { min: number; max: number } {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  // Ends at a round number: the axis writes its ends, and odd ones collide with its steps.
  const step = 10 ** Math.floor(Math.log10((high - low + 2 * room) / 2));
  return { min: Math.floor((low - room) / step) * step, max: Math.ceil((high + room) / step) * step };
}

function trendWords(trend: NonNullable<Indicator["assessment"]>["trend"], redExpectedAt: string | null | undefined): string {
  if (!trend) return "Too few values for a trend.";
  if (trend.direction === "NONE") return "No trend.";
  const words = `${trend.direction === "WORSENING" ? "Worsening" : "Improving"} by ${formatValue(Math.abs(trend.slopePerDay) * 30)} a month (p ${trend.p < 0.001 ? "< 0.001" : trend.p.toFixed(3)}).`;
  return redExpectedAt ? `${words} Red expected ${day(redExpectedAt)}.` : words;
}
