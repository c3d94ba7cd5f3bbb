import { AppError, ReplaySpec } from "@plimsoll/schema";
import { type Handler, plan } from "./handler.ts";
import { parseInput } from "./run-input.ts";
import { dataOfVersion, versionOf } from "./version-input.ts";

/** A version's record -> the same training once more, and how it compares. The data and the engine must be those of the record. */
export const replayHandler: Handler = async ({ database, storage, engine, codeVersion }, claim, folders) => {
  const { workspaceId } = claim.run;
  const { modelVersionId } = parseInput(ReplaySpec, claim);
  const version = await versionOf(database, workspaceId, modelVersionId);
  const { lineage, metrics } = version;
  const dataset = await dataOfVersion(database, version);
  if (engine.name !== lineage.engine || engine.version !== lineage.engineVersion) {
    throw new AppError(
      "ENGINE_UNSUPPORTED",
      "resource",
      `The version was trained on the ${lineage.engine} engine ${lineage.engineVersion}; this worker has ${engine.name} ${engine.version}. Replay it where that engine runs.`,
    );
  }
  const task = {
    kind: "replay" as const,
    engine: engine.name,
    bundlePath: await storage.localPath(version.artifactSha256),
    datasetPath: await storage.localPath(dataset.sha256),
    datasetSha256: dataset.sha256,
    columns: dataset.columns,
    codeVersion,
    checkpointDir: folders.checkpoints,
  };
  return plan<"replay">(task, async ({ metrics: now, ...result }) => {
    const then = new Map(metrics.flatMap(({ name, split, value }) => (split === "TEST" ? [[name, value] as const] : [])));
    const compared = now.flatMap(({ name, value }) => {
      const stored = then.get(name);
      return stored === undefined ? [] : [{ name, stored, replayed: value }];
    });
    const versions = { stored: lineage.codeVersion, replayed: codeVersion };
    return { result: { ...result, metrics: compared, codeVersion: versions, datasetSha256: dataset.sha256 } };
  });
};
