import type { Role } from "@plimsoll/schema";
import { ROLES } from "@plimsoll/schema";
import type { GraphQLSchema } from "graphql";

const roles = (...allowed: Role[]) => ({ role: allowed });

/** Who may use a root field. Each field of Query, Mutation and Subscription names one of these. */
export const access = {
  anyone: { anyone: true },
  /** Every signed-in caller. */
  read: roles(...ROLES),
  /** Data in, training and scoring of whole datasets. */
  develop: roles("OWNER", "ADMIN", "DEVELOPER"),
  /** Single records. */
  score: roles("OWNER", "ADMIN", "DEVELOPER", "VALIDATOR"),
  /** What was decided on whom: personal data. */
  decisions: roles("OWNER", "ADMIN", "DEVELOPER", "VALIDATOR"),
  /** Which version serves under which alias. */
  promote: roles("OWNER", "ADMIN", "VALIDATOR"),
  /** Findings and waivers: effective challenge. */
  challenge: roles("OWNER", "ADMIN", "VALIDATOR"),
  /** What the inventory says of a model. */
  describe: roles("OWNER", "ADMIN", "DEVELOPER", "VALIDATOR"),
  /** Training a version once more, to see whether its record holds. */
  verify: roles("OWNER", "ADMIN", "DEVELOPER", "VALIDATOR"),
  /** Who did what. */
  audit: roles("OWNER", "ADMIN", "VALIDATOR"),
  /** Keys, members and rules of the workspace. */
  administer: roles("OWNER", "ADMIN"),
} as const;

/** Fails the start of the api when a root field does not say who may use it. */
export function assertAccessDeclared(schema: GraphQLSchema): GraphQLSchema {
  const undeclared: string[] = [];
  for (const type of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]) {
    for (const field of Object.values(type?.getFields() ?? {})) {
      const options = field.extensions.pothosOptions as { authScopes?: unknown } | undefined;
      if (!options?.authScopes) undeclared.push(`${type?.name}.${field.name}`);
    }
  }
  if (undeclared.length > 0) throw new Error(`These fields do not declare who may use them (authScopes): ${undeclared.join(", ")}.`);
  return schema;
}
