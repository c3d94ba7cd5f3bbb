import { AppError } from "@plimsoll/schema";
import { type ItemRef, isItemRef } from "./items.ts";

/** A formula on statement items: what is shown is what is computed. */
export interface Formula {
  /** Items in the order in which they first stand there. */
  items: ItemRef[];
  /** @param columns [items] values by row. @returns the value of a row, NaN = missing. */
  open(columns: readonly Float64Array[]): (row: number) => number;
}

type Evaluate = (row: number) => number;
/** An expression that has not yet been given its columns. */
type Node = (columns: readonly Float64Array[]) => Evaluate;

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|([a-z_][a-z0-9_.]*)|([-+*/()<>,]))/y;

/** What functions of one number give; NaN where they are not defined. */
const FUNCTIONS: Record<string, (x: number) => number> = {
  positive: (x) => (x > 0 ? x : Number.NaN),
  ln: (x) => (x > 0 ? Math.log(x) : Number.NaN),
  abs: Math.abs,
  exp: Math.exp,
};

/**
 * Reads `+ - * /`, `<` and `>` (1 or 0), parentheses, numbers, item names and the functions
 *   average(item)  half of item plus prior.item,
 *   positive(x)    x where it is above 0, missing else: how a denominator is kept from turning a sign,
 *   ln(x), exp(x), abs(x).
 * A missing operand makes the result missing, and so does a division by zero.
 * @throws AppError INVALID_INPUT at the first character that does not fit.
 */
export function parseFormula(text: string): Formula {
  const items: ItemRef[] = [];
  let at = 0;
  let token = "";

  const fail = (why: string): AppError => new AppError("INVALID_INPUT", "input", `Formula '${text}': ${why} at character ${at}.`);
  const advance = (): void => {
    if (text.slice(at).trim() === "") {
      token = "";
      return;
    }
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw fail("nothing that belongs in a formula");
    at = TOKEN.lastIndex;
    token = match[0].trim();
  };
  const expect = (wanted: string): void => {
    if (token !== wanted) throw fail(`'${wanted}' was expected`);
    advance();
  };
  const take = (operators: string): string | null => {
    if (token === "" || !operators.includes(token)) return null;
    const taken = token;
    advance();
    return taken;
  };

  const item = (name: string): Node => {
    if (!isItemRef(name)) throw fail(`'${name}' is no statement item`);
    let index = items.indexOf(name);
    if (index === -1) index = items.push(name) - 1;
    return (columns) => {
      const values = columns[index];
      if (!values) throw new RangeError(`The formula '${text}' was opened without '${name}'.`);
      return (row) => values[row] as number;
    };
  };
  const primary = (): Node => {
    if (token === "(") {
      advance();
      const inner = comparison();
      expect(")");
      return inner;
    }
    const word = token;
    if (/^\d/.test(word)) {
      advance();
      return () => () => Number(word);
    }
    if (!/^[a-z_]/.test(word)) throw fail("an item, a number or '(' was expected");
    advance();
    if (token !== "(") return item(word);
    advance();
    if (word === "average") {
      const name = token;
      advance();
      expect(")");
      return binary((a, b) => (a + b) / 2, item(name), item(`prior.${name}`));
    }
    const apply = Object.hasOwn(FUNCTIONS, word) ? FUNCTIONS[word] : undefined;
    if (!apply) throw fail(`'${word}' is no function`);
    const inner = comparison();
    expect(")");
    return (columns) => {
      const value = inner(columns);
      return (row) => apply(value(row));
    };
  };
  const unary = (): Node => {
    if (!take("-")) return primary();
    const inner = unary();
    return (columns) => {
      const value = inner(columns);
      return (row) => -value(row);
    };
  };
  const chain = (operators: string, next: () => Node): Node => {
    let left = next();
    for (let operator = take(operators); operator !== null; operator = take(operators)) left = binary(operationOf(operator), left, next());
    return left;
  };
  const product = (): Node => chain("*/", unary);
  const sum = (): Node => chain("+-", product);
  const comparison = (): Node => chain("<>", sum);

  advance();
  const root = comparison();
  if (token !== "") throw fail(`nothing was expected before '${token}'`);
  return { items, open: root };
}

function binary(operation: (a: number, b: number) => number, left: Node, right: Node): Node {
  return (columns) => {
    const [a, b] = [left(columns), right(columns)];
    return (row) => operation(a(row), b(row));
  };
}

function operationOf(operator: string): (a: number, b: number) => number {
  switch (operator) {
    case "+":
      return (a, b) => a + b;
    case "-":
      return (a, b) => a - b;
    case "*":
      return (a, b) => a * b;
    case "/":
      return (a, b) => (b === 0 ? Number.NaN : a / b);
    case "<":
      return (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(a < b));
    default:
      return (a, b) => (Number.isNaN(a) || Number.isNaN(b) ? Number.NaN : Number(a > b));
  }
}
