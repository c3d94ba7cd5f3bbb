import { z } from "zod";
import { defineMarketIndicator } from "../indicator.ts";

const MS_PER_DAY = 86_400_000;

export const calendar = defineMarketIndicator({
  name: "calendar",
  title: "Calendar",
  group: "CALENDAR",
  description:
    "Where the row stands in week, month and year (UTC), how many days are left in the month, and the days since the row before.",
  formula:
    "week_day 1 = Monday .. 7 = Sunday, month_day 1 .. 31, days_to_month_end 0 on the last day, month 1 .. 12, quarter 1 .. 4, days_since_last",
  source: "ISO 8601 for the days of the week",
  unit: "days, or number of day, month, quarter",
  params: z.strictObject({}),
  reads: () => ({}),
  outputs: () => ["week_day", "month_day", "days_to_month_end", "month", "quarter", "days_since_last"],
  label: () => "calendar",
  compute: ({ times }) => {
    const of = (figure: (date: Date, t: number) => number): Float64Array => times.map((time, t) => figure(new Date(time), t));
    const month = of((date) => date.getUTCMonth() + 1);
    return [
      of((date) => ((date.getUTCDay() + 6) % 7) + 1),
      of((date) => date.getUTCDate()),
      of((date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate() - date.getUTCDate()),
      month,
      month.map((value) => Math.ceil(value / 3)),
      of((_date, t) => (t === 0 ? Number.NaN : ((times[t] as number) - (times[t - 1] as number)) / MS_PER_DAY)),
    ];
  },
});
