import { formReader } from "./form-reader.ts";

/** What is typed about one action. */
export interface ActionDraft {
  price: string;
  exposureShare: string;
  declines: boolean;
}

export interface BandDraft {
  /** Risk from which on the next band holds; empty in the last one. */
  upTo: string;
  low: string;
  high: string;
}

/** The hard limits of a policy as they are typed. */
export interface LimitsDraft {
  fallbackAction: string;
  actions: Record<string, ActionDraft>;
  leastLogged: string;
  caps: { obligor: string; segment: string; portfolio: string };
  priceBand: { low: string; high: string };
  ladder: BandDraft[];
  lossBudget: string;
  fairnessFloor: string;
}

export const noLimits = (): LimitsDraft => ({
  fallbackAction: "",
  actions: {},
  leastLogged: "1",
  caps: { obligor: "", segment: "", portfolio: "" },
  priceBand: { low: "", high: "" },
  ladder: [],
  lossBudget: "",
  fairnessFloor: "",
});

export const noFacts = (): ActionDraft => ({ price: "", exposureShare: "", declines: false });

/** A price in an action's name, such as price_12 for 0.12, and whether the name says that nothing is given. */
export function guessedFacts(action: string): ActionDraft {
  const percent = /^(?:price|rate|offer)[_ -]?(\d{1,2})$/i.exec(action)?.[1];
  const declines = /^(decline|reject|refuse)/i.test(action);
  return { price: percent ? String(Number(percent) / 100) : "", exposureShare: percent ? "1" : "", declines };
}

export interface ReadLimits {
  constraints: Record<string, unknown>;
  /** By the path that the API names, such as `constraints.exposureCaps.portfolio`. */
  problems: Record<string, string>;
}

/** The constraint set that a draft stands for; what is left empty is no limit. */
export function readLimits(draft: LimitsDraft, actionNames: readonly string[]): ReadLimits {
  const reader = formReader();
  const { problems } = reader;
  const least = (path: string, text: string, low: number, high = Number.POSITIVE_INFINITY): number | undefined => {
    const value = reader.number(path, text);
    if (value !== undefined && (value < low || value > high))
      problems[path] = Number.isFinite(high) ? `Between ${low} and ${high}.` : `At least ${low}.`;
    return value;
  };
  const actions = Object.fromEntries(
    actionNames.flatMap((name) => {
      const facts = draft.actions[name];
      if (!facts) return [];
      const price = reader.number(`constraints.actions.${name}.price`, facts.price);
      const exposureShare = least(`constraints.actions.${name}.exposureShare`, facts.exposureShare, 0);
      const own = {
        ...(price === undefined ? {} : { price }),
        ...(exposureShare === undefined ? {} : { exposureShare }),
        ...(facts.declines ? { declines: true } : {}),
      };
      return Object.keys(own).length > 0 ? [[name, own]] : [];
    }),
  );
  const caps = Object.fromEntries(
    (["obligor", "segment", "portfolio"] as const).flatMap((scope) => {
      const value = least(`constraints.exposureCaps.${scope}`, draft.caps[scope], 0);
      return value === undefined ? [] : [[scope, value]];
    }),
  );
  const priceBand = readBand(draft.priceBand, "constraints.priceBand", reader);
  const priceLadder = readLadder(draft.ladder, reader);
  const lossBudget = least("constraints.lossBudget", draft.lossBudget, 0);
  const fairnessFloor = least("constraints.fairnessFloor", draft.fairnessFloor, 0, 1);
  const leastLogged = reader.number("constraints.leastLogged", draft.leastLogged, { integer: true });
  if (leastLogged !== undefined && leastLogged < 0) problems["constraints.leastLogged"] = "At least 0.";
  const isPriced = Object.values(actions).some((facts) => "price" in (facts as object));
  if ((priceBand || priceLadder) && !isPriced)
    problems[priceBand ? "constraints.priceBand" : "constraints.priceLadder"] = "No action has a price above: name the prices first.";
  const isExposed = Object.values(actions).some((facts) => "exposureShare" in (facts as object));
  if ((Object.keys(caps).length > 0 || lossBudget !== undefined) && !isExposed)
    problems[lossBudget === undefined ? `constraints.exposureCaps.${Object.keys(caps)[0]}` : "constraints.lossBudget"] =
      "No action adds exposure above: say which ones do first.";
  const fallback = draft.actions[draft.fallbackAction];
  if ((Object.keys(caps).length > 0 || lossBudget !== undefined) && Number(fallback?.exposureShare || 0) > 0)
    problems["constraints.fallbackAction"] = "The fallback adds exposure, so a cap could not hold. Take one that adds none.";
  if (fairnessFloor !== undefined && !Object.values(draft.actions).some(({ declines }) => declines))
    problems["constraints.fairnessFloor"] = "No action declines above: say which ones do first.";
  const constraints = {
    ...(draft.fallbackAction === "" ? {} : { fallbackAction: draft.fallbackAction }),
    ...(Object.keys(actions).length > 0 ? { actions } : {}),
    ...(leastLogged === undefined || leastLogged === 1 ? {} : { leastLogged }),
    ...(Object.keys(caps).length > 0 ? { exposureCaps: caps } : {}),
    ...(priceBand ? { priceBand } : {}),
    ...(priceLadder ? { priceLadder } : {}),
    ...(lossBudget === undefined ? {} : { lossBudget }),
    ...(fairnessFloor === undefined ? {} : { fairnessFloor }),
  };
  return { constraints, problems };
}

type Reader = ReturnType<typeof formReader>;

function readBand(band: { low: string; high: string }, path: string, reader: Reader): { low: number; high: number } | undefined {
  if (band.low.trim() === "" && band.high.trim() === "") return undefined;
  const low = reader.number(`${path}.low`, band.low, { required: true });
  const high = reader.number(`${path}.high`, band.high, { required: true });
  if (low === undefined || high === undefined) return undefined;
  if (low > high) reader.problems[`${path}.low`] = "The least price must not be above the largest.";
  return { low, high };
}

function readLadder(rows: readonly BandDraft[], reader: Reader): { edges: number[]; bands: { low: number; high: number }[] } | undefined {
  if (rows.length === 0) return undefined;
  const path = "constraints.priceLadder";
  const edges = rows.slice(0, -1).map(({ upTo }, k) => reader.number(`${path}.edges.${k}`, upTo, { required: true }));
  const bands = rows.map(({ low, high }, k) => {
    const [least, most] = [
      reader.number(`${path}.bands.${k}.low`, low, { required: true }),
      reader.number(`${path}.bands.${k}.high`, high, { required: true }),
    ];
    if (least !== undefined && most !== undefined && least > most)
      reader.problems[`${path}.bands.${k}.low`] = "The least price must not be above the largest.";
    return { low: least, high: most };
  });
  edges.forEach((edge, k) => {
    const before = edges[k - 1];
    if (edge !== undefined && before !== undefined && edge <= before)
      reader.problems[`${path}.edges.${k}`] = "Must be above the band before.";
  });
  bands.forEach(({ low }, k) => {
    const before = bands[k - 1]?.high;
    if (low !== undefined && before !== undefined && low < before)
      reader.problems[`${path}.bands.${k}.low`] = `Below the ${before} of less risk: prices could fall as risk rises.`;
  });
  const isWhole = edges.every((edge) => edge !== undefined) && bands.every(({ low, high }) => low !== undefined && high !== undefined);
  return isWhole ? { edges: edges as number[], bands: bands as { low: number; high: number }[] } : undefined;
}
