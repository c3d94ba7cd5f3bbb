"use client";
import { formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { BacktestLevel } from "./BacktestReport.tsx";
import { pWords } from "./path-points.ts";

/** One method at one level: every test with its own size at this number of days, and the traffic light with both ladders. */
export function BacktestTests({ level, name, testLevel }: { level: BacktestLevel; name: string; testLevel: number }) {
  const { tests, trafficLight: light, rolling } = level;
  const columns = ["Test", "Statistic", "p, by the table", "p, at this many days", "Size", "Verdict"];
  return (
    <Card
      title={`Tests of ${name} at ${formatPercent(level.alpha, 1)}`}
      description={`The size is how often the test refuses a right model at this number of days; where it is not ${formatPercent(testLevel, 0)}, read the p value beside it.`}
      padded={false}
      actions={
        <CsvButton
          fileName="backtests"
          label={`Tests of ${name}: download CSV`}
          columns={["Test", "Question", "Statistic", "Reference", "p", "Finite sample p", "Size", "Refused", "Note"]}
          rows={tests.map((test) => [
            test.title,
            test.question,
            test.statistic ?? null,
            test.reference,
            test.pValue ?? null,
            test.finiteSamplePValue ?? null,
            test.size?.value ?? null,
            test.rejected == null ? null : test.rejected ? "yes" : "no",
            test.note ?? null,
          ])}
        />
      }
    >
      <TableScroll label="Tests">
        <table className="data-table">
          <thead>
            <tr>
              {columns.map((column, at) => (
                <th key={column} scope="col" className={at > 0 && at < 5 ? "num" : undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {tests.map((test) => (
              <tr key={test.name}>
                <th scope="row">
                  {test.title}
                  <span className="block max-w-[52ch] text-xs font-normal text-ink-3">{test.note ?? test.question}</span>
                </th>
                <td className="num">
                  {formatMetric(test.statistic)}
                  <span className="block text-xs text-ink-3">{test.reference}</span>
                </td>
                <td className="num">{pWords(test.pValue)}</td>
                <td className="num font-semibold">{pWords(test.finiteSamplePValue)}</td>
                <td className="num">
                  {test.size ? formatPercent(test.size.value, 1) : "–"}
                  {test.size ? (
                    <span className="block text-xs text-ink-3">
                      {test.size.isExact ? "exact" : `± ${formatPercent(test.size.standardError, 1)}`}
                    </span>
                  ) : null}
                </td>
                <td>
                  {test.rejected == null ? (
                    <Badge>cannot tell</Badge>
                  ) : test.rejected ? (
                    <Badge tone="bad">refused</Badge>
                  ) : (
                    <Badge tone="good">not refused</Badge>
                  )}
                </td>
              </tr>
            ))}
            <tr>
              <th scope="row">
                Basel traffic light
                <span className="block max-w-[52ch] text-xs font-normal text-ink-3">
                  {`Green to ${light.greenMost}, yellow to ${light.yellowMost} hits in ${light.n} days.`}
                  {light.multipliers
                    ? ` Multiplier ${light.multipliers.basel1996.toFixed(2)} (1996) or ${light.multipliers.mar32.toFixed(2)} (MAR32).`
                    : ""}
                  {rolling
                    ? ` Over every stretch of 250 days: most hits ${rolling.mostHits}, yellow on ${rolling.yellowDays} and red on ${rolling.redDays} of them.`
                    : ""}
                </span>
              </th>
              <td className="num">{`${light.x} hits`}</td>
              <td className="num">{pWords(light.errorProbability)}</td>
              <td className="num">–</td>
              <td className="num">–</td>
              <td>
                <Badge tone={light.zone === "GREEN" ? "good" : light.zone === "YELLOW" ? "warn" : "bad"}>{light.zone.toLowerCase()}</Badge>
              </td>
            </tr>
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
