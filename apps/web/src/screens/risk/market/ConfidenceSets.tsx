"use client";
import { formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { pWords } from "./path-points.ts";

interface ConfidenceSet {
  horizon?: number | null;
  alpha?: number | null;
  loss: string;
  members: readonly { name: string; meanLoss: number; pValue: number; isMember: boolean }[];
}

/** Which entries may be the best: those that the model confidence set keeps. */
export function ConfidenceSets({ sets, title }: { sets: readonly ConfidenceSet[]; title: (name: string) => string }) {
  const words = ({ horizon, alpha, loss }: ConfidenceSet): string =>
    [loss, horizon ? `${horizon} ${horizon === 1 ? "day" : "days"}` : "", alpha ? formatPercent(alpha, 1) : ""].filter(Boolean).join(", ");
  return (
    <Card
      title="Model confidence set"
      description="Among the members the best is found with 90 % confidence (Hansen, Lunde and Nason); to be the lowest of them says nothing more."
      padded={false}
      actions={
        <CsvButton
          fileName="confidence-sets"
          label="Model confidence set: download CSV"
          columns={["Loss", "Entry", "Mean loss", "p", "Member"]}
          rows={sets.flatMap((set) =>
            set.members.map(({ name, meanLoss, pValue, isMember }) => [words(set), name, meanLoss, pValue, isMember ? "yes" : "no"]),
          )}
        />
      }
    >
      <TableScroll label="Model confidence set">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Loss</th>
              <th scope="col">Members, lowest loss first</th>
              <th scope="col">Left out</th>
            </tr>
          </thead>
          <tbody>
            {sets.map((set) => {
              const ordered = set.members.toSorted((a, b) => a.meanLoss - b.meanLoss);
              const entry = (tone: "good" | "neutral") => (member: ConfidenceSet["members"][number]) => (
                <span key={member.name} className="mr-2 mb-1 inline-flex items-center gap-1.5 text-sm">
                  <Badge tone={tone}>{title(member.name)}</Badge>
                  <span className="text-xs text-ink-3">{`${formatMetric(member.meanLoss)}, p ${pWords(member.pValue)}`}</span>
                </span>
              );
              return (
                <tr key={words(set)}>
                  <th scope="row">{words(set)}</th>
                  <td>{ordered.filter(({ isMember }) => isMember).map(entry("good"))}</td>
                  <td>{ordered.filter(({ isMember }) => !isMember).map(entry("neutral"))}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
