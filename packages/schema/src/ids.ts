/** Every id of the platform is `<prefix>_<26 characters>`, sortable by creation time; this map owns the prefixes. */
export const ID_PREFIXES = {
  workspace: "ws",
  user: "usr",
  apiKey: "key",
  session: "ses",
  upload: "upl",
  dataset: "ds",
  column: "col",
  run: "run",
  attempt: "att",
  model: "mdl",
  modelVersion: "mv",
  artifact: "art",
  score: "sc",
  worker: "wrk",
  audit: "aud",
  modelEvent: "evt",
  finding: "fnd",
  waiver: "wvr",
  reasonMapping: "rmp",
  recourseRules: "rcr",
  featureSet: "fs",
  featureSetVersion: "fsv",
  schedule: "sch",
  decisionRecord: "drc",
  decisionOverride: "dov",
  lossRegister: "lr",
  kri: "kri",
  lossScenario: "lsc",
  policyDecision: "dec",
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new id: 48 bits of milliseconds then 80 random bits, in Crockford's base 32 (the ULID layout).
 * @param kind what the id names. @param now milliseconds since the epoch.
 */
export function newId(kind: IdKind, now: number = Date.now()): string {
  const random = crypto.getRandomValues(new Uint8Array(16));
  let text = "";
  for (let shift = 9, time = now; shift >= 0; shift--) {
    text = CROCKFORD.charAt(time % 32) + text;
    time = Math.floor(time / 32);
  }
  for (const byte of random) text += CROCKFORD.charAt(byte % 32);
  return `${ID_PREFIXES[kind]}_${text}`;
}

/** The kind an id names, or undefined where the text is no id of ours. */
export function idKind(id: string): IdKind | undefined {
  const [prefix, rest] = id.split("_", 2);
  if (!rest || !/^[0-9a-hjkmnp-tv-z]{26}$/.test(rest)) return undefined;
  return (Object.keys(ID_PREFIXES) as IdKind[]).find((kind) => ID_PREFIXES[kind] === prefix);
}
