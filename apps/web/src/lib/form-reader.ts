/** Collects what the fields of a form hold, and what is wrong with them, by the path that the API would name. */
export interface FormReader {
  problems: Record<string, string>;
  /** Undefined where the field is empty (the API's default holds) or unreadable (told in `problems`). */
  number(path: string, text: string, options?: NumberOptions): number | undefined;
  numbers(path: string, text: string, options?: NumberOptions): number[] | undefined;
  text(path: string, text: string, required?: boolean): string | undefined;
}

interface NumberOptions {
  integer?: boolean;
  required?: boolean;
}

export function formReader(): FormReader {
  const problems: Record<string, string> = {};
  const isMissing = (path: string, text: string, required: boolean): boolean => {
    if (text.trim() !== "") return false;
    if (required) problems[path] = "This is needed.";
    return true;
  };
  const one = (path: string, text: string, integer: boolean): number | undefined => {
    const value = Number(text);
    if (!Number.isFinite(value)) problems[path] = `'${text}' is not a number.`;
    else if (integer && !Number.isInteger(value)) problems[path] = `'${text}' is not a whole number.`;
    else return value;
    return undefined;
  };
  return {
    problems,
    number: (path, text, { integer = false, required = false } = {}) =>
      isMissing(path, text, required) ? undefined : one(path, text.trim(), integer),
    numbers(path, text, { integer = false, required = false } = {}) {
      if (isMissing(path, text, required)) return undefined;
      const read = text
        .split(/[\s,;]+/)
        .filter(Boolean)
        .map((part) => one(path, part, integer));
      return read.every((value) => value !== undefined) ? read : undefined;
    },
    text: (path, text, required = false) => (isMissing(path, text, required) ? undefined : text.trim()),
  };
}
