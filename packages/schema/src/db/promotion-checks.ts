import { and, desc, eq, gt, sql } from "drizzle-orm";
import { SEVERITIES, type Severity } from "../governance.ts";
import { findings, models, waivers } from "../tables/index.ts";
import type { BaselineResult, MetricAdvantage } from "../training.ts";
import type { Transaction } from "./client.ts";
import { isOwnDevelopment, type ModelVersionRow, type Promoter } from "./four-eyes.ts";
import { governanceOf, type WorkspaceGovernance } from "./governance.ts";

export const PROMOTION_CHECKS = ["STATUS", "FOUR_EYES", "HONESTY", "FINDINGS", "INVENTORY"] as const;

export interface PromotionCheck {
  name: (typeof PROMOTION_CHECKS)[number];
  passed: boolean;
  /** What was found and, where it failed, how to mend it. */
  message: string;
}

type Reader = Pick<Transaction, "db">;

/** Every question a promotion has to answer, with its answer; only STATUS and FOUR_EYES are asked of aliases other than champion. */
export async function promotionChecks(
  reader: Reader,
  caller: Promoter,
  version: ModelVersionRow,
  alias: string,
): Promise<PromotionCheck[]> {
  const governance = await governanceOf(reader.db, caller.workspaceId);
  const always = [checkStatus(version), await checkFourEyes(reader, caller, version, governance)];
  if (alias !== "champion") return always;
  return [
    ...always,
    await checkHonesty(reader, version, governance),
    await checkFindings(reader, version, governance),
    await checkInventory(reader, version, governance),
  ];
}

const check = (name: PromotionCheck["name"], passed: boolean, message: string): PromotionCheck => ({ name, passed, message });

function checkStatus({ status }: ModelVersionRow): PromotionCheck {
  return status === "RETIRED"
    ? check("STATUS", false, "The version is RETIRED; promote one that is not.")
    : check("STATUS", true, `The version is ${status}.`);
}

async function checkFourEyes(
  reader: Reader,
  caller: Promoter,
  version: ModelVersionRow,
  governance: WorkspaceGovernance,
): Promise<PromotionCheck> {
  if (!governance.fourEyes) return check("FOUR_EYES", true, "The workspace does not ask for four eyes.");
  if (!governance.fourEyesInForce) return check("FOUR_EYES", true, "Four eyes rest: the workspace has one member only.");
  return (await isOwnDevelopment(reader, caller, version))
    ? check("FOUR_EYES", false, "You developed this version, and the workspace asks for four eyes: another member promotes it.")
    : check("FOUR_EYES", true, "Somebody else developed the version.");
}

/** Networks are measured against a plain model; policies and risk models have gates of their own. */
async function checkHonesty(reader: Reader, version: ModelVersionRow, governance: WorkspaceGovernance): Promise<PromotionCheck> {
  if (!governance.honestyGate) return check("HONESTY", true, "The workspace does not ask for an advantage over a baseline.");
  const { signature } = version;
  if (!signature) return check("HONESTY", true, "This kind of model is judged by the gate of its own kind.");
  const measured = measuredAdvantage(version, signature.task === "BINARY" ? governance.honestyBaseline : null);
  if (measured && measured.low > 0) return check("HONESTY", true, sentence(measured, "beats"));
  const waiver = await activeWaiver(reader, version.id);
  if (waiver) return check("HONESTY", true, `Waived until ${waiver.expiresAt.toISOString().slice(0, 10)}: ${waiver.reason}`);
  const remedy = "Train a better version, or have another member sign a waiver with its reason and end (signWaiver).";
  if (measured) return check("HONESTY", false, `${sentence(measured, "does not beat")} ${remedy}`);
  const wanted = signature.task === "BINARY" ? `the baseline ${governance.honestyBaseline}` : "any baseline";
  return check("HONESTY", false, `The version was not measured beside ${wanted}: train it with that baseline. ${remedy}`);
}

interface Measured extends MetricAdvantage {
  baseline: string;
}

/** The advantage over the wanted baseline, or over the strongest one where none is named. */
function measuredAdvantage({ baselines, metrics }: ModelVersionRow, wanted: string | null): Measured | null {
  const all = baselines
    .filter(({ name }) => wanted === null || name === wanted)
    .flatMap((baseline): Measured[] => {
      const advantage = baseline.advantage ?? fromIntervals(metrics, baseline);
      return advantage ? [{ ...advantage, baseline: baseline.name }] : [];
    });
  return all.sort((a, b) => a.low - b.low)[0] ?? null;
}

/** Versions of the first release hold intervals only: those that do not overlap differ. */
function fromIntervals(metrics: ModelVersionRow["metrics"], baseline: BaselineResult): MetricAdvantage | null {
  const auc = (values: ModelVersionRow["metrics"]) => values.find(({ name, split }) => name === "auc" && split === "TEST");
  const [own, other] = [auc(metrics), auc(baseline.metrics)];
  if (own?.low == null || own.high == null || other?.low == null || other.high == null) return null;
  return { metric: "auc", value: own.value - other.value, low: own.low - other.high, high: own.high - other.low };
}

function sentence({ metric, value, low, high, baseline }: Measured, verb: string): string {
  const shown = (number: number) => number.toFixed(4);
  return `The network ${verb} ${baseline} on the test rows: ${metric} advantage ${shown(value)} (95 % interval ${shown(low)} to ${shown(high)}).`;
}

export async function activeWaiver({ db }: Reader, modelVersionId: string): Promise<typeof waivers.$inferSelect | null> {
  const [row] = await db
    .select()
    .from(waivers)
    .where(and(eq(waivers.modelVersionId, modelVersionId), gt(waivers.expiresAt, sql`now()`)))
    .orderBy(desc(waivers.expiresAt))
    .limit(1);
  return row ?? null;
}

const atLeast = (severity: Severity, bound: Severity): boolean => SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(bound);

async function checkFindings({ db }: Reader, version: ModelVersionRow, { blockingSeverity }: WorkspaceGovernance): Promise<PromotionCheck> {
  const open = await db
    .select({ title: findings.title, severity: findings.severity, isOverdue: sql<boolean>`${findings.dueAt} < now()` })
    .from(findings)
    .where(and(eq(findings.modelVersionId, version.id), eq(findings.status, "OPEN")));
  const blocking = open.filter(({ severity, isOverdue }) => isOverdue || atLeast(severity, blockingSeverity));
  if (blocking.length === 0)
    return check("FINDINGS", true, open.length === 0 ? "No finding is open." : `${open.length} open, none that blocks.`);
  const named = blocking.map(({ title, severity, isOverdue }) => `'${title}' (${severity}${isOverdue ? ", overdue" : ""})`).join(", ");
  return check("FINDINGS", false, `Open findings block: ${named}. Resolve or accept them first.`);
}

async function checkInventory(
  { db }: Reader,
  version: ModelVersionRow,
  { requireInventory }: WorkspaceGovernance,
): Promise<PromotionCheck> {
  const [model] = await db.select({ inventory: models.inventory }).from(models).where(eq(models.id, version.modelId));
  if (model?.inventory) return check("INVENTORY", true, "The inventory is filled in.");
  return requireInventory
    ? check(
        "INVENTORY",
        false,
        "The model's inventory is empty: owner, purpose, exposure, tier, intended use and limits are asked for (updateModelInventory).",
      )
    : check("INVENTORY", true, "The inventory is empty; the workspace does not ask for it.");
}
