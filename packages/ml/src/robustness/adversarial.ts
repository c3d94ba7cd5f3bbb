import type { FittedPipeline } from "@plimsoll/features";
import { checkSameLength, countPositives, invalidInput, requireBothClasses, type Values } from "../evaluation/inputs.ts";
import { auc } from "../evaluation/ranking.ts";
import type { GradientModel } from "../explanation/encoded-attributions.ts";
import { pause, type RunControl } from "../risk/run-control.ts";

export const ATTACKS = ["FGSM", "PGD"] as const;
/** FGSM: one step along the sign of the gradient. PGD: ten smaller ones, put back into the ball after each. */
export type Attack = (typeof ATTACKS)[number];

export interface AttackResult {
  attack: Attack;
  /** How far each encoded number may move: of standardised columns, in standard deviations. */
  epsilon: number;
  /** Area under the ROC curve when every row is moved against the truth: events made to look safe, the others risky. */
  auc: number;
  /** Of rows declined without the attack the share that is approved when moved to look safe. */
  evaded: number;
  meanMarginShift: number;
}

export interface AdversarialReport {
  auc: number;
  nRows: number;
  nDeclined: number;
  /** Encoded numbers that an attack may move: those made of numeric columns alone. */
  nMovable: number;
  results: AttackResult[];
}

export interface AdversarialInput extends RunControl {
  model: GradientModel;
  pipeline: FittedPipeline;
  /** [n, width] encoded rows that the model was not trained on, and what happened. */
  x: Float32Array;
  n: number;
  y: Values;
  /** Whether a margin is declined. */
  isDeclined(margin: number): boolean;
  epsilons?: readonly number[];
}

const STEPS = 10;

/**
 * Adversarial rows by the sign of the gradient: the worst small change of the numbers that a network can be shown. Categories are left alone, since a row
 * between two of them does not exist; a sequence's static columns move alike at every step.
 * @throws AppError "INVALID_INPUT" for sizes or epsilons out of range, "DEGENERATE_TARGET" for one class only, "CANCELLED".
 * Source: Goodfellow, Shlens and Szegedy (2015), section 4; Madry et al. (2018), section 2.1.
 */
export async function adversarialReport({
  model,
  pipeline,
  x,
  n,
  y,
  isDeclined,
  epsilons = [0.01, 0.05, 0.1, 0.2],
  ...control
}: AdversarialInput): Promise<AdversarialReport> {
  checkSameLength("y", y.length, "n", n);
  requireBothClasses(n, countPositives(y));
  if (epsilons.some((epsilon) => !(epsilon > 0 && Number.isFinite(epsilon))))
    throw invalidInput(`Epsilons must be positive. Got ${epsilons.join(", ")}.`);
  const places = placesOf(pipeline);
  const before = model.margins(x, n);
  const declined = Int32Array.from(before.keys()).filter((row) => isDeclined(before[row] as number));
  /** 1 moves the margin up, -1 down. */
  const againstTruth = Float64Array.from(y, (label) => (label === 1 ? -1 : 1));
  const results: AttackResult[] = [];
  for (const epsilon of epsilons) {
    for (const attack of ATTACKS) {
      const margins = model.margins(moved(model, x, n, places, againstTruth, epsilon, attack), n);
      await pause(control, "Attacks", (results.length + 0.5) / (epsilons.length * ATTACKS.length));
      const down = model.margins(moved(model, x, n, places, new Float64Array(n).fill(-1), epsilon, attack), n);
      const shift = margins.reduce((sum, margin, i) => sum + Math.abs(margin - (before[i] as number)), 0) / n;
      const evaded = declined.filter((row) => !isDeclined(down[row] as number)).length / Math.max(1, declined.length);
      results.push({ attack, epsilon, auc: auc(y, margins), evaded, meanMarginShift: shift });
      await pause(control, "Attacks", results.length / (epsilons.length * ATTACKS.length));
    }
  }
  const nMovable = places.reduce((count, own) => count + own.length, 0);
  return { auc: auc(y, before), nRows: n, nDeclined: declined.length, nMovable, results };
}

/** Encoded places that move together: one each for a step's value, one for all steps of a static column. */
function placesOf({ columns, layout, sources, nSteps, nFeatures }: FittedPipeline): number[][] {
  const numeric = new Set(columns.filter(({ type }) => type === "INTEGER" || type === "FLOAT").map(({ name }) => name));
  const byName = new Map<string, number[]>();
  for (let t = 0; t < nSteps; t++) {
    for (let f = 0; f < nFeatures; f++) {
      if (!sources[f]?.every((name) => numeric.has(name))) continue;
      const name = layout[t]?.[f] ?? "";
      byName.set(name, [...(byName.get(name) ?? []), t * nFeatures + f]);
    }
  }
  return [...byName.values()];
}

function moved(
  model: GradientModel,
  x: Float32Array,
  n: number,
  places: readonly (readonly number[])[],
  direction: Float64Array,
  epsilon: number,
  attack: Attack,
): Float32Array {
  const width = x.length / n;
  const out = x.slice();
  const [steps, size] = attack === "FGSM" ? [1, epsilon] : [STEPS, (2.5 * epsilon) / STEPS];
  for (let step = 0; step < steps; step++) {
    const { gradients } = model.marginGradients(out, n);
    for (let row = 0; row < n; row++) {
      for (const own of places) {
        let slope = 0;
        for (const place of own) slope += gradients[row * width + place] as number;
        const by = size * Math.sign(slope) * (direction[row] as number);
        for (const place of own) {
          const at = row * width + place;
          const from = x[at] as number;
          out[at] = Math.min(from + epsilon, Math.max(from - epsilon, (out[at] as number) + by));
        }
      }
    }
  }
  return out;
}
