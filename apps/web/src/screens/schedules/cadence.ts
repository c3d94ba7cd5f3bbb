import type { Cadence } from "@/generated/graphql.ts";

export const CADENCE_WORDS: Record<Cadence, string> = {
  HOURLY: "Every hour",
  DAILY: "Every day",
  WEEKDAYS: "Monday to Friday",
  WEEKLY: "Every week",
  MONTHLY: "Every month",
};
