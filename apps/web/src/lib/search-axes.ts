/** How the settings of a search become cells, axes and sort keys. */
export interface Dimension {
  group: "PARAMS" | "TRAINING";
  name: string;
  min?: number | null;
  max?: number | null;
  log: boolean;
  values?: readonly string[] | null;
}

export interface Settings {
  params: Record<string, unknown>;
  training: Record<string, unknown>;
}

export const settingOf = (dimension: Dimension, { params, training }: Settings): unknown =>
  (dimension.group === "PARAMS" ? params : training)[dimension.name];

/** A setting as a reader writes it: 64, 32 rather than [64,32], none for nothing. */
export function settingText(value: unknown): string {
  if (value === undefined || value === null) return "–";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(settingText).join(", ");
  if (typeof value === "number")
    return value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential(2) : String(Number(value.toPrecision(4)));
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Numbers sort as numbers, everything else as its text. */
export const settingKey = (value: unknown): number | string | null =>
  value === undefined || value === null ? null : typeof value === "number" ? value : settingText(value);

export interface SettingAxis {
  choices?: string[];
  log?: boolean;
  cell: (value: unknown) => number | string | null;
}

/** A range is an axis of numbers; a list of values is one of choices, in the order of the list or of the numbers. */
export function settingAxis({ log, values }: Dimension): SettingAxis {
  if (!values) return { ...(log ? { log: true } : {}), cell: (value) => (typeof value === "number" ? value : null) };
  const parsed = values.map((text): unknown => JSON.parse(text));
  const numbers = parsed.filter((value): value is number => typeof value === "number");
  const ordered = numbers.length === parsed.length ? [...numbers].sort((a, b) => a - b) : parsed;
  return { choices: [...new Set(ordered.map(settingText))], cell: (value) => (value === undefined ? null : settingText(value)) };
}

/** Where one dimension was searched, in words. */
export function rangeText({ min, max, log, values }: Dimension): string {
  if (values) return values.map((text) => settingText(JSON.parse(text))).join(" · ");
  return `${settingText(min)} to ${settingText(max)}${log ? ", by its logarithm" : ""}`;
}
