const LOCALE = "en-GB";
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });

/** The one place where documents turn numbers and times into text. */
export const count = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : whole.format(value));

/** Four significant digits; "–" for what has no value. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return whole.format(value);
  const size = Math.abs(value);
  return size < 1e-4 ? value.toExponential(3) : value.toPrecision(4);
}

export const percent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined || !Number.isFinite(share) ? "–" : `${(share * 100).toFixed(digits)} %`;

export const interval = (value: number, low: number | null, high: number | null): string =>
  low === null || high === null ? figure(value) : `${figure(value)} (${figure(low)} to ${figure(high)})`;

/** `2026-05-04 13:20 UTC`. */
export const moment = (iso: string | null): string => (iso ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : "–");
export const day = (iso: string): string => iso.slice(0, 10);

/** `HIGH_RISK_CREDIT` -> `high risk credit`. */
export const plain = (name: string): string => name.toLowerCase().replaceAll("_", " ");

/** A setting as people read it: `[64,32]` -> "64, 32", `{"l1":0}` -> "l1 0". */
export function settingWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(settingWords).join(", ");
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, part]) => `${name} ${settingWords(part)}`)
      .join("; ");
  return String(value);
}
