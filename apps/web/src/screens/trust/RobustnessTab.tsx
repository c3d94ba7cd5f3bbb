"use client";
import { Columns } from "@/charts/Columns.tsx";
import { Intervals } from "@/charts/Intervals.tsx";
import { Lines } from "@/charts/Lines.tsx";
import type { TrustRobustnessQuery } from "@/generated/graphql.ts";
import { TrustRobustnessDocument } from "@/graphql/trust.ts";
import { formatCount, formatMetric, formatPercent, formatPValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { Section, type TrustTabProps } from "./section.tsx";

type Trust = NonNullable<NonNullable<TrustRobustnessQuery["modelVersion"]>["trust"]>;
type Robustness = NonNullable<Trust["robustness"]>;

/** Whether reasons stay the same, and how scores hold, when the input is disturbed. */
export function RobustnessTab({ versionId }: TrustTabProps) {
  return (
    <Section versionId={versionId} document={TrustRobustnessDocument} pick={(data) => data.modelVersion?.trust}>
      {({ reasons, robustness, novelty }) => (
        <div className="flex flex-col gap-5">
          {reasons ? <Reasons reasons={reasons} /> : null}
          {robustness ? <Disturbed robustness={robustness} /> : null}
          {robustness && robustness.weakSpots.length > 0 ? <WeakSpots spots={robustness.weakSpots} /> : null}
          {robustness?.seeds ? <Seeds seeds={robustness.seeds} quality={robustness.quality} /> : null}
          {novelty ? <Novelty novelty={novelty} /> : null}
        </div>
      )}
    </Section>
  );
}

function Reasons({ reasons }: { reasons: NonNullable<Trust["reasons"]> }) {
  const rows = [
    { name: "The first reason stays first", value: reasons.topStable, target: reasons.targets.topStable },
    { name: "The named reasons stay named", value: reasons.overlap, target: reasons.targets.overlap },
    { name: "The score falls without the named features", value: reasons.deletion, target: reasons.targets.deletion },
  ];
  return (
    <Card
      title="Reasons of declines"
      description={`${formatCount(reasons.nDeclines)} declines, every number moved by up to ${formatPercent(reasons.noise, 0)}.`}
      actions={<Badge tone={reasons.passes ? "good" : "bad"}>{reasons.passes ? "passes" : "does not pass"}</Badge>}
      padded={false}
    >
      <TableScroll label="Reasons of declines">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Test</th>
              <th scope="col" className="num">
                Share of declines
              </th>
              <th scope="col" className="num">
                Target
              </th>
              <th scope="col">Outcome</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, value, target }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td className="num">{formatPercent(value)}</td>
                <td className="num">{formatPercent(target, 0)}</td>
                <td>
                  <Badge tone={value >= target ? "good" : "bad"}>{value >= target ? "reached" : "missed"}</Badge>
                </td>
              </tr>
            ))}
            <tr>
              <th scope="row">Approved once the named features are usual</th>
              <td className="num">{formatPercent(reasons.flipped)}</td>
              <td className="num">–</td>
              <td />
            </tr>
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

function Disturbed({ robustness: { quality, hasDecisions, perturbations, adversarial } }: { robustness: Robustness }) {
  const name = quality.toUpperCase();
  const curve = (steps: Robustness["perturbations"]["noise"]) => [
    { name, points: [[0, perturbations.quality] as const, ...steps.map((step) => [step.level ?? 0, step.quality] as const)] },
    ...(hasDecisions
      ? [{ name: "Decisions that flip", points: [[0, 0] as const, ...steps.map((step) => [step.level ?? 0, step.flipped] as const)] }]
      : []),
  ];
  const attacks = [...new Set(adversarial?.results.map(({ attack }) => attack) ?? [])];
  const weakest = perturbations.without.slice(0, 15);
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <Lines
        title="Under noise"
        summary="Every number moved by noise of so many standard deviations."
        fileName="noise"
        x={{ name: "Standard deviations of noise" }}
        y={{ name: "Share" }}
        series={curve(perturbations.noise)}
      />
      <Lines
        title="With missing cells"
        summary="A share of all cells taken away at random."
        fileName="missing-cells"
        x={{ name: "Share of cells taken away", format: (value) => formatPercent(value, 0) }}
        y={{ name: "Share" }}
        series={curve(perturbations.missing)}
      />
      <Columns
        title="With a feature taken away"
        summary={`Loss of ${name} when the feature is missing in every row, the greatest first.`}
        fileName="without-feature"
        horizontal
        names={weakest.map(({ feature }) => feature ?? "")}
        nameTitle="Feature"
        value={{ name: `Loss of ${name}` }}
        series={[{ name: "Loss", values: weakest.map(({ loss }) => loss) }]}
        table={{
          columns: ["Feature", name, "Loss", "Mean change of the score", "Decisions that flip"],
          rows: perturbations.without.map((step) => [step.feature ?? "", step.quality, step.loss, step.meanChange, step.flipped]),
        }}
      />
      {adversarial ? (
        <Lines
          title="Under attack"
          summary={`Each of ${formatCount(adversarial.nMovable)} encoded numbers moved against the truth along the gradient's sign; AUC of ${formatCount(adversarial.nRows)} rows.`}
          fileName="attacks"
          x={{ name: "Largest move, in standard deviations" }}
          y={{ name: "AUC" }}
          series={attacks.map((attack) => ({
            name: attack,
            points: [
              [0, adversarial.auc] as const,
              ...adversarial.results.filter((result) => result.attack === attack).map((result) => [result.epsilon, result.auc] as const),
            ],
          }))}
          table={{
            columns: ["Attack", "Largest move", "AUC", "Declines that evade", "Mean shift of the margin"],
            rows: adversarial.results.map((result) => [result.attack, result.epsilon, result.auc, result.evaded, result.meanMarginShift]),
          }}
        />
      ) : null}
    </div>
  );
}

