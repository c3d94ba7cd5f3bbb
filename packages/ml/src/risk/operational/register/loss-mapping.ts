import { z } from "zod";
import { parseWith } from "../../parameters.ts";

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

/** The mapping with its defaults. @throws AppError "INVALID_INPUT" naming the field. */
export const parseLossMapping = (mapping: unknown): LossMapping => parseWith("loss mapping", LossMapping, mapping);
