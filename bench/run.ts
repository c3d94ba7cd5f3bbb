import { parseArgs } from "node:util";

export interface BenchResult {
  /** Our time over the peer's: below one is faster. Empty where the peer is missing. */
  ratios: Record<string, number>;
  /** Median milliseconds of each side. */
  ms: Record<string, number>;
}
export type Bench = (log: (line: string) => void) => Promise<BenchResult>;

/** Every benchmark, one line each. */
const benches: Record<string, () => Promise<Bench>> = {
  "boosted-trees": async () => (await import("./boosted-trees.ts")).benchBoostedTrees,
  lstm: async () => (await import("./networks.ts")).benchNetwork("lstm"),
  gru: async () => (await import("./networks.ts")).benchNetwork("gru"),
  mlp: async () => (await import("./networks.ts")).benchNetwork("mlp"),
  portfolio: async () => (await import("./portfolio.ts")).benchPortfolio,
  "operational-risk": async () => (await import("./operational-risk.ts")).benchOperationalRisk,
  scoring: async () => (await import("./scoring.ts")).benchScoring,
  cnn1d: async () => (await import("./networks.ts")).benchNetwork("cnn1d"),
  explain: async () => (await import("./explain.ts")).benchExplain,
  market: async () => (await import("./market.ts")).benchMarket,
  features: async () => (await import("./features/index.ts")).benchFeatures,
  policy: async () => (await import("./policy.ts")).benchPolicy,
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: "boolean", default: false } } });
const name = positionals[0] ?? "";
const open = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (open) {
  const bench = await open();
  const { ratios, ms } = await bench((line) => process.stderr.write(`${line}\n`));
  const rounded = (numbers: Record<string, number>, digits: number) =>
    Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, Number(value.toFixed(digits))]));
  const result = { bench: name, ratios: rounded(ratios, 3), ms: rounded(ms, 1) };
  if (!values.json) {
    for (const [key, value] of Object.entries(result.ms)) process.stdout.write(`${key.padEnd(36)} ${value} ms\n`);
    for (const [key, value] of Object.entries(result.ratios)) process.stdout.write(`${key.padEnd(36)} ${value} of the peer's time\n`);
  } else {
    process.stdout.write(`${JSON.stringify(result)}\n`);
  }
} else {
  process.stderr.write(`No benchmark '${name}'. There are: ${Object.keys(benches).join(", ")}.\n`);
  process.exitCode = 1;
}
