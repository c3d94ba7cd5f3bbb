import { formatPercent } from "@/lib/format.ts";

const HEIGHT = 220;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** A ship's draught marks: the water stands at the probability, the load line at the threshold. */
export function DraughtGauge({ probability, threshold }: { probability: number; threshold: number }) {
  const y = (share: number): number => 10 + (1 - share) * (HEIGHT - 20);
  const over = probability >= threshold;
  return (
    <svg
      role="img"
      aria-label={`Probability ${formatPercent(probability)} against the threshold ${formatPercent(threshold)}`}
      width="148"
      height={HEIGHT}
      viewBox={`0 0 148 ${HEIGHT}`}
    >
      <rect x="44" y={y(1)} width="34" height={y(0) - y(1)} rx="4" fill="var(--surface-3)" />
      <rect
        x="44"
        y={y(probability)}
        width="34"
        height={Math.max(2, y(0) - y(probability))}
        rx="3"
        fill={over ? "var(--chart-mark)" : "var(--chart-1)"}
      />
      {TICKS.map((tick) => (
        <g key={tick}>
          <path d={`M36 ${y(tick)}h6`} stroke="var(--line-strong)" strokeWidth="1.5" />
          <text x="32" y={y(tick) + 3.5} textAnchor="end" fontSize="10" fill="var(--ink-3)">
            {formatPercent(tick, 0)}
          </text>
        </g>
      ))}
      <path d={`M40 ${y(threshold)}H140`} stroke="var(--mark)" strokeWidth="3" />
      <circle cx="112" cy={y(threshold)} r="10" fill="none" stroke="var(--ink)" strokeWidth="3" />
    </svg>
  );
}
