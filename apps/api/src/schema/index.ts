import type { GraphQLSchema } from "graphql";
import { assertAccessDeclared } from "./access.ts";
import { builder } from "./builder.ts";
import "./scalars.ts";
import "./enums.ts";
import "./node.ts";
import "./run.ts";
import "./dataset.ts";
import "./expectations.ts";
import "./model.ts";
import "./system.ts";
import "./upload.ts";
import "./training.ts";
import "./cross-validation.ts";
import "./tuning.ts";
import "./comparison.ts";
import "./scoring.ts";
import "./promotion.ts";
import "./members.ts";
import "./governance.ts";
import "./inventory.ts";
import "./findings.ts";
import "./waivers.ts";
import "./audit-log.ts";
import "./viewer.ts";
import "./subscription.ts";

/** The whole schema. Fails when a root field does not say who may use it. */
export const schema: GraphQLSchema = assertAccessDeclared(builder.toSchema());
