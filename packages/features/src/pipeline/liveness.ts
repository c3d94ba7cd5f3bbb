import type { FittedStep } from "./pipeline.ts";

/**
 * The fits that the features need, and the raw columns that those read: walked from the last fit to the first. A fit that replaces a column
 * under its own name ends the need for what comes out and begins that for what goes in.
 * @param features names of the encoded columns at the end.
 * @returns indices of the needed fits, ascending, and the names still needed before the first of them.
 */
export function usedSteps(fitted: readonly FittedStep[], features: readonly string[]): { steps: number[]; raw: string[] } {
  const needed = new Set(features);
  const steps: number[] = [];
  for (let at = fitted.length - 1; at >= 0; at--) {
    const { inputs, outputs, reads = [] } = fitted[at] as FittedStep;
    if (!outputs.some((name) => needed.has(name))) continue;
    for (const name of outputs) needed.delete(name);
    for (const name of inputs) needed.add(name);
    for (const name of reads) needed.add(name);
    steps.push(at);
  }
  return { steps: steps.reverse(), raw: [...needed] };
}
