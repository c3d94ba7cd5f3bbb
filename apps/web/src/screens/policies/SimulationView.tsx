import { Lines } from "@/charts/Lines.tsx";
import type { SimulationFieldsFragment } from "@/generated/graphql.ts";
import { formatCount, formatInterval, formatMetric, formatPercent, formatValue } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { OracleTable } from "./OracleTable.tsx";

type Simulation = SimulationFieldsFragment;

/** What a simulation found, by what it was of. */
export function SimulationView({ simulation }: { simulation: Simulation }) {
  return (
    <>
      {simulation.policies ? <Episodes simulation={simulation} policies={simulation.policies} /> : null}
      {simulation.oracle ? <OracleTable oracle={simulation.oracle} /> : null}
      {simulation.hedge ? <Hedges simulation={simulation} hedge={simulation.hedge} /> : null}
      {simulation.execution ? <Execution execution={simulation.execution} /> : null}
    </>
  );
}

const middle = (edges: readonly number[], at: number): number => ((edges[at] ?? 0) + (edges[at + 1] ?? 0)) / 2;
/** Shares of a histogram's bins as an outline. */
const outline = (edges: readonly number[], counts: readonly number[]) => {
  const total = counts.reduce((sum, count) => sum + count, 0) || 1;
  return counts.map((count, at) => [middle(edges, at), count / total] as const);
};

function Episodes({
  simulation: { edges, episodes, difference },
  policies,
}: {
  simulation: Simulation;
  policies: NonNullable<Simulation["policies"]>;
}) {
  const own = policies[0];
  return (
    <>
      <Facts
        facts={[
          {
            label: "Mean return",
            value: formatMetric(own?.mean),
            note: `error ${formatMetric(own?.se)}, ${formatCount(episodes)} episodes`,
          },
          {
            label: "Beyond chance",
            value: formatMetric(difference?.mean),
            note: `same seeds, 95 %: ${formatInterval(difference?.low, difference?.high)}`,
          },
          { label: "Worst 5 %", value: formatMetric(own?.worst5), note: "mean return of those" },
          { label: "Length", value: formatMetric(own?.meanLength), note: "steps of an episode" },
        ]}
      />
      <Lines
        title="Returns of episodes"
        summary="Undiscounted return of an episode: the policy, and every allowed action equally likely."
        fileName="returns"
        x={{ name: "Return" }}
        y={{ name: "Share of episodes", fromZero: true }}
        series={policies.map(({ name, histogram }, at) => ({
          name: name === "policy" ? "Policy" : "Chance",
          look: at === 0 ? ("AREA" as const) : ("DASHED" as const),
          points: outline(edges, histogram),
        }))}
        marks={own ? [{ axis: "x", at: own.mean, label: "mean" }] : []}
      />
    </>
  );
}

type Limited = NonNullable<Simulation["hedge"]>["decisions"];
const limitedShare = (own: Limited): string => (own ? formatPercent(own.limited / Math.max(own.n, 1)) : "–");
const limitedNote = (own: Limited): string =>
  own
    ? `${formatCount(own.violations)} past a limit${own.unseen > 0 ? `, ${formatCount(own.unseen)} unseen` : ""}, of ${formatCount(own.n)}`
    : "not counted";

const HEDGES: Record<string, string> = {
  learned: "Learned",
  champion: "Champion",
  delta: "Black-Scholes delta",
  none: "No hedge",
};

