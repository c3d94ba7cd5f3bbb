import { MISSING_ROWS, type ReadSeries as ReadSeriesValue, SERIES_VALUES } from "@plimsoll/schema";
import { builder } from "../builder.ts";

export const SeriesValues = builder.enumType("SeriesValues", {
  values: SERIES_VALUES,
  description: "What the numbers of a series are.",
});
export const MissingRows = builder.enumType("MissingRows", {
  values: MISSING_ROWS,
  description: "What happens to a row in which a series has no value. Under DROP the return after it spans the gap.",
});

export const ReadSeries = builder.objectRef<ReadSeriesValue>("ReadSeries").implement({
  description: "The rows that a run read.",
  fields: (t) => ({
    nRows: t.exposeInt("nRows"),
    nDropped: t.exposeInt("nDropped", { description: "Rows left out because a series had no value in them." }),
    from: t.exposeString("from", { nullable: true, description: "ISO date; null without a time column." }),
    to: t.exposeString("to", { nullable: true }),
  }),
});

/** A name with its number, where a table of figures has no fixed columns. */
export const NamedNumber = builder.objectRef<{ name: string; value: number }>("NamedNumber").implement({
  fields: (t) => ({ name: t.exposeString("name"), value: t.exposeFloat("value") }),
});

export const HistogramBin = builder.objectRef<{ low: number; high: number; count: number }>("RiskHistogramBin").implement({
  fields: (t) => ({ low: t.exposeFloat("low"), high: t.exposeFloat("high"), count: t.exposeInt("count") }),
});
