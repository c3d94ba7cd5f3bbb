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
