/** The one place where the portal turns numbers and times into text. */
const LOCALE = "en-GB";
const grouped = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const dateTime = new Intl.DateTimeFormat(LOCALE, { day: "2-digit", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

export const formatCount = (value: number): string => grouped.format(value);

const compact = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumSignificantDigits: 4 });

/** An amount of money where there is little room: 49.15m, 1.2bn, 684k. */
export const formatCompact = (value: number): string => compact.format(value);

/** A metric or loss, four significant digits: 0.7783, 12.35, 0.004512. */
export function formatMetric(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(3);
  return size >= 1000 ? grouped.format(value) : value.toPrecision(4);
}

/** A p-value: what lies far below every level is not spelled out. */
export const formatPValue = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? "–" : value < 0.001 ? "<\u00a00.001" : value.toFixed(3);

/** `p = 0.041`, `p < 0.001`. */
export const pWords = (value: number): string => (value < 0.001 ? `p ${formatPValue(value)}` : `p = ${formatPValue(value)}`);

/** A figure of a column: short, grouped, up to four significant digits after large integers are kept whole. */
export function formatValue(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return grouped.format(value);
  if (Math.abs(value) >= 1000) return grouped.format(value);
  return String(Number(value.toPrecision(4)));
}

/** A share as a percentage with its sign; `digits` after the point. */
export const formatPercent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined || !Number.isFinite(share) ? "–" : `${(share * 100).toFixed(digits)} %`;

export function formatInterval(low: number | null | undefined, high: number | null | undefined): string {
  return low === null || low === undefined || high === null || high === undefined ? "" : `${formatMetric(low)} to ${formatMetric(high)}`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${UNITS[unit]}`;
}

export function formatDuration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return "–";
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 1) return "under 1 s";
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

export const formatTime = (iso: string | null | undefined): string => (iso ? dateTime.format(new Date(iso)) : "–");

/** A value of a DATE or TIMESTAMP column, given in milliseconds since the epoch. */
export function formatInstant(ms: number | null | undefined, withTime: boolean): string {
  if (ms === null || ms === undefined || !Number.isFinite(ms)) return "–";
  const iso = new Date(ms).toISOString();
  return withTime ? iso.slice(0, 19).replace("T", " ") : iso.slice(0, 10);
}
