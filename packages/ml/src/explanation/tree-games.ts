/** One leaf as a game among the features of its path: what each gets, given which of them the row agrees with. */
export interface LeafGame {
  /** Mean value over the rows compared with: what the leaf adds to the base. */
  mean: number;
  /** @param isMet [features] 1 where the row agrees with all conditions of the feature. @returns [features] Shapley values. */
  values(isMet: Uint8Array): Float64Array;
}

/**
 * The game in which a feature left out lets the share z_j of training rows pass: v(S) = value * product over j of (o_j if in S, else z_j), o_j = 1
 * where the row agrees. With k agreeing features their values need the polynomial prod (z_j + t), whose coefficient of t^s belongs to
 * coalitions of s of them; a feature that disagrees zeroes every coalition it is in.
 */
export function pathDependentGame(value: number, shares: Float64Array): LeafGame {
  const count = shares.length;
  const weights = orderings(count);
  const productOf = (places: Iterable<number>): number => {
    let product = 1;
    for (const j of places) product *= shares[j] as number;
    return product;
  };
  return {
    mean: value * productOf(shares.keys()),
    values(isMet) {
      const agreeing = [...isMet.keys()].filter((j) => isMet[j] === 1);
      const others = [...isMet.keys()].filter((j) => isMet[j] === 0);
      const out = new Float64Array(count);
      const outside = productOf(others);
      for (const i of agreeing) {
        const rest = agreeing.filter((j) => j !== i);
        out[i] = value * (1 - (shares[i] as number)) * outside * weighted(polynomial(rest, shares), weights);
      }
      if (others.length > 0) {
        const inside = weighted(polynomial(agreeing, shares), weights);
        for (const i of others) out[i] = -value * (shares[i] as number) * productOf(others.filter((j) => j !== i)) * inside;
      }
      return out;
    },
  };
}

/**
 * The game in which a feature left out takes the value of a row compared with, averaged over those rows: with A the features that only the
 * row explained agrees with and C those that only the other does (both agreeing: no player; neither: the leaf is out of reach),
 * i in A gets value (a - 1)! c! / (a + c)!, i in C gets -value a! (c - 1)! / (a + c)!.
 * @param patterns the compared rows by what they agree with, their shares adding up to 1.
 */
export function interventionalGame(value: number, patterns: readonly { isMet: Uint8Array; share: number }[]): LeafGame {
  const reaching = patterns.find(({ isMet }) => !isMet.includes(0));
  return {
    mean: value * (reaching?.share ?? 0),
    values(isMet) {
      const out = new Float64Array(isMet.length);
      for (const { isMet: other, share } of patterns) {
        let [a, c, isOut] = [0, 0, false];
        for (let k = 0; k < isMet.length && !isOut; k++) {
          if (isMet[k] && !other[k]) a++;
          else if (!isMet[k] && other[k]) c++;
          else if (!isMet[k]) isOut = true;
        }
        if (isOut || a + c === 0) continue;
        const gain = a > 0 ? (value * share) / (a * choose(a + c, a)) : 0;
        const loss = c > 0 ? (-value * share) / (c * choose(a + c, c)) : 0;
        for (let k = 0; k < isMet.length; k++) {
          if (isMet[k] && !other[k]) out[k] = (out[k] as number) + gain;
          else if (!isMet[k] && other[k]) out[k] = (out[k] as number) + loss;
        }
      }
      return out;
    },
  };
}

/** [s] weight of a coalition of s among the others: s! (count - s - 1)! / count!. */
function orderings(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_weight, s) => 1 / (count * choose(count - 1, s)));
}

/** Coefficients of prod over the places of (z + t), constant first. */
function polynomial(places: readonly number[], shares: Float64Array): Float64Array {
  const out = new Float64Array(places.length + 1);
  out[0] = 1;
  places.forEach((j, k) => {
    const z = shares[j] as number;
    for (let s = k + 1; s > 0; s--) out[s] = (out[s - 1] as number) + z * (out[s] as number);
    out[0] = z * (out[0] as number);
  });
  return out;
}

function weighted(coefficients: Float64Array, weights: Float64Array): number {
  let sum = 0;
  for (let s = 0; s < coefficients.length; s++) sum += (coefficients[s] as number) * (weights[s] as number);
  return sum;
}

/** n over k, as a floating-point number. */
function choose(n: number, k: number): number {
  let value = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++) value = (value * (n - i + 1)) / i;
  return value;
}
