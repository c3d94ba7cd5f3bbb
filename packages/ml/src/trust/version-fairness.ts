import type { Table } from "@plimsoll/features";
import { AppError, type FairnessPolicy, type ProtectedAttribute } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";
import { featureMap } from "../explanation/features.ts";
import { type GroupReport, groupReport } from "../fairness/group-report.ts";
import { type Grouping, groupsOf, intersectionOf } from "../fairness/groups.ts";
import { type Finding, judgeGroups, type Verdict } from "../fairness/policies.ts";
import { type ProxyResult, proxyTest } from "../fairness/proxy-test.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import type { JudgedVersion } from "./judged-version.ts";

/** A proxy test beside the policy's limit. */
export interface ProxyFinding {
  group: string;
  /** Null for a group of too few rows. */
  auc: number | null;
  limit: number;
  verdict: Verdict;
}

/** How a version treats the groups of one attribute, or of two together. */
export interface AttributeFairness {
  /** Columns that make the groups. */
  columns: string[];
  /** Columns among them that the model itself reads. */
  readByModel: string[];
  report: GroupReport;
  findings: Finding[];
  /** Empty for intersections, and where they were not asked for. */
  proxies: ProxyResult[];
  proxyFindings: ProxyFinding[];
}

/** How a version treats groups of people on its test rows. JSON-safe. */
export interface VersionFairness {
  nRows: number;
  nEvents: number;
  threshold: number;
  approvalRate: number;
  policy: FairnessPolicy;
  /** BREACH if anything breaches the policy; else INCONCLUSIVE, TOO_SMALL or PASS, whichever is worst. */
  verdict: Verdict;
  attributes: AttributeFairness[];
  intersections: AttributeFairness[];
  missing: { columns: string[]; code: string; message: string }[];
}

export interface VersionFairnessOptions extends RunControl {
  /** The test rows with the columns of all attributes. */
  people: Table;
  attributes: readonly ProtectedAttribute[];
  policy: FairnessPolicy;
  intersections: boolean;
  proxies: boolean;
  threshold: number | null;
  approvalRate: number | null;
  seed: number;
}

/** An intersection of more groups says nothing of any. */
const MOST_GROUPS = 200;
const MENDED_BY_ROWS = new Set(["INVALID_INPUT", "DEGENERATE_TARGET"]);

/**
 * Group figures of every attribute and of pairs of them, judged by a policy, with proxy tests.
 * @throws AppError "INVALID_INPUT" for a version that does not decide between two outcomes, "UNKNOWN_COLUMN", "CANCELLED".
 */
export async function versionFairness(version: JudgedVersion, options: VersionFairnessOptions): Promise<VersionFairness> {
  const { manifest, y, score, n } = version;
  if (manifest.target.task !== "BINARY" || !y)
    throw invalidInput(`Groups are compared by what is decided: a BINARY version is asked for. This one is ${manifest.target.task}.`);
  const { policy, people, attributes, intersections, seed } = options;
  const threshold = thresholdOf(version, options);
  const missing: VersionFairness["missing"] = [];
  const parts = attributes.length * 2 + (intersections ? (attributes.length * (attributes.length - 1)) / 2 : 0);
  let done = 0;
  const next = () => pause(options, "Groups", ++done / parts);
  const attempt = async <Value>(columns: string[], compute: () => Promise<Value> | Value): Promise<Value | null> => {
    try {
      return await compute();
    } catch (error) {
      if (!(error instanceof AppError) || !MENDED_BY_ROWS.has(error.code)) throw error;
      missing.push({ columns, code: error.code, message: error.message });
      return null;
    }
  };
  const { signal } = options;
  const figures = async (grouping: Grouping, columns: string[]): Promise<AttributeFairness> => {
    const report = await groupReport({ y, score, threshold, grouping, minEvents: policy.minEvents, seed, signal });
    const readByModel = columns.filter((name) => manifest.pipeline.columns.some((column) => column.name === name));
    return { columns, readByModel, report, findings: judgeGroups(report, policy), proxies: [], proxyFindings: [] };
  };
  const found: { grouping: Grouping; fairness: AttributeFairness }[] = [];
  for (const attribute of attributes) {
    const columns = [attribute.column];
    const result = await attempt(columns, async () => {
      const grouping = groupsOf(attribute, people);
      return { grouping, fairness: await figures(grouping, columns) };
    });
    await next();
    if (result) found.push(result);
    if (result && options.proxies) {
      const tested = await attempt(columns, () => proxiesOf(version, result.grouping, seed, signal));
      result.fairness.proxies = tested ?? [];
      result.fairness.proxyFindings = judgeProxies(tested ?? [], policy);
    }
    await next();
  }
  const pairs: AttributeFairness[] = [];
  for (const [i, a] of found.entries()) {
    for (const b of intersections ? found.slice(i + 1) : []) {
      const columns = [...a.fairness.columns, ...b.fairness.columns];
      const pair = await attempt(columns, () => {
        const grouping = intersectionOf([a.grouping, b.grouping]);
        if (grouping.names.length > MOST_GROUPS)
          throw invalidInput(
            `${columns.join(" x ")} makes ${grouping.names.length} groups, more than ${MOST_GROUPS}. Cut numbers by fewer edges.`,
          );
        return figures(grouping, columns);
      });
      if (pair) pairs.push(pair);
      await next();
    }
  }
  const judged = found.map(({ fairness }) => fairness);
  return {
    nRows: n,
    nEvents: y.reduce((sum, label) => sum + label, 0),
    threshold,
    approvalRate: score.reduce((sum, value) => sum + Number(value < threshold), 0) / n,
    policy,
    verdict: worst(
      [...judged, ...pairs].flatMap(({ findings, proxyFindings }) => [...findings, ...proxyFindings].map(({ verdict }) => verdict)),
    ),
    attributes: judged,
    intersections: pairs,
    missing,
  };
}

const SEVERITY: readonly Verdict[] = ["PASS", "TOO_SMALL", "INCONCLUSIVE", "BREACH"];
const worst = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.reduce<Verdict>((most, verdict) => (SEVERITY.indexOf(verdict) > SEVERITY.indexOf(most) ? verdict : most), "PASS");

/** Rows of score >= threshold are declined. Of an approval rate: the score above which it is met; rows of that very score are declined. */
function thresholdOf({ manifest, score, n }: JudgedVersion, { threshold, approvalRate }: VersionFairnessOptions): number {
  if (threshold !== null) return threshold;
  if (approvalRate === null) return manifest.threshold;
  const sorted = score.slice().sort();
  return sorted[Math.min(n - 1, Math.round(approvalRate * n))] as number;
}

function proxiesOf({ manifest, x, n }: JudgedVersion, grouping: Grouping, seed: number, signal: AbortSignal | undefined) {
  const map = featureMap(manifest.pipeline);
  const exclude = map.features.filter(({ columns }) => columns.includes(grouping.attribute)).map(({ name }) => name);
  return proxyTest({ x, n, map, grouping, exclude, seed, signal });
}

function judgeProxies(results: readonly ProxyResult[], { maxProxyAuc: limit }: FairnessPolicy): ProxyFinding[] {
  if (limit === null) return [];
  return results.map(({ group, auc, low }): ProxyFinding => {
    if (auc === null) return { group, auc, limit, verdict: "TOO_SMALL" };
    return { group, auc, limit, verdict: auc <= limit ? "PASS" : (low ?? 0) > limit ? "BREACH" : "INCONCLUSIVE" };
  });
}
