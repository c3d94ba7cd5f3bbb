import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Table } from "@plimsoll/features";

/** Columns as raw arrays in files, so that a peer works on the same rows without a parser in between. */
export interface SharedTable {
  folder: string;
  columns: { name: string; type: string; file: string; dictionary: string[] | null }[];
  remove(): Promise<void>;
}

/** Writes numbers as float64 and texts as int32 codes (-1 = missing) with their dictionary. */
export async function shareTable(table: Table): Promise<SharedTable> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-features-"));
  const columns: SharedTable["columns"] = [];
  for (const [index, column] of table.columns.entries()) {
    const file = join(folder, `${index}.bin`);
    const cells = column.type === "STRING" ? column.codes : column.values;
    await writeFile(file, new Uint8Array(cells.buffer, cells.byteOffset, cells.byteLength));
    columns.push({ name: column.name, type: column.type, file, dictionary: column.type === "STRING" ? column.dictionary : null });
  }
  return { folder, columns, remove: () => rm(folder, { recursive: true, force: true }) };
}
