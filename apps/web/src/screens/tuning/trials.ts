import type { TuningQuery } from "@/generated/graphql.ts";
import type { BadgeTone } from "@/ui/Badge.tsx";

export type Tuning = NonNullable<NonNullable<TuningQuery["run"]>["tuning"]>;
export type Trial = Tuning["trials"][number];
export type Outcome = Trial["outcome"];

export const OUTCOMES: Record<Outcome, { word: string; tone: BadgeTone; meaning: string }> = {
  WAITING: { word: "Waiting", tone: "neutral", meaning: "for a free worker" },
  RUNNING: { word: "Running", tone: "sea", meaning: "being trained" },
  COMPARED: { word: "At its rung", tone: "sea", meaning: "waits until every trial has reached it" },
  STOPPED: { word: "Stopped", tone: "warn", meaning: "others of its rung were better" },
  FINISHED: { word: "Finished", tone: "good", meaning: "trained to the end" },
  FAILED: { word: "Failed", tone: "bad", meaning: "" },
  CANCELLED: { word: "Cancelled", tone: "neutral", meaning: "" },
};

export const droppedOut = ({ outcome }: Pick<Trial, "outcome">): boolean =>
  outcome === "STOPPED" || outcome === "FAILED" || outcome === "CANCELLED";

export interface RungRow {
  rung: number;
  epochs: number;
  reached: number;
  stopped: readonly Trial[];
  wentOn: number;
  /** The best value of those that reached it. */
  best: Trial | null;
}

/** Who came how far: of each rung, how many reached it, and which went no further. */
export function rungRows({ rungs, trials, better }: Pick<Tuning, "rungs" | "trials" | "better">): RungRow[] {
  const sign = better === "HIGHER" ? 1 : -1;
  return rungs.map((epochs, at) => {
    const rung = at + 1;
    const reached = trials.filter((trial) => trial.rung >= rung);
    return {
      rung,
      epochs,
      reached: reached.length,
      stopped: reached.filter((trial) => trial.rung === rung && trial.outcome === "STOPPED"),
      wentOn: trials.filter((trial) => trial.rung > rung || (trial.rung === rung && trial.outcome === "RUNNING")).length,
      best: reached.reduce<Trial | null>(
        (best, trial) => (trial.best != null && (best?.best == null || sign * (trial.best - best.best) > 0) ? trial : best),
        null,
      ),
    };
  });
}
