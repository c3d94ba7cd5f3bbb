import { join } from "node:path";
import { type OperationalDetails, type OperationalFitResult, OperationalFitSpec } from "@plimsoll/schema";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, plan } from "./handler.ts";
import { registerSource } from "./loss-source.ts";
import { registerVersion } from "./register-version.ts";
import { downloadName, parseInput } from "./run-input.ts";

/** Loss register -> a version of kind OPERATIONAL: one loss model a cell, with all candidates and diagnostics in its details. */
export const fitLossesHandler: Handler = async (context, claim, folders) => {
  const { run } = claim;
  const { engine, codeVersion } = context;
  const spec = parseInput(OperationalFitSpec, claim);
  const { name, datasetId, dataset, source } = await registerSource(context, run.workspaceId, spec.registerId);
  const outputPath = join(folders.staging, "losses.json");
  const task = {
    kind: "loss-fit" as const,
    spec,
    source,
    registerName: name,
    datasetPath: source.datasetPath,
    expectations: await attachedPlan(context, run.workspaceId, dataset),
    outputPath,
  };
  return plan<"loss-fit">(task, async (result, { tx, adopt }) => {
    const file = {
      path: outputPath,
      kind: "MODEL" as const,
      contentType: "application/json",
      fileName: downloadName(spec.modelName, ".json"),
    };
    const { sha256 } = await adopt(file);
    const modelVersionId = await registerVersion(tx, run, {
      kind: "OPERATIONAL",
      modelName: spec.modelName,
      artifactSha256: sha256,
      engine: engine.name,
      metrics: [],
      baselines: [],
      lineage: {
        datasetId,
        datasetSha256: dataset.sha256,
        codeVersion,
        engine: engine.name,
        engineVersion: engine.version,
        seed: spec.seed,
        architecture: "loss-distribution",
        params: { ...spec },
        trainRows: result.cells.reduce((sum, { nLosses }) => sum + nLosses, 0),
        validationRows: 0,
        testRows: 0,
      },
      signature: null,
      details: detailsOf(result),
    });
    return { result, modelVersionId };
  });
};

function detailsOf({ cells, ...scope }: OperationalFitResult): OperationalDetails {
  return {
    ...scope,
    cells: cells.map(({ frequencies, severities, thresholds: _thresholds, dispersion: _dispersion, nLeftOut: _nLeftOut, ...cell }) => ({
      ...cell,
      frequencyParams: frequencies[0]?.params ?? [],
      severityParams: severities[0]?.params ?? [],
    })),
  };
}
