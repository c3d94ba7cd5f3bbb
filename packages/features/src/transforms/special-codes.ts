import { z } from "zod";
import { type Column, type ColumnSchema, numberText } from "../table.ts";
import { byDictionary, grownBy } from "./by-dictionary.ts";
import { numberColumn, rowCountOf } from "./columns.ts";
import { defineColumnTransform, type PlannedColumn, refused } from "./transform.ts";

const Code = z.union([z.number(), z.string().min(1).max(1000)]);
type Code = z.infer<typeof Code>;

/**
 * Values that are no measurements: -2 for "no account", 0 in a list of categories, 9999 for "refused". MISSING: they become missing.
 * INDICATOR: they become missing, and a 0/1 column for each code says where it stood. VALUE: all of them become one given value, e.g. a
 * category of their own. Everything else stays as it is; no row is looked at.
 */
export const specialCodes = defineColumnTransform({
  name: "special-codes",
  title: "Treat special codes",
  description:
    "Turns listed values into missing cells, into missing cells with a 0/1 column for each code, or into one given value. Listed values become missing but with VALUE.",
  params: z
    .strictObject({
      codes: z.array(Code).min(1).max(100).describe("Values that are codes: numbers for columns of numbers, texts for text"),
      to: z.enum(["MISSING", "INDICATOR", "VALUE"]).default("MISSING").describe("What becomes of a code"),
      value: Code.optional().describe("With VALUE: what every code becomes"),
    })
    .refine(({ to, value }) => (to === "VALUE") === (value !== undefined), {
      message: "is needed with VALUE and only there",
      path: ["value"],
    }),
  example: { codes: [3, 7], to: "INDICATOR" },
  accepts: ["INTEGER", "FLOAT", "STRING"],
  effect: "replace",
  missing: "MAKES",
  fit: () => null,
  plan: (input, { codes, to, value }) => {
    for (const code of value === undefined ? codes : [...codes, value]) checkCode(code, input);
    const same = { name: input.name, type: input.type };
    if (to !== "INDICATOR") return [same];
    return [same, ...codes.map((code): PlannedColumn => ({ name: `${input.name} is ${textOf(code)}`, type: "BOOLEAN", filled: true }))];
  },
  open: ({ codes, to, value }) => {
    const indexOf = new Map(codes.map((code, index) => [textOf(code), index]));
    const kindsOf = byDictionary((dictionary) => Int32Array.from(dictionary, (text) => indexOf.get(text) ?? -1));
    const grow = grownBy(value === undefined ? [] : [String(value)]);
    return (input) => {
      const which = whichCode(input, codes, kindsOf);
      const replaced = replace(input, which, value, grow);
      if (to !== "INDICATOR") return [replaced];
      return [replaced, ...codes.map((_, index) => numberColumn(input.name, flags(which, index), "BOOLEAN"))];
    };
  },
});

const textOf = (code: Code): string => (typeof code === "number" ? (numberText("FLOAT", code) ?? "") : code);

/** @throws AppError INVALID_INPUT where the column can never hold the code. */
function checkCode(code: Code, { name, type }: ColumnSchema): void {
  if (type === "STRING" || typeof code === "number") return;
  throw refused(`Column '${name}' is ${type}; its codes are numbers. Got the text ${JSON.stringify(code).slice(0, 40)}.`, [name]);
}

/** Which code stands in each row; -1 = none. */
function whichCode(input: Column, codes: readonly Code[], kindsOf: (dictionary: readonly string[]) => Int32Array): Int32Array {
  const out = new Int32Array(rowCountOf(input)).fill(-1);
  if (input.type === "STRING") {
    const kinds = kindsOf(input.dictionary);
    for (let row = 0; row < out.length; row++) out[row] = kinds[input.codes[row] as number] ?? -1;
    return out;
  }
  for (let row = 0; row < out.length; row++) out[row] = codes.indexOf(input.values[row] as number);
  return out;
}

function replace(input: Column, which: Int32Array, value: Code | undefined, grow: ReturnType<typeof grownBy>): Column {
  if (input.type !== "STRING") {
    const number = value === undefined ? Number.NaN : Number(value);
    return { ...input, values: input.values.map((own, row) => (which[row] === -1 ? own : number)) };
  }
  const { dictionary, codeOf } = grow(input.dictionary);
  const code = value === undefined ? -1 : (codeOf.get(String(value)) as number);
  return { ...input, dictionary, codes: input.codes.map((own, row) => (which[row] === -1 ? own : code)) };
}

const flags = (which: Int32Array, index: number): Float64Array => Float64Array.from(which, (found) => Number(found === index));
