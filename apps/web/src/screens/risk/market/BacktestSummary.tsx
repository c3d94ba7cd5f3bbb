"use client";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge, type BadgeTone } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { BacktestLevel, BacktestStudy } from "./BacktestReport.tsx";
import { pWords } from "./path-points.ts";

const ZONES: Record<BacktestLevel["trafficLight"]["zone"], BadgeTone> = { GREEN: "good", YELLOW: "warn", RED: "bad" };

interface BacktestSummaryProps {
  study: BacktestStudy;
  alpha: number;
  chosen: string;
  /** Of the tests. */
  level: number;
  title: (name: string) => string;
  /** How VaR and ES are written. */
  figure: (value: number) => string;
}

/** A test's name without its authors in brackets; the whole is said where the pointer rests, and in the table of the method. */
const shortTitle = (words: string): string => words.replace(/ \(.*\)/, "");

/** Every method with every test beside each other: one that passes Kupiec alone has passed nothing. */
export function BacktestSummary({ study, alpha, chosen, level: testLevel, title, figure }: BacktestSummaryProps) {
  const rows = study.methods.flatMap((method) => {
    const level = method.levels.find((candidate) => candidate.alpha === alpha);
    return level ? [{ label: method.label, level }] : [];
  });
  const tests = rows[0]?.level.tests ?? [];
  const testOf = (level: BacktestLevel, name: string) => level.tests.find((test) => test.name === name);
  return (
    <Card
      title={`Methods at ${formatPercent(alpha, 1)}`}
      description={`All tests of each method; each figure below a test's name is its p value, in the mark's colour where the method is refused at ${testLevel}. The light is Basel's, of the last 250 days.`}
      padded={false}
      actions={
        <CsvButton
          fileName="var-backtest"
          label={`Methods at ${formatPercent(alpha, 1)}: download CSV`}
          columns={[
            "Method",
            "Hits",
            "Expected",
            ...tests.map((test) => `${test.title}, p`),
            "Zone",
            "Pinball",
            "FZ0",
            "VaR ahead",
            "ES ahead",
          ]}
          rows={rows.map(({ label, level }) => [
            label,
            level.hits,
            level.expectedHits,
            ...tests.map(({ name }) => testOf(level, name)?.finiteSamplePValue ?? testOf(level, name)?.pValue ?? null),
            level.trafficLight.zone,
            level.pinball,
            level.fz0 ?? null,
            level.latest.var,
            level.latest.es,
          ])}
        />
      }
    >
      <TableScroll label="Methods and their tests">
        <table className="data-table data-table-dense">
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col" className="num">
                Hits
              </th>
              {tests.map(({ name, title: words }) => (
                <th key={name} scope="col" className="num">
                  {/* All tests must be in view at once: a reader who has to scroll sees Kupiec alone. */}
                  <span title={words}>{shortTitle(words)}</span>
                </th>
              ))}
              <th scope="col">Light</th>
              <th scope="col" className="num">
                FZ0
              </th>
              <th scope="col" className="num">
                VaR ahead
                <span className="block font-normal">ES</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, level }) => (
              <tr key={label}>
                <th scope="row">
                  {title(label)} {label === chosen ? <Badge tone="good">registered</Badge> : null}
                </th>
                <td className="num">
                  {formatCount(level.hits)}
                  <span className="block text-xs text-ink-3">{`of ${level.expectedHits.toFixed(1)} expected`}</span>
                </td>
                {tests.map(({ name }) => {
                  const test = testOf(level, name);
                  return (
                    <td key={name} className={test?.rejected ? "num font-semibold text-mark" : "num"}>
                      {pWords(test?.finiteSamplePValue ?? test?.pValue)}
                      {test?.rejected ? <span className="sr-only"> refused</span> : null}
                    </td>
                  );
                })}
                <td>
                  <Badge tone={ZONES[level.trafficLight.zone]}>{level.trafficLight.zone.toLowerCase()}</Badge>
                  <span className="block text-xs text-ink-3">{`${level.trafficLight.x} in ${level.trafficLight.n}`}</span>
                </td>
                <td className="num">{formatMetric(level.fz0)}</td>
                <td className="num font-semibold">
                  {figure(level.latest.var)}
                  <span className="block text-xs font-normal text-ink-3">{figure(level.latest.es)}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
