"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Scatter } from "@/charts/Scatter.tsx";
import type { AdoptAlternativeMutation, SubmitAlternativesMutation } from "@/generated/graphql.ts";
import { AdoptAlternativeDocument, SubmitAlternativesDocument } from "@/graphql/fairness.ts";
import { useAction } from "@/graphql/use-action.ts";
import { formatMetric, formatPercent, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Field } from "@/ui/Field.tsx";
import { Progress } from "@/ui/Progress.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { type FairVersion, isAlive } from "./fair-version.ts";

type Alternatives = NonNullable<FairVersion["alternatives"]>;
type Alternative = Alternatives["alternatives"][number];

const pickSubmitted = (data: SubmitAlternativesMutation) => data.submitAlternatives;

/** The search for a less discriminatory alternative: the frontier between quality and disparity, and the way to adopt one. */
export function AlternativesSection({ version, onChange }: { version: FairVersion; onChange: () => void }) {
  const { fairness, alternatives, alternativesRun, id } = version;
  const columns = fairness?.attributes.filter(({ columns: names }) => names.length === 1).flatMap(({ columns: names }) => names) ?? [];
  const [column, setColumn] = useState(alternatives?.attribute.column ?? columns[0] ?? "");
  const [problem, setProblem] = useState<string | null>(null);
  const [submit, busy] = useAction(SubmitAlternativesDocument, pickSubmitted);
  const alive = isAlive(alternativesRun);
  const send = async () => {
    const outcome = await submit({ input: { modelVersionId: id, attribute: { column }, policy: fairness?.policy.name } });
    setProblem(outcome.ok ? null : outcome.problem.message);
    onChange();
  };
  return (
    <>
      <Card
        title="Less discriminatory alternatives"
        description="Trains the version anew, reweighed and with penalties for unlike treatment, and compares quality and disparity at one approval rate. Takes as long as several trainings."
      >
        <div className="flex flex-wrap items-end gap-3">
          <div className="w-64 max-w-full">
            <Field label="Attribute">
              {(ids) => (
                <Select {...ids} value={column} options={columns.map((name) => ({ value: name, label: name }))} onChange={setColumn} />
              )}
            </Field>
          </div>
          <Button disabled={busy || alive || column === ""} onClick={send}>
            {alternatives ? "Search again" : "Search"}
          </Button>
        </div>
        {alive && alternativesRun ? <Progress value={alternativesRun.progress} label="Progress of the search" /> : null}
        {problem ? (
          <Notice tone="warn" title="Not searched">
            {problem}
          </Notice>
        ) : null}
        {alternativesRun?.status === "FAILED" ? (
          <Notice tone="bad" title="The last search failed">
            {alternativesRun.error?.message}{" "}
            <Link className="link" href={`/runs/${alternativesRun.id}`}>
              Open the run
            </Link>
          </Notice>
        ) : null}
      </Card>
      {alternatives ? <Found alternatives={alternatives} /> : null}
    </>
  );
}

const nameOf = ({ index, reweigh, penalty }: Alternative): string =>
  index === 0
    ? "as trained"
    : [reweigh ? "reweighed" : null, penalty ? `penalty ${penalty.strength} (${penalty.aim.toLowerCase().replaceAll("_", " ")})` : null]
        .filter(Boolean)
        .join(", ") || "another seed";

const pickAdopted = (data: AdoptAlternativeMutation) => data.adoptAlternative;

function Found({ alternatives: { alternatives, chosen, attribute, tolerance, approvalRate, run } }: { alternatives: Alternatives }) {
  const router = useRouter();
  const [adopt, busy] = useAction(AdoptAlternativeDocument, pickAdopted);
  const [problem, setProblem] = useState<string | null>(null);
  const take = async (index: number) => {
    const outcome = await adopt({ input: { runId: run.id, index } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setProblem(outcome.problem.message);
  };
  const point = (alternative: Alternative) => ({
    x: alternative.validation.disparity,
    y: alternative.validation.quality,
    label: nameOf(alternative),
  });
  return (
    <>
      <Scatter
        title={`Quality against disparity by ${attribute.column}`}
        summary={`Each point is a training, on the validation rows at ${formatPercent(approvalRate)} approved; left and up is better. ${chosen == null ? "None is fairer within the AUC that may be given up." : "Red: the fairest within it."}`}
        fileName="alternatives"
        x={{ name: "Disparity" }}
        y={{ name: "AUC" }}
        series={[
          {
            name: "on the frontier",
            size: 10,
            points: alternatives.filter(({ isOnFrontier, index }) => isOnFrontier && index !== chosen).map(point),
          },
          {
            name: "others",
            tone: "QUIET",
            size: 8,
            points: alternatives.filter(({ isOnFrontier, index }) => !isOnFrontier && index !== chosen).map(point),
          },
          { name: "chosen", tone: "MARK", size: 13, points: alternatives.filter(({ index }) => index === chosen).map(point) },
        ]}
      />
      {problem ? (
        <Notice tone="warn" title="Not adopted">
          {problem}
        </Notice>
      ) : null}
      <Card
        title="Trainings"
        description={`At most ${formatValue(tolerance)} of AUC may be given up. Adopting trains the next version of the model that way.`}
        padded={false}
      >
        <TableScroll label="Alternatives">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Training</th>
                {["AUC, validation", "Disparity, validation", "AUC, test", "Disparity, test"].map((name) => (
                  <th key={name} scope="col" className="num">
                    {name}
                  </th>
                ))}
                <th scope="col">
                  <span className="sr-only">Actions</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {alternatives.map((alternative) => (
                <tr key={alternative.index}>
                  <th scope="row">
                    <span className="flex flex-wrap items-center gap-2">
                      {nameOf(alternative)}
                      {alternative.index === chosen ? <Badge tone="mark">chosen</Badge> : null}
                      {alternative.isOnFrontier ? <Badge>frontier</Badge> : null}
                    </span>
                  </th>
                  <td className="num">{formatMetric(alternative.validation.quality)}</td>
                  <td className="num">{formatMetric(alternative.validation.disparity)}</td>
                  <td className="num">{formatMetric(alternative.test.quality)}</td>
                  <td className="num">{formatMetric(alternative.test.disparity)}</td>
                  <td className="num">
                    {alternative.index === 0 ? null : (
                      <Button size="sm" disabled={busy} aria-label={`Adopt ${nameOf(alternative)}`} onClick={() => take(alternative.index)}>
                        Adopt
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
    </>
  );
}
