import { BUSINESS_LINES, EVENT_TYPES } from "@plimsoll/ml/catalog";
import { LOSS_DATE_NAMES } from "@plimsoll/schema";
import { access } from "../access.ts";
import { builder } from "../builder.ts";

const codes = <Code extends string>(entries: readonly { code: Code }[]) => entries.map(({ code }) => code) as [Code, ...Code[]];

export const LossEventType = builder.enumType("LossEventType", { values: codes(EVENT_TYPES), description: "Basel's seven event types." });
export const LossBusinessLine = builder.enumType("LossBusinessLine", {
  values: codes(BUSINESS_LINES),
  description: "Basel's eight business lines.",
});
export const LossDate = builder.enumType("LossDate", { values: LOSS_DATE_NAMES });

interface Category {
  code: string;
  title: string;
  abbreviation: string;
}
const LossCategory = builder.objectRef<Category>("LossCategory").implement({
  fields: (t) => ({
    code: t.exposeString("code"),
    title: t.exposeString("title"),
    abbreviation: t.exposeString("abbreviation"),
  }),
});

builder.queryFields((t) => ({
  lossEventTypes: t.field({ type: [LossCategory], authScopes: access.read, resolve: () => [...EVENT_TYPES] }),
  lossBusinessLines: t.field({ type: [LossCategory], authScopes: access.read, resolve: () => [...BUSINESS_LINES] }),
}));

type EventTypeCode = (typeof EVENT_TYPES)[number]["code"];
type BusinessLineCode = (typeof BUSINESS_LINES)[number]["code"];

/** A code as the enum it is: rows and results hold plain text, written by our own taxonomy. */
export function eventTypeOf<Code extends string | null>(code: Code): EventTypeCode | Extract<Code, null> {
  return code as EventTypeCode | Extract<Code, null>;
}
export function businessLineOf<Code extends string | null>(code: Code): BusinessLineCode | Extract<Code, null> {
  return code as BusinessLineCode | Extract<Code, null>;
}
