import type { z } from "zod";
import type { Engine } from "../../../engine/engine.ts";
import { type Parameters, parametersOf } from "../../parameters.ts";
import type { RunControl } from "../../run-control.ts";
import { checkVarContext } from "../var/var-method.ts";
import { checkBook, checkMoves, type PositionBook } from "./position-book.ts";

export interface PositionContext extends RunControl {
  alphas: readonly number[];
  /** Trading days. */
  horizon: number;
  seed: number;
  /** Where a network is trained; null where no method asks for one. */
  engine: Engine | null;
}

/** VaR and ES of positions at one level, in account currency, and what each asset adds to them. */
export interface PositionLevel {
  alpha: number;
  var: number;
  es: number;
  /** Monte Carlo standard error of VaR; null where nothing is simulated. */
  standardError: number | null;
  /** [assets] adds up to `var`: position times the derivative of VaR by it (Euler). */
  componentVar: Float64Array;
  /** [assets] adds up to `es`. */
  componentEs: Float64Array;
}

/** The joint distribution of the assets' returns over the horizon, as a method sees it: it answers for any positions in these assets. */
export interface PositionModel {
  risk(positions: Float64Array): Promise<PositionLevel[]> | PositionLevel[];
  /** Losses of the positions in each scenario, in no order; null where there are no scenarios. */
  losses(positions: Float64Array): Float64Array | null;
  statistics: Record<string, number>;
}

export interface PositionMethodDefinition<Schema extends z.ZodType> {
  name: string;
  title: string;
  description: string;
  params: Schema;
  minimumRows(params: z.output<Schema>, context: Pick<PositionContext, "alphas" | "horizon">): number;
  model(book: PositionBook, params: z.output<Schema>, context: PositionContext): Promise<PositionModel> | PositionModel;
}

/** One entry of the registry of methods for positions. */
export interface PositionMethod extends Parameters<unknown> {
  name: string;
  title: string;
  description: string;
  /** @throws AppError "INVALID_INPUT", "DEGENERATE_SERIES", "NOT_POSITIVE_DEFINITE", "NOT_CONVERGED", "CANCELLED". */
  model(book: PositionBook, params: unknown, context: PositionContext): Promise<PositionModel>;
}

export function definePositionMethod<Schema extends z.ZodType>(definition: PositionMethodDefinition<Schema>): PositionMethod {
  const parameters = parametersOf(`position method '${definition.name}'`, definition.params);
  return {
    ...definition,
    ...parameters,
    async model(book, params, context) {
      const parsed = parameters.parse(params);
      checkVarContext(context);
      checkBook(book, definition.minimumRows(parsed, context));
      checkMoves(book);
      return definition.model(book, parsed, context);
    },
  };
}
