import { AppError } from "@plimsoll/schema";
import highsLoader, { type Highs } from "highs";

/** A row of a program: lower <= sum of `values[k] * x[indices[k]]` <= upper; an absent bound is none. */
export interface ProgramRow {
  indices: readonly number[] | Int32Array;
  values: readonly number[] | Float64Array;
  lower?: number;
  upper?: number;
}

/**
 * minimise cost' x + 1/2 x' Q x subject to the rows and lower <= x <= upper. Without `quadratic` it is a linear program; with it Q must be
 * positive semidefinite.
 */
export interface Program {
  cost: ArrayLike<number>;
  /** [n, n] row-major, symmetric. */
  quadratic?: Float64Array;
  rows: readonly ProgramRow[];
  /** [n] each; 0 and no bound when nothing is said. */
  lower?: ArrayLike<number>;
  upper?: ArrayLike<number>;
}

export interface ProgramSolution {
  /** [n] */
  x: Float64Array;
  objective: number;
  /** Change of the objective for one unit more of each row's binding bound. */
  rowDuals: Float64Array;
}

/** The package declares its ES module as CommonJS, so the compiler sees its default one level too deep. */
const loadHighs = highsLoader as unknown as typeof highsLoader.default;

let loaded: Promise<Highs> | undefined;

/**
 * The optimum of a linear or convex quadratic program, by HiGHS.
 * @throws AppError "INFEASIBLE" (no point meets the rows and bounds), "UNBOUNDED", or "NOT_CONVERGED" with the solver's own word.
 */
export async function solveProgram(program: Program): Promise<ProgramSolution> {
  loaded ??= loadHighs();
  const highs = await loaded;
  const n = program.cost.length;
  const fill = (values: ArrayLike<number> | undefined, otherwise: number) =>
    values ? Float64Array.from(values) : new Float64Array(n).fill(otherwise);
  const model = highs.createModel({
    numCols: n,
    numRows: program.rows.length,
    colCost: Float64Array.from(program.cost),
    colLower: fill(program.lower, 0),
    colUpper: fill(program.upper, highs.infinity),
    rowLower: program.rows.map(({ lower }) => lower ?? -highs.infinity),
    rowUpper: program.rows.map(({ upper }) => upper ?? highs.infinity),
    matrix: rowMatrix(program.rows, n),
    ...(program.quadratic ? { hessian: lowerTriangle(program.quadratic, n) } : {}),
  });
  try {
    model.options.set({ output_flag: false });
    model.run();
    const status = model.getModelStatus();
    const { modelStatus } = highs.constants;
    if (status === modelStatus.infeasible || status === modelStatus.unboundedOrInfeasible)
      throw new AppError("INFEASIBLE", "data", "No solution meets all constraints together. Loosen a bound or leave a constraint out.");
    if (status === modelStatus.unbounded)
      throw new AppError("UNBOUNDED", "data", "The objective has no optimum within the constraints. Bound the variables.");
    if (status !== modelStatus.optimal)
      throw new AppError(
        "NOT_CONVERGED",
        "numerical",
        `The solver ended without an optimum (status ${status}). Scale the inputs closer to one.`,
      );
    const { colValue, rowDual } = model.getSolution();
    return { x: colValue, objective: model.getObjectiveValue(), rowDuals: rowDual };
  } finally {
    model.dispose();
  }
}

function rowMatrix(rows: readonly ProgramRow[], n: number) {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach(({ indices }, at) => {
    starts[at + 1] = (starts[at] as number) + indices.length;
  });
  const total = starts[rows.length] as number;
  const indices = new Int32Array(total);
  const values = new Float64Array(total);
  rows.forEach((row, at) => {
    indices.set(row.indices, starts[at]);
    values.set(row.values, starts[at]);
  });
  return { format: "csr" as const, numRows: rows.length, numCols: n, starts, indices, values };
}

function lowerTriangle(quadratic: Float64Array, n: number) {
  const starts = new Int32Array(n + 1);
  const indices: number[] = [];
  const values: number[] = [];
  for (let column = 0; column < n; column++) {
    for (let row = column; row < n; row++) {
      const value = quadratic[row * n + column] as number;
      if (value === 0 && row !== column) continue;
      indices.push(row);
      values.push(value);
    }
    starts[column + 1] = indices.length;
  }
  return { format: "triangular" as const, dimension: n, starts, indices, values };
}
