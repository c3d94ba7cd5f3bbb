type Words = { term: string; value: string }[];

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const term = (name: string): string => name.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();

/** A stage's spec as terms with their values; a list of features is one line each. */
export function stageWords(spec: Record<string, unknown>): Words {
  return Object.entries(spec).flatMap(([name, value]): Words => {
    if (Array.isArray(value) && value.some(isRecord)) {
      return value.map((one, at) => ({ term: `${term(name).replace(/s$/, "")} ${at + 1}`, value: recordWords(one) }));
    }
    return value === null || value === "" ? [] : [{ term: term(name), value: recordWords(value) }];
  });
}

/** `sum (amount, 7d) as paid`, `table ratings, key card`. */
function recordWords(value: unknown): string {
  if (Array.isArray(value)) return value.map(recordWords).join(", ");
  if (!isRecord(value)) return String(value);
  const { type, params, name, ...rest } = value;
  const called = typeof name === "string" ? ` as ${name}` : "";
  const own = typeof type === "string" ? `${type}${isRecord(params) ? ` (${recordWords(Object.values(params))})` : ""}${called}` : "";
  const others = Object.entries(rest).filter(([, one]) => one !== null && one !== "" && one !== false);
  return [own, ...others.map(([key, one]) => `${term(key)} ${one === true ? "yes" : recordWords(one)}`)].filter(Boolean).join(", ");
}
