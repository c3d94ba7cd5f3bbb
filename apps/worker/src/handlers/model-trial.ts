import { rungsOfSearch, withSettings } from "@plimsoll/ml/catalog";
import { type RungResult, type TrialResult, TrialSpec, TuningSpec } from "@plimsoll/schema";
import type { TrialOutcome } from "../messages/training.ts";
import { attachedPlan } from "./expectation-plan.ts";
import { type Handler, type Pause, plan } from "./handler.ts";
import { parentInput, parseInput, readyDataset } from "./run-input.ts";

/** One setting of a search -> its value at the next rung. Below the last one the run is put aside until the search has compared the rung. */
export const trialHandler: Handler = async (context, claim, folders) => {
  const { database, storage, engine } = context;
  const { workspaceId, result } = claim.run;
  const { params, training } = parseInput(TrialSpec, claim);
  const { training: base, search } = await parentInput(database, claim, TuningSpec);
  const spec = withSettings(base, { params, training });
  const dataset = await readyDataset(database, workspaceId, spec.datasetId);
  const rungs = rungsOfSearch(search, spec.training.epochs);
  const reached = (result as TrialResult | null)?.rungs ?? [];
  const until = rungs[Math.min(reached.length, rungs.length - 1)] as number;
  const task = {
    kind: "trial" as const,
    spec,
    engine: engine.name,
    datasetPath: await storage.localPath(dataset.sha256),
    columns: dataset.columns,
    // The same data at every rung.
    expectations: reached.length === 0 ? await attachedPlan(context, workspaceId, dataset) : null,
    checkpointDir: folders.checkpoints,
    metric: search.metric,
    from: reached.at(-1)?.epochs ?? 0,
    until,
  };
  return plan<"trial">(task, async (outcome) => {
    const grown = withRung(result as TrialResult | null, until, outcome);
    if (grown.rungs.length >= rungs.length) return { result: { ...grown, outcome: "FINISHED" } };
    return { pausedAs: `Compared after epoch ${until}`, result: grown } satisfies Pause;
  });
};

function withRung(earlier: TrialResult | null, epochs: number, outcome: TrialOutcome): TrialResult {
  const { value, bestEpoch, last, min, max, seconds } = outcome;
  const rung: RungResult = { epochs, value, bestEpoch };
  return { rungs: [...(earlier?.rungs ?? []), rung], best: value, last, min, max, seconds: (earlier?.seconds ?? 0) + seconds };
}
