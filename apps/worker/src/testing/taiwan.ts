import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { SequenceSpec } from "@plimsoll/schema";

const SOURCE = fileURLToPath(new URL("../../../../data/credit_default_taiwan.csv.gz", import.meta.url));

export const TARGET = "default.payment.next.month";

/** The set's months as steps, oldest first. */
export const months: SequenceSpec = {
  groups: [
    { name: "PAY", columns: ["PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2", "PAY_0"] },
    { name: "BILL_AMT", columns: [6, 5, 4, 3, 2, 1].map((month) => `BILL_AMT${month}`) },
    { name: "PAY_AMT", columns: [6, 5, 4, 3, 2, 1].map((month) => `PAY_AMT${month}`) },
  ],
};

/** Writes the first rows of the card default set with a column IS_TEST that marks every fifth row. @returns its header. */
export async function writeTaiwan(
  path: string,
  nRows: number,
  change: (header: string, row: string, index: number) => string = (_header, row) => row,
): Promise<string> {
  const [header = "", ...rows] = gunzipSync(await readFile(SOURCE))
    .toString("utf8")
    .trim()
    .split(/\r?\n/);
  const lines = rows.slice(0, nRows).map((row, index) => change(header, `${row},${index % 5 === 4 ? 1 : 0}`, index));
  await writeFile(path, `${[`${header},IS_TEST`, ...lines].join("\n")}\n`);
  return header;
}
