const MS_PER_DAY = 86_400_000;

export interface CivilDate {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
}

export const dayOf = (ms: number): number => Math.floor(ms / MS_PER_DAY);

/** Milliseconds since midnight. */
export const msOfDay = (ms: number): number => ms - dayOf(ms) * MS_PER_DAY;

/** Share of the day gone, in [0, 1). */
export const timeOfDay = (ms: number): number => msOfDay(ms) / MS_PER_DAY;

/** Year, month and day of a day counted from 1970-01-01. Source: Hinnant (2014), "chrono-compatible low-level date algorithms". */
export function civilOf(day: number): CivilDate {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
  };
}

export const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days of the months before, in a common year. */
const BEFORE = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** 1 to 366. */
export const dayOfYear = ({ year, month, day }: CivilDate): number =>
  (BEFORE[month - 1] as number) + (month > 2 && isLeap(year) ? 1 : 0) + day;

/** 1 = Monday to 7 = Sunday, ISO 8601. */
export const weekday = (day: number): number => ((((day + 3) % 7) + 7) % 7) + 1;

/** ISO 8601 week: the week of the year that holds its Thursday. */
export function isoWeek(day: number): number {
  const thursday = day - weekday(day) + 4;
  return Math.floor((dayOfYear(civilOf(thursday)) - 1) / 7) + 1;
}
