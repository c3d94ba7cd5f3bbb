import type { RunKind } from "@/generated/graphql.ts";

export const RUN_KIND_WORDS: Record<RunKind, string> = {
  INGEST: "Reading a file",
  TRAINING: "Training",
  TUNING: "Search",
  COMPARISON: "Comparison",
  SCORING: "Scoring",
  POLICY: "Policy",
  MARKET: "Market risk",
  OPERATIONAL: "Operational risk",
  CREDIT: "Credit portfolio",
  FEATURES: "Features",
  MONITORING: "Monitoring",
  TRUST: "Trust report",
  DOCUMENT: "Model document",
};

/** Jobs of a kind that has several. */
const JOB_WORDS: Record<string, string> = {
  "market.portfolio": "Portfolio analysis",
  "market.fit": "Volatility study",
  "market.backtest": "VaR backtest",
  "market.predict": "Market prediction",
  "market.forecast": "Market forecast",
  "credit.portfolio": "Credit portfolio",
  "oprisk.import": "Loss import",
  "oprisk.fit": "Loss models",
  "oprisk.simulate": "Loss simulation",
  "kri.import": "Indicator values",
  "policy.train": "Policy training",
  "policy.evaluate": "Policy evaluation",
  "policy.simulate": "Policy simulation",
  "policy.promote": "Promotion",
  "policy.monitor": "Policy monitoring",
  "policy.shadow": "Policy in the shadow",
};

interface NamedRun {
  kind: RunKind;
  job?: string;
  dataset?: { name: string } | null;
  modelVersion?: { version: number; model: { name: string } } | null;
  input?: Record<string, unknown>;
}

/** What a run is about, in a few words. */
export function runTitle(run: NamedRun): string {
  const version = run.modelVersion ? `${run.modelVersion.model.name} v${run.modelVersion.version}` : null;
  const training = run.input?.training;
  const named =
    run.input?.modelName ?? (typeof training === "object" && training !== null && "modelName" in training ? training.modelName : null);
  const wanted = typeof named === "string" ? named : null;
  const data = run.dataset?.name;
  if (run.kind === "INGEST") return data ? `Read ${data}` : "Read a file";
  if (run.kind === "SCORING") return [version ? `Score with ${version}` : "Score", data ? `on ${data}` : ""].join(" ").trim();
  if (run.job === "model.replay") return version ? `Replay of ${version}` : "Replay";
  if (run.kind === "TUNING" && wanted) return `Search for ${wanted}`;
  if (run.kind === "COMPARISON" && wanted) return `Comparison for ${wanted}`;
  if (run.kind === "TRAINING")
    return version ? `Train ${version}` : wanted ? `Train ${wanted}` : data ? `Train on ${data}` : "Train a model";
  const job = JOB_WORDS[run.job ?? ""];
  if (job) return version || data ? `${job}: ${version ?? data}` : job;
  return RUN_KIND_WORDS[run.kind];
}

/** What to do about a failure, by its code. */
const ADVICE: Record<string, string> = {
  BAD_CSV: "Open the file at the line named above, mend it and drop it again.",
  BAD_PARQUET: "Write the Parquet file again; it is cut short or not Parquet.",
  EMPTY_FILE: "The file holds no rows. Check the export.",
  DUPLICATE_COLUMN: "Rename one of the two columns and drop the file again.",
  EXPECTATION_FAILED: "Mend the rows named above, or change the expectation on the data set's quality page.",
  DIVERGED: "The loss became infinite. Lower the learning rate (a tenth of it is a good first try) and retry.",
  DEGENERATE_TARGET:
    "The target, as the split cuts it, leaves nothing to tell apart. Do what the message above says, or check the target and the split.",
  OUT_OF_MEMORY: "Use fewer columns, a smaller batch or a smaller network.",
  STORAGE_FULL: "Free space where PLIMSOLL_HOME lies, then retry.",
  TIMED_OUT: "The run took longer than it may. Ask for fewer epochs or a smaller network.",
  TRAINER_KILLED:
    "The training process was ended from outside, most often for want of memory. Retry; it goes on from the last checkpoint where there is one.",
};

export const adviceFor = (code: string): string => ADVICE[code] ?? "Read the message above; a retry makes a new run with the same input.";
