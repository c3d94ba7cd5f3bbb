"use client";
import { rangeText } from "@/lib/search-axes.ts";
import { termWords } from "@/lib/spec-words.ts";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Tuning } from "./trials.ts";

export function SearchSpace({ tuning }: { tuning: Tuning }) {
  return (
    <Card title="What was searched" description="Everything else is as the training says." padded={false}>
      <TableScroll label="Search space">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Setting</th>
              <th scope="col">Of</th>
              <th scope="col">Tried</th>
            </tr>
          </thead>
          <tbody>
            {tuning.space.map((dimension) => (
              <tr key={`${dimension.group}/${dimension.name}`}>
                <th scope="row">{termWords(dimension.name)}</th>
                <td>{dimension.group === "PARAMS" ? "the architecture" : "the training"}</td>
                <td>{`${rangeText(dimension)}${dimension.integer && !dimension.values ? ", whole numbers" : ""}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
