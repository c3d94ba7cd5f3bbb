/** Text that does the same outside the portal as the button does inside it. */
export interface GraphqlCall {
  document: string;
  variables: Record<string, unknown>;
}

const tidy = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (inner === null || inner === undefined ? undefined : inner)));

export function graphqlText({ document, variables }: GraphqlCall): string {
  return `${document.trim()}\n\n# variables\n${JSON.stringify(tidy(variables), null, 2)}\n`;
}

/** One shell command; single quotes inside the JSON are closed, escaped and opened again. */
export function curlText({ document, variables }: GraphqlCall, origin: string): string {
  const body = JSON.stringify({ query: document.replace(/\s+/g, " ").trim(), variables: tidy(variables) }).replaceAll("'", "'\\''");
  return `curl -s ${origin}/api/graphql \\\n  -H 'content-type: application/json' \\\n  -H "authorization: Bearer $PLIMSOLL_API_KEY" \\\n  -d '${body}'\n`;
}
