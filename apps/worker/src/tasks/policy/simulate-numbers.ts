import { readFile } from "node:fs/promises";
import {
  almgrenChriss,
  deskOf,
  type Engine,
  type ExecutionPolicy,
  executionCost,
  executionEvidence,
  type Hedge,
  type HedgePolicy,
  type HedgeSetting,
  hedgeGain,
  hedgeReport,
  hedgeSettingOf,
  hedgeStdBound,
  limitedHedge,
  loadEngine,
  type NumberEvidence,
  RiskMeasure,
  runNumberGate,
} from "@plimsoll/ml";
import { AppError, type PolicySimulationResult, type PolicySimulationSpec } from "@plimsoll/schema";
import type { PolicySimulateTask } from "../../messages/policy.ts";
import { numbersOf, readStoredPolicy, type StoredPolicy } from "../../policies/stored-policy.ts";
import type { TaskIo } from "../task-io.ts";
import { BINS, emptyResult, notFor } from "./simulation-result.ts";

/** Runs a hedge or a schedule within its limits on fresh paths beside what is known without a network, and lets the gate of numbers judge. */
export async function simulateNumbers(
  task: PolicySimulateTask,
  stored: StoredPolicy,
  params: Record<string, unknown>,
  io: TaskIo,
): Promise<PolicySimulationResult> {
  const { spec } = task;
  if (stored.policy.type !== "hedge") {
    if (spec.environment !== "execution-ac") throw notFor(spec);
    return executed(stored, spec, params);
  }
  if (!spec.environment.startsWith("hedge-")) throw notFor(spec);
  const champion = task.championPath === null ? null : readStoredPolicy(await readFile(task.championPath));
  const engine = await loadEngine(task.engine);
  const setting = hedgeSettingOf(spec.environment, params);
  const [ours, theirs] = [
    await withinLimits(stored, setting, engine, spec),
    champion && (await withinLimits(champion, setting, engine, spec)),
  ];
  try {
    io.progress("Simulating paths", 0.2);
    return hedged({ spec, setting, measure: RiskMeasure.parse(stored.params.measure ?? {}), ours, theirs });
  } finally {
    ours.dispose();
    theirs?.dispose();
  }
}

interface OwnHedge {
  hedge: Hedge;
  counts: ReturnType<typeof limitedHedge>["counts"];
  dispose(): void;
}

/** @throws AppError INVALID_INPUT for a champion that hedges something else. */
async function withinLimits(stored: StoredPolicy, setting: HedgeSetting, engine: Engine, spec: PolicySimulationSpec): Promise<OwnHedge> {
  const { policy, limits } = numbersOf(stored);
  if (policy.type !== "hedge" || ((policy as HedgePolicy).spec.setting.heston === null) !== (setting.heston === null)) throw notFor(spec);
  const { hedge, dispose } = (policy as HedgePolicy).hedgeOn(engine);
  return { ...limitedHedge(hedge, setting, limits, stored.seenRange), dispose };
}

interface Comparison {
  spec: PolicySimulationSpec;
  setting: HedgeSetting;
  measure: RiskMeasure;
  ours: OwnHedge;
  theirs: OwnHedge | null;
}

function hedged({ spec, setting, measure, ours, theirs }: Comparison): PolicySimulationResult {
  const hedges = [{ name: "learned", hedge: ours.hedge }, ...(theirs ? [{ name: "champion", hedge: theirs.hedge }] : [])];
  const report = hedgeReport({ setting, measure, hedges, paths: spec.episodes, seed: spec.seed, bins: BINS });
  const [learned, other] = [report.hedges[0], report.hedges[1]];
  if (!learned || !other) throw new Error("A report of hedges holds the learned one and the delta.");
  const rival = theirs ? "the champion" : "the delta hedge";
  const { stdSe, ...gain } = hedgeGain(learned, other);
  const { decisions: n, violations, unseen, limited } = ours.counts();
  const bound = hedgeStdBound(setting);
  const evidence: NumberEvidence = {
    kind: "HEDGE",
    decisions: n,
    violations,
    rival,
    measure: measure.name === "CVAR" ? `CVaR ${100 * measure.level} %` : `entropic risk, lambda ${measure.level},`,
    gain,
    std: { value: learned.std, se: stdSe, bound },
    unseenShare: n > 0 ? unseen / n : 0,
    tail: { candidate: learned.cvar95, rival: other.cvar95 },
  };
  return {
    ...emptyResult(spec),
    edges: report.edges,
    hedge: {
      measure: measure.name,
      level: measure.level,
      hedges: report.hedges.map(({ batches: _batches, ...figures }) => figures),
      gain: { ...gain, rival },
      stdBound: bound,
      decisions: { n, limited, unseen, violations },
    },
    gate: runNumberGate(evidence, spec.thresholds),
  };
}

function executed(stored: StoredPolicy, spec: PolicySimulationSpec, params: Record<string, unknown>): PolicySimulationResult {
  const { limits } = numbersOf(stored);
  const policy = stored.policy as ExecutionPolicy;
  const { setting } = policy.spec;
  const differs = Object.entries(params).find(([name, value]) => setting[name as keyof typeof setting] !== value);
  if (differs)
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `The schedule was learned for ${differs[0]} = ${setting[differs[0] as keyof typeof setting]}, not ${String(differs[1])}: it is a plan for one sale.`,
      { path: ["params", differs[0]] },
    );
  const found = executionEvidence(deskOf(policy), setting, limits, { paths: spec.episodes, seed: spec.seed });
  const optimal = almgrenChriss(setting);
  const costs = (trades: ArrayLike<number>) => {
    const { expectedCost, std, objective } = executionCost(setting, trades);
    return { expected: expectedCost, std, objective };
  };
  let held = setting.shares;
  const holdings = [held, ...Array.from(found.trades, (sold) => (held -= sold))];
  return {
    ...emptyResult(spec),
    execution: {
      steps: holdings.map((learned, step) => ({ step, learned, optimal: optimal.holdings[step] as number })),
      learned: costs(found.trades),
      optimal: costs(optimal.trades),
      simulated: found.simulated,
      decisions: { n: found.decisions, limited: found.limited, unseen: 0, violations: found.violations },
    },
    gate: runNumberGate(
      {
        kind: "SCHEDULE",
        decisions: found.decisions,
        violations: found.violations,
        objective: found.objective,
        optimum: found.optimum,
        simulated: found.simulated,
      },
      spec.thresholds,
    ),
  };
}
