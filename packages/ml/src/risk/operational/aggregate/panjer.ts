import { AppError } from "@plimsoll/schema";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { pause, type RunControl } from "../../run-control.ts";
import { type CellLaw, cellLaw, checkLevel } from "../loss-model.ts";
import { type AggregateLattice, discretised, type LatticeQuantile, quantileOf, stepFor } from "./lattice.ts";

export interface LatticeOptions {
  /** Points of the lattice. */
  points?: number;
  /** Of the lattice in account currency; chosen so that the points reach three times the value at risk unless given. */
  step?: number;
}

const MOST_POINTS = 2 ** 17;

/**
 * The distribution of a year's losses by Panjer's recursion, exact on its lattice:
 * g_0 = E[f_0^N], g_k = sum over j <= k of (a + b j / k) f_j g_(k-j) / (1 - a f_0). Time grows with the square of the points.
 * @param points 2 to 131,072; 16,384 unless given.
 * @throws AppError "INVALID_INPUT"; "UNDERFLOW" where no loss at all is less likely than a double can say (some 700 losses a year): use
 * the Fourier transform; "CANCELLED". Source: Panjer (1981).
 */
export async function panjerAggregate(
  model: unknown,
  alpha = 0.999,
  { points = 2 ** 14, step, ...control }: LatticeOptions & RunControl = {},
): Promise<AggregateLattice & LatticeQuantile> {
  const law = cellLaw(model);
  checkLattice(points, step, MOST_POINTS);
  const lattice = await recursion(law, step ?? stepFor(law, checkLevel(alpha), points), points, control);
  return { ...lattice, ...quantileOf(lattice, alpha, law.meanLoss) };
}

async function recursion({ frequency, severity }: CellLaw, step: number, n: number, control: RunControl): Promise<AggregateLattice> {
  const f = discretised(severity, step, n);
  const { a, b } = frequency.panjer;
  const probability = new Float64Array(n);
  const [atZero] = frequency.generating(f[0] as number, 0);
  if (!(atZero > 1e-290))
    throw new AppError(
      "UNDERFLOW",
      "numerical",
      `With ${frequency.mean} losses a year no loss at all is too unlikely for Panjer's recursion. Use the Fourier transform.`,
    );
  probability[0] = atZero;
  const divisor = 1 - a * (f[0] as number);
  for (let k = 1; k < n; k++) {
    let sum = 0;
    const slope = b / k;
    for (let j = 1; j <= k; j++) sum += (a + slope * j) * (f[j] as number) * (probability[k - j] as number);
    // A negative sum is rounding of a binomial's alternating terms.
    probability[k] = Math.max(0, sum / divisor);
    if (k % 2048 === 0) await pause(control, "Panjer recursion", (k / n) ** 2);
  }
  return { step, probability };
}

/** @throws AppError "INVALID_INPUT". */
export function checkLattice(points: number, step: number | undefined, most: number): void {
  if (!Number.isInteger(points) || points < 2 || points > most)
    throw invalidInput(`'points' must be a whole number from 2 to ${most}. Got ${points}.`, { path: ["points"] });
  if (step !== undefined && !(step > 0 && Number.isFinite(step)))
    throw invalidInput(`'step' must be above zero. Got ${step}.`, { path: ["step"] });
}