function WeakSpots({ spots }: { spots: Robustness["weakSpots"] }) {
  return (
    <Card
      title="Weak spots"
      description="Parts of the rows with a larger loss than elsewhere, beyond chance after correction for every part looked at."
      padded={false}
    >
      <TableScroll label="Weak spots">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Where</th>
              <th scope="col" className="num">
                Rows
              </th>
              <th scope="col" className="num">
                Loss there
              </th>
              <th scope="col" className="num">
                Elsewhere
              </th>
              <th scope="col" className="num">
                Effect
              </th>
              <th scope="col" className="num">
                p (adjusted)
              </th>
            </tr>
          </thead>
          <tbody>
            {spots.map((spot) => {
              const where = spot.conditions.map(({ column, text }) => `${column} ${text}`).join(" and ");
              return (
                <tr key={where}>
                  <th scope="row">{where}</th>
                  <td className="num">{formatCount(spot.nRows)}</td>
                  <td className="num">{formatMetric(spot.loss)}</td>
                  <td className="num">{formatMetric(spot.lossOutside)}</td>
                  <td className="num">{formatMetric(spot.effect)}</td>
                  <td className="num">{formatPValue(spot.pAdjusted)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}

function Seeds({ seeds, quality }: { seeds: NonNullable<Robustness["seeds"]>; quality: string }) {
  return (
    <Intervals
      title="Under other seeds"
      summary={`Trainings that differ in their seed alone: mean ${formatMetric(seeds.mean)}, deviation ${formatMetric(seeds.deviation)}; ${formatPercent(seeds.decisionsDiffer)} of the rows are decided differently between two of them.`}
      fileName="seeds"
      x={{ name: quality.toUpperCase() }}
      rowName="Seed"
      rows={seeds.seeds.map((seed, at) => ({ name: `seed ${seed}`, value: seeds.quality[at] ?? null, low: null, high: null }))}
      marks={[{ axis: "x", at: seeds.mean, label: "mean" }]}
    />
  );
}

function Novelty({ novelty }: { novelty: NonNullable<Trust["novelty"]> }) {
  return (
    <>
      <Facts
        facts={[
          {
            label: "Strange test rows",
            value: formatPercent(novelty.flagged.share, 2),
            note: `${formatPercent(novelty.flagged.low, 2)} to ${formatPercent(novelty.flagged.high, 2)}; meant ${formatPercent(novelty.rate, 0)}`,
          },
          { label: "Made-up rows flagged", value: formatPercent(novelty.shuffledFlagged), note: "cells shuffled between rows" },
          ...(novelty.quality
            ? [
                { label: `${novelty.quality.name.toUpperCase()} on ordinary rows`, value: formatMetric(novelty.quality.inside) },
                {
                  label: "on strange rows",
                  value: formatMetric(novelty.quality.outside),
                  note: novelty.quality.outside == null ? "too few to say" : undefined,
                },
              ]
            : []),
          { label: "Detector", value: novelty.detector.toLowerCase().replaceAll("_", " ") },
        ]}
      />
      <Columns
        title="How strange the test rows are"
        summary="Share of ordinary training rows that are less strange; level where test rows are like training rows, rising at the right where they are not."
        fileName="strangeness"
        names={novelty.histogram.map(({ low, high }) => `${formatPercent(low, 0)} to ${formatPercent(high, 0)}`)}
        nameTitle="Strangeness"
        tight
        value={{ name: "Test rows", format: formatCount }}
        series={[{ name: "Test rows", values: novelty.histogram.map(({ count }) => count) }]}
      />
    </>
  );
}
