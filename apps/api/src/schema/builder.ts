import type { Role } from "@plimsoll/schema";
import { AppError } from "@plimsoll/schema";
import SchemaBuilder from "@pothos/core";
import ComplexityPlugin from "@pothos/plugin-complexity";
import ScopeAuthPlugin from "@pothos/plugin-scope-auth";
import type { ApiContext } from "../context.ts";
import { forbidden, unauthenticated } from "../errors.ts";
import { LIMITS } from "../limits.ts";

export interface ApiTypes {
  Context: ApiContext;
  DefaultFieldNullability: false;
  AuthScopes: { role: readonly Role[]; anyone: boolean };
  Scalars: {
    ID: { Input: string; Output: string };
    BigInt: { Input: number; Output: number };
    DateTime: { Input: Date; Output: Date };
    JSONObject: { Input: Record<string, unknown>; Output: Record<string, unknown> };
  };
}

/** The types above with the builder's own defaults: what its references are made of. */
export type SchemaTypes = PothosSchemaTypes.ExtendDefaultTypes<ApiTypes>;

export const builder = new SchemaBuilder<ApiTypes>({
  // Authorization first: it wraps the others, so a refused caller learns nothing of the rest.
  plugins: [ScopeAuthPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authorizeOnSubscribe: true,
    authScopes: ({ caller }) => ({
      role: (roles) => caller !== null && roles.includes(caller.role),
      anyone: true,
    }),
    unauthorizedError: (_parent, { caller }, info) =>
      caller ? forbidden(`The role ${caller.role} may not use '${info.fieldName}'.`) : unauthenticated(),
  },
  complexity: {
    limit: { complexity: LIMITS.cost },
    defaultComplexity: 1,
    defaultListMultiplier: 5,
    complexityError: (_kind, { complexity }) =>
      new AppError(
        "QUERY_TOO_COSTLY",
        "input",
        `The operation may cost ${complexity}; at most ${LIMITS.cost} is allowed. Ask for smaller pages or fewer nested lists.`,
      ),
  },
});

builder.queryType({});
builder.mutationType({});
builder.subscriptionType({});
