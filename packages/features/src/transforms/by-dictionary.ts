/**
 * Remembers what was made of a dictionary: it is the same object for all blocks of a table, so its texts are looked at once and not for each
 * block. A dictionary that has grown since is looked at anew.
 */
export function byDictionary<Result>(make: (dictionary: readonly string[]) => Result): (dictionary: readonly string[]) => Result {
  const known = new WeakMap<readonly string[], { length: number; result: Result }>();
  return (dictionary) => {
    const found = known.get(dictionary);
    if (found?.length === dictionary.length) return found.result;
    const result = make(dictionary);
    known.set(dictionary, { length: dictionary.length, result });
    return result;
  };
}

/** Dictionaries that also hold the given texts, and the code of each of these: the same grown dictionary for all blocks of a table. */
export const grownBy = (texts: readonly string[]) =>
  byDictionary((dictionary) => {
    const wanted = new Set(texts);
    const codeOf = new Map<string, number>();
    for (let code = 0; code < dictionary.length; code++) {
      const text = dictionary[code] as string;
      if (wanted.has(text)) codeOf.set(text, code);
    }
    const missing = [...wanted].filter((text) => !codeOf.has(text));
    const grown = missing.length > 0 ? [...dictionary, ...missing] : (dictionary as string[]);
    missing.forEach((text, index) => {
      codeOf.set(text, dictionary.length + index);
    });
    return { dictionary: grown, codeOf };
  });
