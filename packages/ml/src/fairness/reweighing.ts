import { checkSameLength, countPositives, type Values } from "../evaluation/inputs.ts";
import type { Grouping } from "./groups.ts";

/**
 * Weights under which group and outcome are independent: w(g, y) = P(g) P(y) / P(g, y), times the row's own weight. A training set so weighed
 * teaches no difference between the groups' base rates; it changes no label.
 * @param y [n] labels 0 or 1. @param weight [n] >= 0; ones unless given. @returns [n], with the same total as before.
 * @throws AppError "INVALID_INPUT" if sizes or labels are not what they claim. Source: Kamiran and Calders (2012), section 4.
 */
export function reweighed(y: Values, { names, codes }: Pick<Grouping, "names" | "codes">, weight?: Values | null): Float32Array {
  checkSameLength("y", y.length, "groups", codes.length);
  countPositives(y);
  const own = (row: number): number => (weight ? (weight[row] as number) : 1);
  const ofGroup = new Float64Array(names.length);
  const ofLabel = new Float64Array(2);
  const ofBoth = new Float64Array(2 * names.length);
  let total = 0;
  for (let row = 0; row < y.length; row++) {
    const [group, label, w] = [codes[row] as number, y[row] as number, own(row)];
    ofGroup[group] = (ofGroup[group] as number) + w;
    ofLabel[label] = (ofLabel[label] as number) + w;
    ofBoth[2 * group + label] = (ofBoth[2 * group + label] as number) + w;
    total += w;
  }
  return Float32Array.from({ length: y.length }, (_weight, row) => {
    const [group, label] = [codes[row] as number, y[row] as number];
    return (own(row) * (ofGroup[group] as number) * (ofLabel[label] as number)) / (total * (ofBoth[2 * group + label] as number));
  });
}
