"use client";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { pairOf, type SimulationDraft } from "./simulation-draft.ts";

interface CorrelationTableProps {
  draft: SimulationDraft;
  /** In the API's order. */
  cells: readonly string[];
  onChange: (pairs: Record<string, string>) => void;
  errorAt: (path: string) => string | null;
}

/** The correlation of each pair of cells, once: the other half of the matrix is the same. */
export function CorrelationTable({ draft, cells, onChange, errorAt }: CorrelationTableProps) {
  const rows = cells.slice(1);
  const problems = cells.flatMap((_, row) => cells.slice(0, row).flatMap((__, column) => errorAt(pathOf(row, column)) ?? []));
  return (
    <fieldset className="mt-4">
      <legend className="mb-1 text-sm font-semibold">Correlation of each pair</legend>
      <p className="mb-2 text-xs text-ink-3">
        Of the copula of the cells’ years: 0.5 where bad years mostly come together, such as external fraud and cyber; 0 where they do not.
      </p>
      <TableScroll label="Correlation of each pair of cells">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">
                <span className="sr-only">Cell</span>
              </th>
              {cells.slice(0, -1).map((cell) => (
                <th key={cell} scope="col" className="max-w-32 truncate" title={cell}>
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cell, at) => (
              <tr key={cell}>
                <th scope="row">{cell}</th>
                {cells.slice(0, -1).map((other, column) => (
                  <td key={other}>
                    {column <= at ? (
                      <input
                        className="control w-24 text-right"
                        inputMode="decimal"
                        aria-label={`Correlation of ${cell} and ${other}`}
                        aria-invalid={errorAt(pathOf(at + 1, column)) ? true : undefined}
                        value={draft.pairs[pairOf(cell, other)] ?? draft.correlation}
                        onChange={(event) => onChange({ ...draft.pairs, [pairOf(cell, other)]: event.target.value })}
                      />
                    ) : null}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {[...problems, errorAt("dependence.correlations") ?? errorAt("simulation.dependence.correlation")].filter(Boolean).map((words) => (
        <p key={words} className="mt-1 text-sm font-medium text-bad">
          {words}
        </p>
      ))}
    </fieldset>
  );
}

const pathOf = (row: number, column: number): string => `dependence.correlations.${row}.${column}`;
