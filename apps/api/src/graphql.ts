import { ApolloServer, type ApolloServerPlugin } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from "@apollo/server/plugin/disabled";
import { AppError } from "@plimsoll/schema";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "pino";
import { type ApiContext, PREFLIGHT_HEADERS } from "./context.ts";
import { answerOf, loggable, presentError, unauthenticated } from "./errors.ts";
import { documentLimits, introspects, parseOptions } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { currentRequestId } from "./request-scope.ts";
import { schema } from "./schema/index.ts";

/** Writes a log line for what is our trouble and not the caller's. */
export const reporter = (log: Logger) => (error: AppError) => {
  const { code, status } = answerOf(error);
  if (status < 500) return;
  const line = { requestId: currentRequestId(), code, ...loggable(error.cause ?? error) };
  if (code === "INTERNAL") log.error(line, "unexpected error");
  else log.warn(line, "dependency unavailable");
};

/** Many errors of one kind are one error: a refused bound speaks alone, and repeated ones once. */
export function trimErrors(errors: readonly GraphQLFormattedError[]): GraphQLFormattedError[] {
  const limit = errors.find((error) => error.extensions?.limit !== undefined);
  if (limit) return [limit];
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = `${error.message}\n${error.path?.join(".") ?? ""}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Refused before execution for what the request said: GraphQL over HTTP wants 200 for these where the client accepts plain JSON. */
const REQUEST_ERRORS = new Set(["GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"]);

/** The refusal an operation earns before it runs, or null. Apollo would execute a subscription as if it were a query. */
function refusalOf(operation: string | undefined, asksSchema: boolean, context: ApiContext): AppError | null {
  if (operation === "subscription") {
    return new AppError("INVALID_INPUT", "input", "Subscriptions go over graphql-ws on /graphql or server-sent events on /graphql/stream.");
  }
  return asksSchema && !context.caller ? unauthenticated("Introspection is for signed-in callers.") : null;
}

const gate = (metrics: Metrics): ApolloServerPlugin<ApiContext> => ({
  async requestDidStart() {
    return {
      async didResolveOperation({ document, operation, contextValue }) {
        const refusal = refusalOf(operation?.operation, introspects(document), contextValue);
        if (refusal)
          throw new GraphQLError(refusal.message, { originalError: refusal, extensions: { http: { status: answerOf(refusal).status } } });
      },
      async willSendResponse({ response, request }) {
        const { body, http } = response;
        if (body.kind !== "single") return;
        const { errors, data } = body.singleResult;
        metrics.operations.inc({ outcome: errors ? String(errors[0]?.extensions?.code ?? "INTERNAL") : "ok" });
        if (!errors) return;
        const trimmed = trimErrors(errors);
        body.singleResult.errors = trimmed;
        const acceptsOnlyJson = !request.http?.headers.get("accept")?.includes("application/graphql-response+json");
        const isRequestError = data === undefined && trimmed.every((error) => REQUEST_ERRORS.has(String(error.extensions?.code)));
        const isBound = trimmed.some((error) => error.extensions?.limit !== undefined);
        if (acceptsOnlyJson && isRequestError && !isBound && http.status === 400) http.status = 200;
      },
    };
  },
});

export function openApollo(log: Logger, metrics: Metrics): ApolloServer<ApiContext> {
  const report = reporter(log);
  return new ApolloServer<ApiContext>({
    schema,
    introspection: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    // No "did you mean": whoever may know the schema can ask for it.
    hideSchemaDetailsFromClientErrors: true,
    stopOnTerminationSignals: false,
    csrfPrevention: { requestHeaders: [...PREFLIGHT_HEADERS] },
    parseOptions,
    validationRules: [documentLimits],
    formatError: (formatted, error) => presentError(formatted, error, report),
    logger: { debug: () => {}, info: () => {}, warn: () => log.warn("apollo warning"), error: () => log.error("apollo error") },
    plugins: [
      gate(metrics),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
  });
}