function Hedges({ simulation: { edges, episodes }, hedge }: { simulation: Simulation; hedge: NonNullable<Simulation["hedge"]> }) {
  const shown = hedge.hedges.filter(({ name }) => name !== "none");
  const learned = hedge.hedges.find(({ name }) => name === "learned");
  const delta = hedge.hedges.find(({ name }) => name === "delta");
  const measure =
    hedge.measure === "CVAR" ? `CVaR ${formatValue(100 * hedge.level)} %` : `entropic risk, aversion ${formatValue(hedge.level)}`;
  return (
    <>
      <Facts
        facts={[
          { label: `Learned, ${measure}`, value: formatMetric(learned?.objective), note: `error ${formatMetric(learned?.objectiveSe)}` },
          { label: `Delta, ${measure}`, value: formatMetric(delta?.objective), note: "on the same paths" },
          {
            label: `Better than ${hedge.gain?.rival ?? "the delta hedge"}`,
            value: formatMetric(hedge.gain?.value),
            note: `at least ${formatMetric(hedge.gain?.lower95)} with 95 %`,
          },
          {
            label: "Least deviation possible",
            value: formatMetric(hedge.stdBound),
            note: hedge.stdBound == null ? "not known here" : `the learned hedge's ${formatMetric(learned?.std)}`,
          },
          {
            label: "Moved by a limit",
            value: limitedShare(hedge.decisions),
            note: limitedNote(hedge.decisions),
          },
          { label: "Paths", value: formatCount(episodes), note: "fresh, not those of training" },
        ]}
      />
      <Lines
        title="Loss of the hedged position"
        summary="Positive is money lost; the premium is not taken in. The lines are each hedge's CVaR 95 %: the mean of its worst twentieth."
        fileName="hedge-losses"
        x={{ name: "Loss" }}
        y={{ name: "Share of paths", fromZero: true }}
        series={shown.map(({ name, histogram }, at) => ({
          name: HEDGES[name] ?? name,
          look: at === 0 ? ("AREA" as const) : ("LINE" as const),
          points: outline(edges, histogram),
        }))}
        marks={shown.map(({ name, cvar95 }) => ({ axis: "x" as const, at: cvar95, label: `CVaR 95 %, ${name}` }))}
        height={320}
      />
      <Card
        padded={false}
        title="Hedges side by side"
        description="Under variance no hedge beats the delta; tails and costs are where a learned one can."
      >
        <TableScroll label="Hedges">
          <table className="data-table">
            <thead>
              <tr>
                {["Hedge", "Mean", "Deviation", "VaR 95 %", "CVaR 50 %", "CVaR 90 %", "CVaR 95 %", "CVaR 99 %", "Entropic"].map(
                  (title, at) => (
                    <th key={title} scope="col" className={at > 0 ? "num" : undefined}>
                      {title}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {hedge.hedges.map((row) => (
                <tr key={row.name}>
                  <th scope="row">{HEDGES[row.name] ?? row.name}</th>
                  {[row.mean, row.std, row.var95, row.cvar50, row.cvar90, row.cvar95, row.cvar99, row.entropic].map((value, at) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: the columns of one row, always the same.
                    <td key={at} className="num">
                      {formatMetric(value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
    </>
  );
}

function Execution({ execution: { steps, learned, optimal, simulated, decisions } }: { execution: NonNullable<Simulation["execution"]> }) {
  const most = steps[0]?.learned ?? 1;
  return (
    <>
      <Facts
        facts={[
          { label: "Objective, learned", value: formatMetric(learned.objective), note: "mean and weighted variance of the cost" },
          { label: "Objective, optimal", value: formatMetric(optimal.objective), note: "Almgren and Chriss" },
          { label: "Expected cost", value: formatMetric(learned.expected), note: `optimal ${formatMetric(optimal.expected)}` },
          { label: "Deviation", value: formatMetric(learned.std), note: `optimal ${formatMetric(optimal.std)}` },
          {
            label: "Dearer on simulated prices",
            value: formatMetric(simulated?.gap),
            note: `error ${formatMetric(simulated?.se)}, ${formatCount(simulated?.paths ?? 0)} paths`,
          },
          {
            label: "Moved by a limit",
            value: limitedShare(decisions),
            note: limitedNote(decisions),
          },
        ]}
      />
      <Lines
        title="Shares still held"
        summary="The learned schedule beside the closed form."
        fileName="schedule"
        x={{ name: "Step" }}
        y={{ name: "Shares", fromZero: true }}
        series={[
          { name: "Learned", points: steps.map(({ step, learned: held }) => [step, held] as const) },
          { name: "Optimal", look: "DASHED", points: steps.map(({ step, optimal: held }) => [step, held] as const) },
        ]}
      />
      <Card
        padded={false}
        title="The schedule step by step"
        description="Shares still held after each step, and what each schedule sells in it."
      >
        <TableScroll label="Schedule">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Step</th>
                {["Held, learned", "Held, optimal", "Sold, learned", "Sold, optimal", "Difference held"].map((title) => (
                  <th key={title} scope="col" className="num">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {steps.map(({ step, learned: held, optimal: best }, at) => {
                const before = steps[at - 1];
                return (
                  <tr key={step}>
                    <th scope="row">{step === 0 ? "Start" : step}</th>
                    <td className="num">{formatCount(Math.round(held))}</td>
                    <td className="num">{formatCount(Math.round(best))}</td>
                    <td className="num">{before ? formatCount(Math.round(before.learned - held)) : "–"}</td>
                    <td className="num">{before ? formatCount(Math.round(before.optimal - best)) : "–"}</td>
                    <td className="num">{formatPercent((held - best) / most, 2)}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </TableScroll>
      </Card>
    </>
  );
}
