/** A reason mapping as a form holds it: one line for each feature, one box for each language and direction. */
export interface ReasonLine {
  feature: string;
  code: string;
  raises: Record<string, string>;
  lowers: Record<string, string>;
}

interface Sentence {
  language: string;
  text: string;
}
interface Mapped {
  feature: string;
  code?: string | null;
  raises: readonly Sentence[];
  lowers: readonly Sentence[];
}

const byLanguage = (sentences: readonly Sentence[]): Record<string, string> =>
  Object.fromEntries(sentences.map(({ language, text }) => [language, text]));

/** What is mapped already, then every other feature with empty boxes. */
export function reasonLines(mapped: readonly Mapped[], features: readonly string[]): ReasonLine[] {
  const known = mapped.map(({ feature, code, raises, lowers }) => ({
    feature,
    code: code ?? "",
    raises: byLanguage(raises),
    lowers: byLanguage(lowers),
  }));
  const names = new Set(known.map(({ feature }) => feature));
  return [...known, ...features.filter((feature) => !names.has(feature)).map((feature) => ({ feature, code: "", raises: {}, lowers: {} }))];
}

/** Lines that say something, in the shape of the API. */
export function mappingInput(lines: readonly ReasonLine[], languages: readonly string[]) {
  const sentences = (texts: Record<string, string>) =>
    languages.flatMap((language) => {
      const text = texts[language]?.trim() ?? "";
      return text === "" ? [] : [{ language, text }];
    });
  return lines.flatMap(({ feature, code, raises, lowers }) => {
    const [up, down] = [sentences(raises), sentences(lowers)];
    return up.length + down.length === 0 ? [] : [{ feature, code: code.trim() || null, raises: up, lowers: down }];
  });
}
