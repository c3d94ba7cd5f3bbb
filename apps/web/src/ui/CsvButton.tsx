"use client";
import { Download } from "lucide-react";
import { type Cell, toCsv } from "@/lib/csv.ts";
import { saveText } from "@/lib/save.ts";
import { Button } from "./Button.tsx";

interface CsvButtonProps {
  fileName: string;
  /** For assistive technology: which table. */
  label: string;
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
}

/** A table as a file. */
export function CsvButton({ fileName, label, columns, rows }: CsvButtonProps) {
  return (
    <Button tone="quiet" size="sm" aria-label={label} onClick={() => saveText(`${fileName}.csv`, "text/csv", toCsv(columns, rows))}>
      <Download aria-hidden="true" className="size-3.5" />
      CSV
    </Button>
  );
}
