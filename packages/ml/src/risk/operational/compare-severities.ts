import { AppError } from "@plimsoll/schema";
import { pause, type RunControl } from "../run-control.ts";
import { fitSeverity, type SeverityFit, type SeverityInput } from "./fit-severity.ts";
import { type GoodnessOfFit, goodnessOfFit } from "./goodness-of-fit.ts";
import { severities } from "./severity/index.ts";
import type { FixedParams } from "./severity/severity.ts";

export interface SeverityCandidate {
  name: string;
  fit: SeverityFit | null;
  goodness: GoodnessOfFit | null;
  /** Why there is no fit. */
  failed: { code: string; message: string } | null;
}

/**
 * Every severity of the registry (or those named) fitted to the same losses, with goodness of fit, by AIC. Fits that begin above some losses,
 * such as a generalised Pareto with a threshold, are not comparable with the others and are refused for that.
 * @param fixed given parameters by distribution. @throws AppError "INVALID_INPUT" for the losses, "CANCELLED".
 */
export async function compareSeverities(
  input: SeverityInput,
  {
    names = severities.map(({ name }) => name),
    fixed = {},
    replicates = 0,
    seed = 1,
    ...control
  }: RunControl & { names?: readonly string[]; fixed?: Readonly<Record<string, FixedParams>>; replicates?: number; seed?: number } = {},
): Promise<SeverityCandidate[]> {
  const candidates: SeverityCandidate[] = [];
  for (const [at, name] of names.entries()) {
    await pause(control, `fit of ${name}`, at / names.length);
    try {
      const fit = fitSeverity(name, input, fixed[name] ?? {});
      const goodness = await goodnessOfFit(fit, input, { replicates, seed, signal: control.signal });
      candidates.push({ name, fit, goodness, failed: null });
    } catch (error) {
      if (!(error instanceof AppError) || (error.kind !== "numerical" && error.kind !== "data")) throw error;
      candidates.push({ name, fit: null, goodness: null, failed: { code: error.code, message: error.message } });
    }
  }
  const rank = ({ fit }: SeverityCandidate) => fit?.aic ?? Number.POSITIVE_INFINITY;
  return candidates.sort((a, b) => rank(a) - rank(b));
}
