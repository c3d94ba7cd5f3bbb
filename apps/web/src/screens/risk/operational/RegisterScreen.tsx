"use client";
import { useState } from "react";
import { Columns } from "@/charts/Columns.tsx";
import { HeatMap } from "@/charts/HeatMap.tsx";
import type { LossRegisterQuery } from "@/generated/graphql.ts";
import { LossRegisterDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCompact, formatCount, formatPercent, formatTime, formatValue } from "@/lib/format.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { EmptyState, ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { type Taxonomy, useTaxonomy } from "./taxonomy.ts";

type Register = NonNullable<LossRegisterQuery["lossRegister"]>;
const TRAIL = [
  { href: "/risk", label: "Risk" },
  { href: "/risk/operational", label: "Operational risk" },
];

export function RegisterScreen({ id }: { id: string }) {
  const { data, error, reload } = useData(LossRegisterDocument, { id });
  const taxonomy = useTaxonomy();
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  if (data?.lossRegister === null)
    return <EmptyState wholePage title="No such register" action={<ButtonLink href="/risk/operational">All registers</ButtonLink>} />;
  const register = data?.lossRegister;
  if (!register || !taxonomy.data) {
    return (
      <>
        <PageHeader title="Loss register" trail={TRAIL} />
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={`${register.name} v${register.version}`}
        trail={TRAIL}
        description={`Imported ${formatTime(register.createdAt)}${register.dataset ? ` from ${register.dataset.name}` : ""}`}
        actions={
          <>
            {register.run ? <ButtonLink href={`/runs/${register.run.id}`}>Validation report</ButtonLink> : null}
            <ButtonLink tone="primary" href={`/risk/operational/fit?register=${register.id}`}>
              Fit loss models
            </ButtonLink>
          </>
        }
      />
      <div className="flex flex-col gap-5">
        <Facts
          facts={[
            {
              label: "Losses",
              value: formatCount(register.nLosses),
              note: `of ${formatCount(register.nRows)} rows, ${formatCount(register.nRefused)} refused`,
            },
            { label: "Gross", value: formatValue(register.gross), note: register.currency },
            { label: "Net", value: formatValue(register.net), note: `${formatPercent(1 - register.net / register.gross)} recovered` },
            { label: "Complete from", value: formatValue(register.threshold), note: `${register.currency}, the reporting threshold` },
          ]}
        />
        <LossMatrix register={register} taxonomy={taxonomy} />
        <Years register={register} />
        <Largest register={register} taxonomy={taxonomy} />
      </div>
    </>
  );
}

const MEASURES = [
  { value: "count", label: "Number of losses" },
  { value: "gross", label: "Gross amount" },
  { value: "net", label: "Net amount" },
  { value: "largest", label: "Largest loss" },
] as const;
type Measure = (typeof MEASURES)[number]["value"];

function LossMatrix({ register, taxonomy }: { register: Register; taxonomy: Taxonomy }) {
  const [measure, setMeasure] = useState<Measure>("gross");
  const types = taxonomy.data?.lossEventTypes ?? [];
  const unassigned = register.matrix.some(({ businessLine }) => businessLine === null);
  const lines: { code: string | null; title: string }[] = [
    ...(taxonomy.data?.lossBusinessLines ?? []),
    ...(unassigned ? [{ code: null, title: "Not assigned" }] : []),
  ];
  const at = (type: string, line: string | null) =>
    register.matrix.find(({ eventType, businessLine }) => eventType === type && (businessLine ?? null) === line);
  const label = MEASURES.find(({ value }) => value === measure)?.label ?? "";
  return (
    <div className="flex flex-col gap-3">
      <HeatMap
        title={`${label} by event type and business line`}
        summary={`${types.length} event types of Basel by ${lines.length} business lines${measure === "count" ? "" : `, in ${register.currency}`}; an empty cell had no loss.`}
        fileName="loss-matrix"
        rows={{ name: "Event type", names: types.map(({ title }) => title) }}
        columns={{ name: "Business line", names: lines.map(({ title }) => title) }}
        values={types.map(({ code }) => lines.map((line) => at(code, line.code)?.[measure] ?? null))}
        format={formatCompact}
        height={400}
      />
      <div className="max-w-60">
        <SelectField
          label="The matrix shows"
          value={measure}
          options={MEASURES}
          onChange={(value) => setMeasure(MEASURES.find((known) => known.value === value)?.value ?? "gross")}
        />
      </div>
    </div>
  );
}

function Years({ register }: { register: Register }) {
  const [first] = register.years;
  const [date, setDate] = useState(first?.date ?? "OCCURRED");
  const series = register.years.find((entry) => entry.date === date) ?? first;
  if (!series) return null;
  const names = series.years.map(({ year }) => String(year));
  return (
    <div className="flex flex-col gap-3">
      <div className="grid gap-5 xl:grid-cols-2">
        <Columns
          title="Losses a year"
          summary={`Counted by the day they ${series.date.toLowerCase()}; years without losses are there.`}
          fileName="losses-a-year"
          names={names}
          nameTitle="Year"
          value={{ name: "Losses", format: formatCount }}
          series={[{ name: "Losses", values: series.years.map(({ count }) => count) }]}
        />
        <Columns
          title="Amounts a year"
          summary={`In ${register.currency}; net of all recoveries.`}
          fileName="amounts-a-year"
          names={names}
          nameTitle="Year"
          value={{ name: "Amount", format: formatCompact }}
          series={[
            { name: "Gross", values: series.years.map(({ gross }) => gross) },
            { name: "Net", values: series.years.map(({ net }) => net) },
          ]}
        />
      </div>
      {register.years.length > 1 ? (
        <div className="max-w-60">
          <SelectField
            label="Years by the day they"
            value={series.date}
            options={register.years.map((entry) => ({ value: entry.date, label: entry.date.toLowerCase() }))}
            onChange={(value) => setDate(register.years.find((entry) => entry.date === value)?.date ?? series.date)}
          />
        </div>
      ) : null}
    </div>
  );
}

function Largest({ register, taxonomy }: { register: Register; taxonomy: Taxonomy }) {
  const columns = ["Loss", "Day", "Event type", "Business line", "Gross", "Net"];
  const rows = register.largest.map(
    (loss) =>
      [
        loss.lossId ?? `row ${loss.row + 1}`,
        loss.day ?? null,
        taxonomy.eventType(loss.eventType),
        taxonomy.businessLine(loss.businessLine),
        loss.gross,
        loss.net,
      ] as const,
  );
  return (
    <Card
      title="Largest losses"
      padded={false}
      actions={<CsvButton fileName="largest-losses" label="Largest losses: download CSV" columns={columns} rows={rows} />}
    >
      <div className="max-h-[26rem] overflow-y-auto">
        <TableScroll label="Largest losses">
          <table className="data-table">
            <thead className="sticky top-0 bg-surface">
              <tr>
                {columns.map((column, at) => (
                  <th key={column} scope="col" className={at > 3 ? "num" : undefined}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(([name, day, type, line, gross, net], at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the register's list never changes.
                <tr key={at}>
                  <th scope="row">{name}</th>
                  <td>{day ?? "–"}</td>
                  <td>{type}</td>
                  <td>{line}</td>
                  <td className="num font-semibold">{formatValue(gross)}</td>
                  <td className="num">{formatValue(net)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </div>
    </Card>
  );
}
