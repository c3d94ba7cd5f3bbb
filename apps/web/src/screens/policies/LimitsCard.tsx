import { formatMetric, formatPercent } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

interface Facts {
  price?: number | null;
  exposureShare?: number;
  declines?: boolean;
}
interface Band {
  low: number;
  high: number;
}
interface Listed {
  actions?: Record<string, Facts>;
  fallbackAction?: string;
  leastLogged?: number;
  exposureCaps?: Record<"obligor" | "segment" | "portfolio", number | null>;
  priceBand?: Band | null;
  priceLadder?: { edges: number[]; bands: Band[] } | null;
  lossBudget?: number | null;
  fairnessFloor?: number | null;
}
interface Numbers {
  low?: number | null;
  high?: number | null;
  maxChange?: number | null;
  maxFromBenchmark?: number | null;
  withinSeen?: boolean;
}

interface LimitsCardProps {
  constraints: Record<string, unknown>;
  actionNames: readonly string[];
  /** Of a policy that gives a number; null for one over listed actions. */
  unit: string | null;
}

const none = "none";
const amount = (value: number | null | undefined): string => (value == null ? none : formatMetric(value));
const range = ({ low, high }: Band): string => `${formatPercent(low)} to ${formatPercent(high)}`;

/** The hard limits that go with a version, in words. */
export function LimitsCard({ constraints, actionNames, unit }: LimitsCardProps) {
  const items = unit === null ? listedItems(constraints as Listed) : numberItems(constraints as Numbers, unit);
  const facts = unit === null ? ((constraints as Listed).actions ?? {}) : {};
  return (
    <Card title="Hard limits" description="They go with the version and hold on every decision.">
      <DefinitionList items={items} />
      {Object.keys(facts).length > 0 ? (
        <div className="mt-4">
          <TableScroll label="What each action is">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Action</th>
                  <th scope="col" className="num">
                    Price
                  </th>
                  <th scope="col" className="num">
                    Exposure of the amount
                  </th>
                  <th scope="col">Declines</th>
                </tr>
              </thead>
              <tbody>
                {actionNames.map((name) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td className="num">{formatPercent(facts[name]?.price)}</td>
                    <td className="num">{formatPercent(facts[name]?.exposureShare ?? 0, 0)}</td>
                    <td>{facts[name]?.declines ? "yes" : "no"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </div>
      ) : null}
    </Card>
  );
}

function listedItems({ fallbackAction, leastLogged, exposureCaps, priceBand, priceLadder, lossBudget, fairnessFloor }: Listed) {
  const caps = (["obligor", "segment", "portfolio"] as const).flatMap((scope) => {
    const cap = exposureCaps?.[scope];
    return cap == null ? [] : [`${scope} ${formatMetric(cap)}`];
  });
  return [
    { term: "Fallback", value: fallbackAction ?? none },
    {
      term: "Unseen actions",
      value: leastLogged === 0 ? "allowed" : `closed below ${leastLogged ?? 1} logged in the segment`,
    },
    { term: "Exposure caps", value: caps.join(", ") || none },
    { term: "Price band", value: priceBand ? range(priceBand) : none },
    {
      term: "Prices by risk",
      value: priceLadder
        ? priceLadder.bands
            .map((band, k) => `${k < priceLadder.edges.length ? `risk below ${priceLadder.edges[k]}` : "above"}: ${range(band)}`)
            .join("; ")
        : none,
    },
    { term: "Loss budget", value: amount(lossBudget) },
    { term: "Fairness floor", value: fairnessFloor == null ? none : formatPercent(fairnessFloor, 0) },
  ];
}

const numberItems = ({ low, high, maxChange, maxFromBenchmark, withinSeen }: Numbers, unit: string) => [
  { term: "Unit", value: unit },
  { term: "Least", value: amount(low) },
  { term: "Most", value: amount(high) },
  { term: "Largest trade", value: amount(maxChange) },
  { term: "From the benchmark", value: maxFromBenchmark == null ? "any distance" : `at most ${formatMetric(maxFromBenchmark)}` },
  { term: "Where not trained", value: withinSeen === false ? "the network decides all the same" : "the benchmark decides" },
];
