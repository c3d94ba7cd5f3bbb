export interface Proof {
  name: string;
  /** About how long it takes on two cores; it is ended after three times as long. */
  minutes: number;
  /** Beside this file. */
  file: string;
  args: string[];
  /** Left to people: it was not yet seen to pass as it stands. To be taken away once it was. */
  byHand?: boolean;
}

/**
 * The share of the proofs for one CI run: those that fit the budget, taken in order from a place that moves with `turn`.
 * A proof that alone exceeds the budget is left to people.
 */
export function chooseProofs(proofs: Proof[], budgetMinutes: number, turn: number): Proof[] {
  const fitting = proofs.filter(({ minutes, byHand }) => !byHand && minutes <= budgetMinutes);
  const start = fitting.length > 0 ? turn % fitting.length : 0;
  let left = budgetMinutes;
  return [...fitting.slice(start), ...fitting.slice(0, start)].filter(({ minutes }) => {
    if (minutes > left) return false;
    left -= minutes;
    return true;
  });
}
