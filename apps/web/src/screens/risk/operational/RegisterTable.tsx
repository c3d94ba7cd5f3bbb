"use client";
import Link from "next/link";
import { LossRegistersDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatTime, formatValue } from "@/lib/format.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

export function RegisterTable() {
  const { data, loading, error, reload } = useData(LossRegistersDocument, { first: 50 });
  const rows = data?.lossRegisters.edges.map(({ node }) => node) ?? [];
  return (
    <Card title="Loss registers" description="Each import under a name is its next version; none is ever changed." padded={false}>
      {loading ? <SkeletonRows /> : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {data && rows.length === 0 ? (
        <EmptyState title="No register yet" action={<ButtonLink href="/risk/operational/import">Import losses</ButtonLink>}>
          Drop a table with one loss a row; its columns are proposed, and every row is checked.
        </EmptyState>
      ) : null}
      {rows.length > 0 ? (
        <TableScroll label="Loss registers">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Register</th>
                <th scope="col" className="num">
                  Losses
                </th>
                <th scope="col" className="num">
                  Refused rows
                </th>
                <th scope="col" className="num">
                  Gross
                </th>
                <th scope="col" className="num">
                  Net
                </th>
                <th scope="col" className="num">
                  Complete from
                </th>
                <th scope="col">Imported</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((register) => (
                <tr key={register.id}>
                  <th scope="row">
                    <Link className="row-link" href={`/risk/operational/registers/${register.id}`}>
                      {`${register.name} v${register.version}`}
                    </Link>
                    <span className="block text-xs font-normal text-ink-3">{register.dataset?.name ?? ""}</span>
                  </th>
                  <td className="num">{formatCount(register.nLosses)}</td>
                  <td className="num">{formatCount(register.nRefused)}</td>
                  <td className="num">{`${formatValue(register.gross)} ${register.currency}`}</td>
                  <td className="num">{`${formatValue(register.net)} ${register.currency}`}</td>
                  <td className="num">{formatValue(register.threshold)}</td>
                  <td className="whitespace-nowrap text-ink-2">{formatTime(register.createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : null}
    </Card>
  );
}
