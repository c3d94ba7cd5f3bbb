import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { parseWith } from "../../parameters.ts";
import { BUSINESS_LINES, categoryReader, EVENT_TYPES } from "../taxonomy.ts";

const column = () => z.string().min(1);
/** A column of the data set, or one value for all rows. */
const source = () => z.union([z.strictObject({ column: column() }), z.strictObject({ value: z.string().min(1) })]);
export type CellSource = z.output<ReturnType<typeof source>>;
const words = () => z.array(z.strictObject({ text: z.string().min(1), code: z.string().min(1) })).default([]);

/** Which columns of a data set are a loss register. */
export const LossMapping = z.strictObject({
  id: column().nullable().default(null).meta({ title: "Event id", description: "Column that names each loss once." }),
  eventType: source().meta({
    title: "Event type",
    description: "Basel's seven: code, title, abbreviation or number; other words by 'eventTypeWords'.",
  }),
  businessLine: source().nullable().default(null).meta({ title: "Business line", description: "Basel's eight, likewise." }),
  occurred: column().nullable().default(null).meta({ title: "Occurred", description: "Date column." }),
  discovered: column().nullable().default(null).meta({ title: "Discovered", description: "Date column." }),
  accounted: column().nullable().default(null).meta({ title: "Accounted", description: "Date column." }),
  gross: column().meta({ title: "Gross loss", description: "Before recoveries, above zero." }),
  recovery: column().nullable().default(null).meta({ title: "Recoveries", description: "Without insurance; empty = none." }),
  insuranceRecovery: column().nullable().default(null).meta({ title: "Insurance recoveries", description: "Empty = none." }),
  net: column().nullable().default(null).meta({ title: "Net loss", description: "Checked against gross less recoveries." }),
  currency: source()
    .nullable()
    .default(null)
    .meta({ title: "Currency", description: "Of the row's amounts; none = the reporting currency." }),
  reportingCurrency: z.string().min(1).default("EUR").meta({ title: "Reporting currency", description: "Of the register." }),
  rates: z
    .array(z.strictObject({ currency: z.string().min(1), rate: z.number().gt(0) }))
    .default([])
    .meta({ title: "Exchange rates", description: "Units of the reporting currency for one of each other currency." }),
  eventTypeWords: words().meta({ title: "Event type words", description: "Own words of the register, with the code each stands for." }),
  businessLineWords: words().meta({ title: "Business line words", description: "Likewise." }),
  threshold: z
    .number()
    .min(0)
    .default(0)
    .meta({ title: "Reporting threshold", description: "Gross amount from which losses are complete, reporting currency." }),
});
export type LossMapping = z.output<typeof LossMapping>;

/** The mapping with its defaults. @throws AppError "INVALID_INPUT" naming the field, also for one value for all rows that is no category. */
export function parseLossMapping(mapping: unknown): LossMapping {
  const parsed = parseWith("loss mapping", LossMapping, mapping, []);
  const { eventType, businessLine, eventTypeWords, businessLineWords } = parsed;
  checkValue("eventType", eventType, categoryReader(EVENT_TYPES, eventTypeWords), EVENT_TYPES);
  checkValue("businessLine", businessLine, categoryReader(BUSINESS_LINES, businessLineWords), BUSINESS_LINES);
  return parsed;
}

function checkValue(
  field: string,
  given: CellSource | null,
  read: (text: string) => string | null,
  entries: readonly { code: string }[],
): void {
  if (!given || !("value" in given) || read(given.value) !== null) return;
  throw invalidInput(`'${given.value}' is none of: ${entries.map(({ code }) => code).join(", ")}.`, { path: [field, "value"] });
}
