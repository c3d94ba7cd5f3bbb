import { Client, type CombinedError, cacheExchange, fetchExchange, mapExchange } from "urql";
import { portalFetch } from "./api-status.ts";

export const isSignedOut = (error: CombinedError): boolean =>
  error.graphQLErrors.some(({ extensions }) => extensions.code === "UNAUTHENTICATED");

/** Back to where the visitor was, once the key is given. */
export function goToSignIn(): void {
  const { pathname, search } = window.location;
  if (pathname === "/sign-in") return;
  window.location.replace(`/sign-in?next=${encodeURIComponent(pathname + search)}`);
}

export const makeClient = (): Client =>
  new Client({
    url: "/api/graphql",
    preferGetMethod: false,
    fetch: portalFetch,
    fetchOptions: { headers: { "apollo-require-preflight": "true" }, credentials: "same-origin" },
    exchanges: [
      mapExchange({
        onError: (error) => {
          if (isSignedOut(error)) goToSignIn();
        },
      }),
      cacheExchange,
      fetchExchange,
    ],
  });

/** One sentence for a person; the request id lets an operator find the rest. */
export function describeError(error: CombinedError): string {
  const first = error.graphQLErrors[0];
  if (!first) return "The API is away. The portal keeps trying and loads this again by itself.";
  if (first.extensions.code === "UNAUTHENTICATED") return "You are signed out.";
  const requestId = first.extensions.requestId;
  return typeof requestId === "string" && first.extensions.code === "INTERNAL" ? `${first.message} (request ${requestId})` : first.message;
}
