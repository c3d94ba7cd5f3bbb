const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** `maxEvents` is said "max events". */
export const termWords = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== "" && value !== false;

/**
 * A value of a specification in words: `card, country`; `key card, age yes`; a thing of a kind with its settings, `Sum: column amount,
 * window 7d (called paid)`.
 * @param titleOf what a kind is called to people.
 */
export function specWords(value: unknown, titleOf: (kind: string) => string = (kind) => kind): string {
  if (Array.isArray(value)) return value.map((one) => specWords(one, titleOf)).join(", ");
  if (!isRecord(value)) return value === true ? "yes" : value === false ? "no" : String(value);
  const { type, params, name, ...rest } = value;
  const isKind = typeof type === "string";
  const settings = Object.entries(isKind ? { ...(isRecord(params) ? params : {}), ...rest } : value).filter(([, one]) => isSet(one));
  const said = settings.map(([key, one]) => `${termWords(key)} ${specWords(one, titleOf)}`).join(", ");
  if (!isKind) return said;
  const called = typeof name === "string" ? ` (called ${name})` : "";
  return `${titleOf(type)}${said ? `: ${said}` : ""}${called}`;
}

/** The same as terms with their values, a line each; so is each thing of a list. */
export function specTerms(spec: Record<string, unknown>, titleOf?: (kind: string) => string): { term: string; value: string }[] {
  return Object.entries(spec).flatMap(([name, value]) => {
    if (Array.isArray(value) && value.some(isRecord)) {
      return value.map((one, at) => ({ term: `${termWords(name).replace(/s$/, "")} ${at + 1}`, value: specWords(one, titleOf) }));
    }
    const isEmpty = isRecord(value) && Object.values(value).every((one) => !isSet(one));
    return value === null || value === "" || isEmpty ? [] : [{ term: termWords(name), value: specWords(value, titleOf) }];
  });
}
