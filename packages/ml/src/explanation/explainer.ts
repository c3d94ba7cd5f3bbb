import type { RunControl } from "../risk/run-control.ts";
import type { Attributions, ExplainedModel } from "./attributions.ts";

export interface ExplainOptions extends RunControl {
  /** How exact paths are followed: see `pathAttributions`. */
  tolerance?: number;
  /** Coalitions that KernelSHAP asks for at most; 2,048 more than twice the features unless given. */
  samples?: number;
  /** Of what is drawn; 1 unless given. */
  seed?: number;
}

/** One way to say why rows score as they do. */
export interface ExplainerDefinition {
  name: string;
  title: string;
  description: string;
  /**
   * @param x [n, nSteps, nFeatures] encoded rows, row-major.
   * @throws AppError "INVALID_INPUT" for what it cannot explain, "CANCELLED" after an abort.
   */
  explain(model: ExplainedModel, x: Float32Array, n: number, options?: ExplainOptions): Promise<Attributions>;
}
