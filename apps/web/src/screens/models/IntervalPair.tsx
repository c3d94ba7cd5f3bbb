import type { Metric } from "@/lib/run-types.ts";

type MetricLike = Pick<Metric, "value" | "low" | "high">;
interface IntervalPairProps {
  metric: MetricLike;
  rival: MetricLike | undefined;
  /** The scale shared by all lines of the table. */
  range: readonly [number, number];
  label: string;
}

export function IntervalPair({ metric, rival, range: [low, high], label }: IntervalPairProps) {
  const span = high - low || 1;
  const x = (value: number): number => 4 + ((value - low) / span) * 152;
  const line = ({ value, low: from, high: to }: MetricLike, y: number, colour: string) => (
    <g stroke={colour} fill={colour}>
      {from !== null && from !== undefined && to !== null && to !== undefined ? (
        <path d={`M${x(from)} ${y}H${x(to)}`} strokeWidth="2" />
      ) : null}
      <circle cx={x(value)} cy={y} r="3.4" stroke="none" />
    </g>
  );
  return (
    <svg role="img" aria-label={label} width="160" height="22" viewBox="0 0 160 22">
      {line(metric, 7, "var(--chart-1)")}
      {rival ? line(rival, 16, "var(--chart-2)") : null}
    </svg>
  );
}
