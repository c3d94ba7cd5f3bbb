import { type OperationalCell, parseSimulation, scenarioLaw } from "@plimsoll/ml/catalog";
import {
  CapitalIntervalSpec,
  CELL_SOURCES,
  type LossFiguresValue,
  type OperationalDetails,
  type OperationalSimulationResult,
  OperationalSimulationSpec,
  type SimulatedValue,
} from "@plimsoll/schema";
import { z } from "zod";
import type { ApiContext } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { IdempotencyConflictError } from "../user-errors.ts";
import { within } from "../within.ts";
import { HistogramBin } from "./series.ts";
import { businessLineOf, eventTypeOf, LossBusinessLine, LossEventType } from "./taxonomy.ts";

const Simulated = builder.objectRef<SimulatedValue>("SimulatedFigure").implement({
  description: "A figure with the error of the simulation alone; its interval is of 95 %.",
  fields: (t) => ({
    value: t.exposeFloat("value"),
    standardError: t.exposeFloat("standardError"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
  }),
});
const Figures = builder.objectRef<LossFiguresValue>("LossFigures").implement({
  fields: (t) => ({
    meanLoss: t.expose("meanLoss", { type: Simulated }),
    valueAtRisk: t.expose("valueAtRisk", { type: Simulated }),
    expectedShortfall: t.expose("expectedShortfall", { type: Simulated }),
  }),
});
const CellSource = builder.enumType("LossCellSource", {
  values: CELL_SOURCES,
  description: "FITTED to losses, from a SCENARIO of experts, or GIVEN with the simulation.",
});
const Cell = builder.objectRef<OperationalSimulationResult["cells"][number]>("SimulatedCell").implement({
  description: "A cell alone, and its part of the total: the parts add up.",
  fields: (t) => ({
    cell: t.string({ resolve: ({ id }) => id }),
    source: t.expose("source", { type: CellSource }),
    eventType: t.field({ type: LossEventType, nullable: true, resolve: ({ eventType }) => eventTypeOf(eventType) }),
    businessLine: t.field({ type: LossBusinessLine, nullable: true, resolve: ({ businessLine }) => businessLineOf(businessLine) }),
    meanLoss: t.expose("meanLoss", { type: Simulated }),
    valueAtRisk: t.expose("valueAtRisk", { type: Simulated }),
    expectedShortfall: t.expose("expectedShortfall", { type: Simulated }),
    allocatedValueAtRisk: t.exposeFloat("allocatedValueAtRisk"),
    allocatedShortfall: t.exposeFloat("allocatedShortfall"),
  }),
});
const Quantile = builder.objectRef<OperationalSimulationResult["quantiles"][number]>("LossQuantile").implement({
  fields: (t) => ({
    probability: t.exposeFloat("probability"),
    gross: t.exposeFloat("gross"),
    net: t.exposeFloat("net"),
  }),
});
const ParameterInterval = builder.objectRef<NonNullable<OperationalSimulationResult["parameterInterval"]>>("CapitalInterval").implement({
  description: "How uncertain the capital of the fitted cells is because their parameters were estimated; the cells are independent here.",
  fields: (t) => ({
    value: t.exposeFloat("value"),
    low: t.exposeFloat("low"),
    high: t.exposeFloat("high"),
    confidence: t.exposeFloat("confidence"),
    bias: t.exposeFloat("bias", { description: "Mean of the samples over the value: above one, fits overstate capital on average." }),
    replicates: t.exposeInt("replicates"),
    nFailed: t.exposeInt("nFailed", { description: "Samples on which no fit was found, left out." }),
  }),
});

const OperationalRisk = builder.objectRef<OperationalSimulationResult>("OperationalRisk").implement({
  description: "A year's operational losses, simulated. Losses are positive.",
  fields: (t) => ({
    years: t.exposeInt("years"),
    alpha: t.exposeFloat("alpha"),
    currency: t.exposeString("currency", { nullable: true }),
    gross: t.expose("gross", { type: Figures, description: "Before insurance." }),
    net: t.expose("net", { type: Figures, description: "After it." }),
    capital: t.exposeFloat("capital", { description: "Net value at risk, of which insurance may save the mitigation cap at most." }),
    mitigationCapped: t.exposeBoolean("mitigationCapped"),
    diversification: t.exposeFloat("diversification", { description: "1 - value at risk over the sum of the cells' own." }),
    cells: t.expose("cells", { type: [Cell], complexity: { field: 1, multiplier: 20 } }),
    quantiles: t.expose("quantiles", { type: [Quantile], complexity: { field: 1, multiplier: 15 } }),
    histogram: t.expose("histogram", {
      type: [HistogramBin],
      complexity: { field: 1, multiplier: 60 },
      description: "Years by their gross loss, in bins of equal width on the logarithm.",
    }),
    parameterInterval: t.expose("parameterInterval", { type: ParameterInterval, nullable: true }),
  }),
});

builder.objectFields(Run, (t) => ({
  operationalRisk: t.field({
    type: OperationalRisk,
    nullable: true,
    description: "Of a simulation of operational losses.",
    resolve: (run, _args, context) => resultOf<OperationalSimulationResult>(run, "oprisk.simulate", context),
  }),
}));

const LawInput = builder.inputType("LossLawInput", {
  description: "A distribution of `frequencies` or `severities`, with its parameters.",
  fields: (t) => ({ name: t.string({ required: true }), params: t.field({ type: "JSONObject", required: true }) }),
});
const CellInput = builder.inputType("OperationalCellInput", {
  fields: (t) => ({
    id: t.string({ required: true }),
    eventType: t.field({ type: LossEventType }),
    businessLine: t.field({ type: LossBusinessLine }),
    frequency: t.field({ type: LawInput, required: true }),
    severity: t.field({ type: LawInput, required: true }),
    above: t.float({ description: "The frequency counts losses above this amount; 0 unless given." }),
    lossCap: t.float(),
  }),
});
const DependenceInput = builder.inputType("LossDependenceInput", {
  fields: (t) => ({
    copula: t.field({
      type: builder.enumType("LossCopula", { values: ["INDEPENDENT", "GAUSSIAN", "T"] as const }),
      description: "INDEPENDENT unless given; under T the worst years of cells fall together.",
    }),
    correlation: t.float({ description: "Of all pairs of cells; 0.2 unless given." }),
    correlations: t.field({ type: t.listRef(t.listRef("Float")), description: "Or a matrix, cells in their order." }),
    degreesOfFreedom: t.float({ description: "Of the t copula; 4 unless given." }),
  }),
});
const InsuranceInput = builder.inputType("InsuranceInput", {
  fields: (t) => ({
    id: t.string({ required: true }),
    cells: t.stringList({ required: true }),
    eventDeductible: t.float(),
    eventLimit: t.float(),
    aggregateDeductible: t.float(),
    aggregateLimit: t.float(),
    coverage: t.float({ description: "Share of the payment after haircuts; 1 unless given." }),
  }),
});
const IntervalInput = builder.inputType("CapitalIntervalInput", {
  fields: (t) => ({
    replicates: t.int({ description: "Data sets drawn and fitted anew; 200 unless given." }),
    method: t.field({
      type: builder.enumType("CapitalIntervalMethod", { values: ["FOURIER", "SINGLE_LOSS"] as const }),
      description: "FOURIER, exact for independent cells, unless given; SINGLE_LOSS is fast and adds up the cells.",
    }),
    confidence: t.float({ description: "0.9 unless given." }),
  }),
});

const Request = z.object({
  modelVersionId: z.string().optional(),
  cellIds: z.array(z.string()).min(1).optional(),
  scenarioIds: z.array(z.string()).max(200).default([]),
  cells: z.array(z.record(z.string(), z.unknown())).max(1000).default([]),
  dependence: z.record(z.string(), z.unknown()).optional(),
  interval: CapitalIntervalSpec.optional(),
});

defineMutation("submitOpRiskSimulation", {
  description:
    "Simulates a year's losses of the cells of a fitted version, of scenarios and of cells that are given: capital with its parts and intervals; see `run.operationalRisk`.",
  access: access.develop,
  input: builder.inputType("SubmitOpRiskSimulationInput", {
    fields: (t) => ({
      modelVersionId: t.id({ description: "A version of kind OPERATIONAL." }),
      cellIds: t.stringList({ description: "Of its cells; all unless given." }),
      scenarioIds: t.idList({ description: "Of `lossScenarios`: each is a cell of its own." }),
      cells: t.field({ type: [CellInput], description: "Cells with laws of their own." }),
      years: t.int({ description: "Simulated; 100,000 unless given." }),
      alpha: t.float({ description: "0.999 unless given." }),
      dependence: t.field({ type: DependenceInput }),
      insurance: t.field({ type: [InsuranceInput] }),
      mitigationCap: t.float({ description: "Largest share of the capital that insurance may save; 0.2 unless given, 1 = no cap." }),
      seed: t.int(),
      interval: t.field({ type: IntervalInput, description: "Asks how uncertain the fitted parameters leave the capital." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitOpRiskSimulationSuccess"),
  errors: [IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, ...given }, context) => {
    const requested = withoutNulls(given) as Record<string, unknown>;
    const clientKey = clientKeyOf(key);
    const { modelVersionId, cellIds, scenarioIds, cells, dependence, interval, ...options } = {
      ...requested,
      ...parseInput(Request, requested),
    };
    const fitted = modelVersionId ? await fittedCells(modelVersionId, cellIds, context) : null;
    if (!fitted && cellIds) throw invalidInput("'cellIds' name cells of a version: give 'modelVersionId' too.", ["cellIds"]);
    const scenarios = await scenarioCells(scenarioIds, context);
    const all = [...(fitted?.cells ?? []), ...scenarios, ...cells.map((cell) => ({ cell, source: "GIVEN" as const, id: null }))];
    if (all.length === 0)
      throw invalidInput("Give 'modelVersionId', 'scenarioIds' or 'cells': there is nothing to simulate.", ["modelVersionId"]);
    if (interval && !fitted) throw invalidInput("The interval is of fitted parameters: give 'modelVersionId'.", ["interval"]);
    if (interval && fitted?.data.length === 0)
      throw invalidInput("No cell of the version was counted by years, so there are no data sets to draw anew. Leave 'interval' out.", [
        "interval",
      ]);
    const simulation = await within("simulation", async () =>
      parseSimulation({ ...options, cells: all.map(({ cell }) => cell), ...(dependence ? { dependence: dependenceOf(dependence) } : {}) }),
    );
    const input = OperationalSimulationSpec.parse({
      simulation,
      sources: all.map(({ cell, source, id }) => ({ cell: String(cell.id), source, id })),
      modelVersionId: modelVersionId ?? null,
      currency: fitted?.currency ?? null,
      interval: interval ?? null,
      fitted: fitted?.data ?? [],
    });
    const run = await submit(context, {
      job: "oprisk.simulate",
      mutation: "submitOpRiskSimulation",
      clientKey,
      requested,
      input,
      datasetId: fitted?.datasetId ?? null,
      modelVersionId: null,
      facts: { modelVersionId: modelVersionId ?? null, cells: all.length, years: simulation.years },
    });
    return { run };
  },
});

function dependenceOf({ correlations, correlation, ...rest }: Record<string, unknown>): Record<string, unknown> {
  if (correlations !== undefined && correlation !== undefined)
    throw invalidInput("Give one correlation or a matrix, not both.", ["dependence", "correlations"]);
  const given = correlations ?? correlation;
  return given === undefined ? rest : { ...rest, correlation: given };
}

type CellOf<Source> = { cell: Partial<OperationalCell> & Record<string, unknown>; source: Source; id: string | null };

async function fittedCells(modelVersionId: string, cellIds: readonly string[] | undefined, { loaders }: ApiContext) {
  const version = await loaders.modelVersion.load(modelVersionId);
  if (!version) throw notFound(["modelVersionId"]);
  const kind = (await loaders.model.load(version.modelId))?.kind;
  if (kind !== "OPERATIONAL")
    throw invalidInput(`The version is of kind ${kind}; a simulation needs one of kind OPERATIONAL, which submitOpRiskFit makes.`, [
      "modelVersionId",
    ]);
  const details = version.details as OperationalDetails;
  const unknown = cellIds?.find((id) => !details.cells.some((cell) => cell.id === id));
  if (unknown !== undefined)
    throw invalidInput(`The version has no cell '${unknown}'. Its cells: ${details.cells.map(({ id }) => id).join(", ")}.`, ["cellIds"]);
  const chosen = details.cells.filter(({ id }) => cellIds?.includes(id) ?? true);
  return {
    currency: details.currency,
    datasetId: version.lineage.datasetId,
    cells: chosen.map(
      ({ id, eventType, businessLine, model }): CellOf<"FITTED"> => ({
        cell: { id, eventType: eventTypeOf(eventType), businessLine: businessLineOf(businessLine), ...model },
        source: "FITTED",
        id: modelVersionId,
      }),
    ),
    // A frequency that was given has no years to be drawn anew from.
    data: chosen.filter(({ counts }) => counts.length > 0).map(({ id, counts, fixed }) => ({ cell: id, years: counts.length, fixed })),
  };
}

async function scenarioCells(ids: readonly string[], { loaders }: ApiContext): Promise<CellOf<"SCENARIO">[]> {
  return Promise.all(
    ids.map(async (id) => {
      const found = await loaders.lossScenario.load(id);
      if (!found) throw notFound(["scenarioIds"]);
      const { definition, name } = found;
      const { frequency, severity } = scenarioLaw({
        name,
        yearsBetween: definition.yearsBetween,
        severity: definition.severity,
        quantiles: definition.quantiles,
      });
      return {
        cell: {
          id: name,
          eventType: eventTypeOf(definition.eventType),
          businessLine: businessLineOf(definition.businessLine),
          frequency,
          severity,
          lossCap: definition.lossCap,
        },
        source: "SCENARIO" as const,
        id,
      };
    }),
  );
}
