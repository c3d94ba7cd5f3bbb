/** What a training run was asked for, flat: architecture, parameters, options, split, by dotted name. */
export type FlatSettings = ReadonlyMap<string, unknown>;

const PARTS = ["params", "training", "split", "validation"] as const;
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

export function flatSettings(input: Record<string, unknown>): FlatSettings {
  const flat = new Map<string, unknown>();
  for (const name of ["architecture", "task", "target", "calibration"]) if (input[name] != null) flat.set(name, input[name]);
  for (const part of PARTS) {
    const options = input[part];
    if (!isRecord(options)) continue;
    for (const [name, value] of Object.entries(options)) {
      if (isRecord(value)) for (const [inner, own] of Object.entries(value)) flat.set(`${part}.${name}.${inner}`, own);
      else if (value !== null && value !== undefined) flat.set(`${part}.${name}`, value);
    }
  }
  return flat;
}

/** The settings in which runs differ, in the order in which they are met; one that a run lacks counts as a difference. */
export function differingSettings(runs: readonly FlatSettings[]): string[] {
  const names = [...new Set(runs.flatMap((settings) => [...settings.keys()]))];
  return names.filter((name) => new Set(runs.map((settings) => JSON.stringify(settings.get(name) ?? null))).size > 1);
}
