import { frequencyOf, severityOf } from "@plimsoll/ml/catalog";
import { type FitCellSpec, OperationalFitSpec } from "@plimsoll/schema";
import { invalidInput, notFound } from "../../errors.ts";
import type { LossRegisterRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { RunSuccess } from "../run.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { IdempotencyConflictError } from "../user-errors.ts";
import { LossAmount } from "./loss-fit.ts";
import { LossBusinessLine, LossDate, LossEventType } from "./taxonomy.ts";

const FitCellInput = builder.inputType("FitCellInput", {
  fields: (t) => ({
    id: t.string({ required: true, description: "Its name." }),
    eventType: t.field({ type: LossEventType, description: "All unless given." }),
    businessLine: t.field({ type: LossBusinessLine, description: "All unless given." }),
    frequency: t.string({ description: "One of `frequencies`; the best by AIC unless given." }),
    severity: t.string({ description: "One of `severities`; the best by AIC unless given." }),
    fixed: t.field({ type: "JSONObject", description: "Parameters of the severity that are given, such as a tail's threshold." }),
    above: t.float({ description: "Model the losses above this amount alone; the register's threshold unless given." }),
    lossCap: t.float(),
    lossesPerYear: t.float({ description: "For a register without dates: the Poisson mean of losses above that amount." }),
  }),
});

defineMutation("submitOpRiskFit", {
  description:
    "Fits frequencies and severities to cells of a loss register and registers them as a version of kind OPERATIONAL; see `run.lossFit`.",
  access: access.develop,
  input: builder.inputType("SubmitOpRiskFitInput", {
    fields: (t) => ({
      registerId: t.id({ required: true }),
      modelName: t.string({ required: true }),
      date: t.field({ type: LossDate, description: "OCCURRED unless given." }),
      fromYear: t.int(),
      toYear: t.int(),
      amount: t.field({ type: LossAmount, description: "GROSS unless given." }),
      cells: t.field({ type: [FitCellInput], required: true }),
      replicates: t.int({ description: "Samples behind the p values of the fits; 200 unless given, 0 for none." }),
      alpha: t.float({ description: "0.999 unless given." }),
      seed: t.int(),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitOpRiskFitSuccess"),
  errors: [IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const requested = withoutNulls(given);
    const input = parseInput(OperationalFitSpec, requested);
    const clientKey = clientKeyOf(key);
    const register = await context.loaders.lossRegister.load(input.registerId);
    if (!register) throw notFound(["registerId"]);
    checkFit(input, register);
    const run = await submit(context, {
      job: "oprisk.fit",
      mutation: "submitOpRiskFit",
      clientKey,
      requested,
      input,
      datasetId: register.datasetId,
      facts: { modelName: input.modelName, registerId: register.id },
    });
    return { run };
  },
});

function checkFit({ cells, fromYear, toYear, date }: OperationalFitSpec, { summary }: LossRegisterRecord): void {
  if (fromYear !== null && toYear !== null && fromYear > toYear)
    throw invalidInput(`'fromYear' ${fromYear} is after 'toYear' ${toYear}.`, ["fromYear"]);
  if (new Set(cells.map(({ id }) => id)).size < cells.length) throw invalidInput("Cells need different ids.", ["cells"]);
  const hasDate = summary.years.some((entry) => entry.date === date);
  for (const [at, cell] of cells.entries()) checkCell(cell, ["cells", String(at)], { hasDate, date, threshold: summary.threshold });
}

function checkCell(cell: FitCellSpec, path: string[], register: { hasDate: boolean; date: string; threshold: number }): void {
  if (cell.frequency !== null) frequencyOf(cell.frequency);
  const severity = cell.severity === null ? null : severityOf(cell.severity);
  const unknown = Object.keys(cell.fixed).find((name) => !severity?.fixed.includes(name));
  if (unknown !== undefined)
    throw invalidInput(
      severity
        ? `'${unknown}' cannot be given to a fit of '${severity.name}'. It takes: ${severity.fixed.join(", ") || "nothing"}.`
        : "Given parameters belong to one severity: name it.",
      [...path, "fixed"],
    );
  if (cell.above !== null && cell.above < register.threshold)
    throw invalidInput(`The register is complete from ${register.threshold} only; 'above' is ${cell.above}.`, [...path, "above"]);
  if (cell.lossesPerYear === null && !register.hasDate)
    throw invalidInput(
      `No loss of the register has the date ${register.date}. Name another date, or give 'lossesPerYear' where losses have none.`,
      [...path, "lossesPerYear"],
    );
  if (cell.lossesPerYear !== null && cell.frequency !== null)
    throw invalidInput("'lossesPerYear' gives the frequency: leave 'frequency' out.", [...path, "frequency"]);
}
