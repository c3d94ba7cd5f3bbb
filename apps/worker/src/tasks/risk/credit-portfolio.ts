import { readTable } from "@plimsoll/features/files";
import { creditPortfolio } from "@plimsoll/ml";
import type { CreditLoan, CreditPortfolioResult } from "@plimsoll/schema";
import type { CreditPortfolioTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import { controlOf } from "./control.ts";
import { writeCsv } from "./csv.ts";

const FIGURES = ["pd", "lgd", "ead", "riskWeight", "riskWeightedAssets", "expectedLoss", "twelveMonth", "lifetime", "allowance"] as const;

/** Capital and allowances of a loan tape; every loan as a file. */
export async function creditPortfolioTask(
  task: CreditPortfolioTask,
  io: TaskIo,
): Promise<{ result: CreditPortfolioResult; rowCount: number }> {
  const { spec } = task;
  io.progress("Reading", 0.02);
  const wanted = new Set(Object.values(spec.columns).filter((name) => name !== null));
  const table = await readTable(
    task.datasetPath,
    task.columns.filter(({ name }) => wanted.has(name)),
  );
  const { result, loans } = await creditPortfolio(table, spec, controlOf(io, 0.05, 0.9));
  io.progress("Saving", 0.95);
  const texts = (name: string, of: (loan: CreditLoan) => string | null) => ({ name, texts: loans.map(of) });
  const rowCount = await writeCsv(task.outputPath, [
    texts("id", ({ id }) => id),
    texts("segment", ({ segment }) => segment),
    texts("asset_class", ({ assetClass }) => assetClass),
    { name: "stage", numbers: loans.map(({ stage }) => stage) },
    texts("reason", ({ reason }) => reason),
    ...FIGURES.map((figure) => ({
      name: figure.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      numbers: loans.map((loan) => loan[figure]),
    })),
  ]);
  return { result, rowCount };
}
