import { formatCount } from "@/lib/format.ts";

interface BarsProps {
  bins: readonly { low: number; high: number; count: number }[];
  label: string;
  width?: number;
  height?: number;
}

/** A histogram small enough for a table's cell. */
export function Bars({ bins, label, width = 132, height = 28 }: BarsProps) {
  const most = Math.max(1, ...bins.map((bin) => bin.count));
  const step = width / Math.max(1, bins.length);
  return (
    <svg role="img" aria-label={label} width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line-strong)" strokeWidth="1" />
      {bins.map((bin, at) => {
        const tall = bin.count === 0 ? 0 : Math.max(1.5, (bin.count / most) * (height - 3));
        return (
          <rect
            key={`${bin.low}/${bin.high}`}
            x={at * step + 0.5}
            y={height - 1 - tall}
            width={Math.max(1, step - 1)}
            height={tall}
            fill="var(--chart-1)"
          >
            <title>{`${bin.low} to ${bin.high}: ${formatCount(bin.count)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}
