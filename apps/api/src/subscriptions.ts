import { AppError } from "@plimsoll/schema";
import { createComplexityRule } from "@pothos/plugin-complexity";
import {
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  parse,
  specifiedRules,
  subscribe,
  validate,
} from "graphql";
import type { ApiContext } from "./context.ts";
import { presentGraphQLError } from "./errors.ts";
import { trimErrors } from "./graphql.ts";
import { documentLimits, LIMITS, parseOptions } from "./limits.ts";
import { inRequest } from "./request-scope.ts";
import { schema } from "./schema/index.ts";

export interface OperationRequest {
  query?: unknown;
  operationName?: unknown;
  variables?: unknown;
}

const rules = [...specifiedRules, documentLimits, NoSchemaIntrospectionCustomRule];
export const refuse = (message: string): GraphQLError =>
  new GraphQLError(message, { originalError: new AppError("INVALID_INPUT", "input", message) });

/** Parses and checks a subscription by the same bounds as queries. The socket transports carry subscriptions only. */
export function prepareSubscription(
  { query, operationName, variables }: OperationRequest,
  contextValue: ApiContext,
): ExecutionArgs | readonly GraphQLError[] {
  if (typeof query !== "string" || query.length > LIMITS.bodyBytes) return [refuse("'query' must be the text of a subscription.")];
  if (operationName != null && typeof operationName !== "string") return [refuse("'operationName' must be text.")];
  if (variables != null && (typeof variables !== "object" || Array.isArray(variables))) return [refuse("'variables' must be an object.")];
  let document: ReturnType<typeof parse>;
  try {
    document = parse(query, parseOptions);
  } catch (error) {
    return [error instanceof GraphQLError ? error : refuse("The operation could not be read.")];
  }
  const errors = validate(schema, document, rules, { maxErrors: 5 });
  if (errors.length > 0) return errors;
  const operation = getOperationAST(document, operationName);
  if (!operation) return [refuse("The document has no such operation; name one of its operations in 'operationName'.")];
  if (operation.operation !== "subscription")
    return [refuse(`This address carries subscriptions only; POST the ${operation.operation} to /graphql.`)];
  const variableValues = (variables ?? {}) as Record<string, unknown>;
  const cost = createComplexityRule({ context: contextValue, variableValues, operationName, maxComplexity: LIMITS.cost });
  const costErrors = validate(schema, document, [cost]);
  if (costErrors.length > 0) return costErrors;
  return { schema, document, operationName, variableValues, contextValue };
}

/** Errors as clients read them, in the scope of the subscription's request id. */
export function presentErrors(
  errors: readonly GraphQLError[],
  requestId: string,
  report: (error: AppError) => void,
): GraphQLFormattedError[] {
  return inRequest(requestId, () => trimErrors(errors.map((error) => presentGraphQLError(error, report))));
}

export const isStream = (result: AsyncIterable<ExecutionResult> | ExecutionResult): result is AsyncGenerator<ExecutionResult> =>
  Symbol.asyncIterator in result;

/**
 * Runs a subscription. What ends it early (credentials that were revoked) arrives as a last result with its error rather than as a broken
 * connection.
 */
export async function startSubscription(args: ExecutionArgs): Promise<AsyncGenerator<ExecutionResult> | ExecutionResult> {
  const result = await subscribe(args);
  if (!isStream(result)) return result;
  const source = result;
  const guarded = guard();
  return Object.assign(guarded, {
    return: async (value?: unknown) => {
      await source.return?.(undefined);
      return { done: true as const, value };
    },
  }) as AsyncGenerator<ExecutionResult>;

  async function* guard(): AsyncGenerator<ExecutionResult> {
    try {
      yield* source;
    } catch (error) {
      const original = error instanceof Error ? error : undefined;
      yield { errors: [new GraphQLError("The subscription has ended.", { originalError: original })] };
    }
  }
}
