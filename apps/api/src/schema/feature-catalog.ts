import {
  type AnyMarketIndicator,
  type AnyWindowKind,
  type FinancialIndicator,
  financialIndicators,
  type ItemRef,
  marketIndicatorKinds,
  STATEMENT_ITEMS,
  windowKinds,
} from "@plimsoll/features";
import { z } from "zod";
import { access } from "./access.ts";
import { builder } from "./builder.ts";

const paramsOf = (params: z.ZodType) => z.toJSONSchema(params, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;

const EventWindowKind = builder.objectRef<AnyWindowKind>("EventWindowKind").implement({
  description: "A kind of feature over past events, for stages of type windows; `params` is a JSON Schema.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    unit: t.exposeString("unit", { description: "`column` = that of the column it reads." }),
    params: t.field({ type: "JSONObject", resolve: ({ params }) => paramsOf(params) }),
  }),
});

const MarketIndicatorKind = builder.objectRef<AnyMarketIndicator>("MarketIndicatorKind").implement({
  description: "A figure of price series, for stages of type market-indicators; `params` is a JSON Schema.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    group: t.exposeString("group"),
    description: t.exposeString("description"),
    formula: t.exposeString("formula"),
    source: t.exposeString("source"),
    unit: t.exposeString("unit"),
    params: t.field({ type: "JSONObject", resolve: ({ params }) => paramsOf(params) }),
  }),
});

const FinancialIndicatorType = builder.objectRef<FinancialIndicator>("FinancialIndicator").implement({
  description: "A figure of a company's statements, for stages of type company-indicators.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    group: t.exposeString("group"),
    formula: t.exposeString("formula"),
    unit: t.exposeString("unit"),
    source: t.exposeString("source"),
    denominators: t.exposeString("denominators", { description: "When it is missing although its items are there." }),
    items: t.stringList({ description: "Statement items it reads, `prior.` for the year before.", resolve: ({ items }) => [...items] }),
  }),
});

interface Item {
  name: string;
  title: string;
  statement: string;
  meaning: string;
  usedBy: number;
}
const StatementItem = builder.objectRef<Item>("StatementItem").implement({
  description: "An item of a company's statements that indicators read, of the year itself or one before.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "`prior.` and `prior2.` before it name the years before." }),
    title: t.exposeString("title"),
    statement: t.exposeString("statement"),
    meaning: t.exposeString("meaning"),
    usedBy: t.exposeInt("usedBy", { description: "How many indicators read it." }),
  }),
});

const YEARS = { "": "", "prior.": ", year before", "prior2.": ", two years before" };

/** Every item of every year that an indicator reads. */
function statementItems(): Item[] {
  const read = financialIndicators.flatMap(({ items }) => items);
  return Object.entries(YEARS).flatMap(([prefix, words]) =>
    Object.entries(STATEMENT_ITEMS).flatMap(([name, { title, statement, meaning }]) => {
      const ref = `${prefix}${name}` as ItemRef;
      const usedBy = read.filter((item) => item === ref).length;
      return usedBy > 0 ? [{ name: ref, title: `${title}${words}`, statement, meaning, usedBy }] : [];
    }),
  );
}

builder.queryFields((t) => ({
  windowKinds: t.field({ type: [EventWindowKind], authScopes: access.read, resolve: () => [...windowKinds] }),
  marketIndicatorKinds: t.field({ type: [MarketIndicatorKind], authScopes: access.read, resolve: () => [...marketIndicatorKinds] }),
  financialIndicators: t.field({ type: [FinancialIndicatorType], authScopes: access.read, resolve: () => [...financialIndicators] }),
  statementItems: t.field({ type: [StatementItem], authScopes: access.read, resolve: statementItems }),
}));
