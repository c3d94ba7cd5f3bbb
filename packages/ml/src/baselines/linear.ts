import { checkFinite, checkSameLength, degenerateTarget, invalidInput, type Values } from "../evaluation/inputs.ts";
import { parseWith } from "../risk/parameters.ts";
import { type BaselineDefinition, type BaselineModel, checkMatrix, type LabelledMatrix, LinearJson, labelled } from "./baseline.ts";
import { type Curvature, newtonDirection } from "./newton-direction.ts";

export interface LinearInput extends Omit<LabelledMatrix, "y"> {
  /** [n] finite. */
  y: Values;
  /** Penalty on the squared weights, >= 0; 1 unless given. */
  l2?: number;
}

export interface LinearModel {
  /** [d] change of the value by one unit of each column. */
  weights: Float64Array;
  bias: number;
}

/** The objective is quadratic, so one Newton step is the optimum; a second one mends what rounding or conjugate gradients left. */
const STEPS = 2;

/** Linear regression with an L2 penalty (ridge): minimises sum of w_i (y_i - bias - x_i . weights)^2 / 2 + (l2 / 2) |weights|^2, the bias free.
 *  @returns the optimum by `newtonDirection`; constant columns get weight 0, collinear ones share it when l2 > 0.
 *  @throws AppError "INVALID_INPUT" for sizes, cells, values or weights that are not allowed; "DEGENERATE_TARGET" if all values that count are equal.
 *  Source: Hoerl and Kennard (1970). */
export function fitLinear({ x, y, n, d, weight, l2 = 1 }: LinearInput): LinearModel {
  if (!(l2 >= 0 && Number.isFinite(l2))) throw invalidInput(`'l2' must be a finite number >= 0. Got ${l2}; pass for example 1.`);
  checkMatrix(x, n, d);
  const mean = checkValues(y, n, weight);
  const rowCurvature = weight ? Float64Array.from(weight) : new Float64Array(n).fill(1);
  const curvature: Curvature = { x, n, d, l2, rowCurvature };
  const theta = new Float64Array(d + 1);
  theta[0] = mean;
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = theta.map((value, j) => (j === 0 ? 0 : l2 * value));
    for (let i = 0; i < n; i += 1) {
      const residual = (rowCurvature[i] as number) * (valueAt(theta, x, i, d) - (y[i] as number));
      gradient[0] = (gradient[0] as number) + residual;
      for (let j = 0; j < d; j += 1) gradient[j + 1] = (gradient[j + 1] as number) + residual * (x[i * d + j] as number);
    }
    const direction = newtonDirection(curvature, gradient);
    for (let j = 0; j < theta.length; j += 1) theta[j] = (theta[j] as number) + (direction[j] as number);
  }
  return { weights: theta.slice(1), bias: theta[0] as number };
}

/** The weighted mean of values. @throws AppError "INVALID_INPUT" (sizes, values, weights), "DEGENERATE_TARGET" (all that count are equal). */
export function checkValues(y: Values, n: number, weight?: Values): number {
  checkSameLength("y", y.length, "n", n);
  checkFinite("y", y);
  if (weight) {
    checkSameLength("weight", weight.length, "y", n);
    checkFinite("weight", weight);
  }
  let [sum, total] = [0, 0];
  const counted: number[] = [];
  for (let i = 0; i < n; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    if (w < 0) throw invalidInput(`Weights must not be negative. Row ${i} is ${w}.`, { row: i });
    if (w > 0 && (counted.length === 0 || (counted.length === 1 && counted[0] !== y[i]))) counted.push(y[i] as number);
    sum += w * (y[i] as number);
    total += w;
  }
  if (counted.length < 2)
    throw degenerateTarget(`A baseline needs a target that varies: all ${n} training rows that count are ${counted[0] ?? "none"}.`, {
      nRows: n,
    });
  return sum / total;
}

function valueAt(theta: Float64Array, x: Float32Array | Float64Array, i: number, d: number): number {
  let sum = theta[0] as number;
  for (let j = 0; j < d; j += 1) sum += (theta[j + 1] as number) * (x[i * d + j] as number);
  return sum;
}

/** Ridge regression on the encoded columns, with `fitLinear`'s default penalty. */
export const linear: BaselineDefinition = {
  name: "LINEAR",
  title: "Linear regression (ridge)",
  tasks: ["REGRESSION", "FORECAST"],
  fit: ({ train }) => linearModel(fitLinear(labelled(train))),
  restore(json) {
    const { weights, bias } = parseWith("a stored linear model", LinearJson, json);
    return linearModel({ weights: Float64Array.from(weights), bias });
  },
};

function linearModel({ weights, bias }: LinearModel): BaselineModel {
  const theta = Float64Array.of(bias, ...weights);
  return {
    predict(rows) {
      const { x, d } = rows.encoded();
      checkMatrix(x, rows.n, d);
      checkSameLength("columns", d, "weights", weights.length);
      return Float64Array.from({ length: rows.n }, (_row, i) => valueAt(theta, x, i, d));
    },
    toJSON: () => ({ weights: Array.from(weights), bias }),
  };
}
