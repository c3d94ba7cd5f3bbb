/** The name, with a number where it is taken; takes it. */
export function uniqueName(name: string, used: Set<string>): string {
  let candidate = name;
  for (let i = 2; used.has(candidate); i++) candidate = `${name} (${i})`;
  used.add(candidate);
  return candidate;
}
