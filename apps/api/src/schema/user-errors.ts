import type { AppError, UserErrorCode } from "@plimsoll/schema";
import { builder } from "./builder.ts";

/** An expected failure as a value: GraphQL would throw an Error that a resolver returns. */
export interface Refusal {
  refusal: AppError;
}
export const isRefusal = (value: object): value is Refusal => "refusal" in value;

const pathOf = ({ refusal: error }: Refusal): string[] | null =>
  Array.isArray(error.context.path) ? error.context.path.map(String) : null;
const columnsOf = ({ refusal: error }: Refusal): string[] =>
  Array.isArray(error.context.columns) ? error.context.columns.map(String) : [];

export const UserError = builder.interfaceRef<Refusal>("UserError").implement({
  description: "An expected failure of a mutation: what was given, what was expected, how to mend it.",
  resolveType: ({ refusal }) => userErrorType(refusal) ?? undefined,
  fields: (t) => ({
    code: t.string({ resolve: ({ refusal }) => refusal.code }),
    message: t.string({ resolve: ({ refusal }) => refusal.message }),
    path: t.stringList({ nullable: true, description: "Where in the input.", resolve: pathOf }),
  }),
});

const userError = (name: string, description: string) =>
  builder.objectRef<Refusal>(name).implement({ description, interfaces: [UserError] });

export const InvalidInputError = userError("InvalidInputError", "INVALID_INPUT: a value of the input is not acceptable.");
export const IdempotencyConflictError = userError("IdempotencyConflictError", "IDEMPOTENCY_CONFLICT: the key was used for another input.");
export const NotReadyError = userError("NotReadyError", "NOT_READY: an upload is not complete or a data set is not READY.");
export const EmptyFileError = userError("EmptyFileError", "EMPTY_FILE: there is nothing to upload.");
export const ForbiddenTransitionError = userError("ForbiddenTransitionError", "FORBIDDEN_TRANSITION: the state does not allow this step.");
export const UnmappedReasonError = builder.objectRef<Refusal>("UnmappedReasonError").implement({
  description: "UNMAPPED_REASON: the model's reason mapping has no sentence for a reason of a decline, so no reason is given.",
  interfaces: [UserError],
  fields: (t) => ({
    feature: t.string({ resolve: ({ refusal }) => String(refusal.context.feature ?? "") }),
    language: t.string({ resolve: ({ refusal }) => String(refusal.context.language ?? "") }),
  }),
});
export const ColumnError = builder.objectRef<Refusal>("ColumnError").implement({
  description: "UNKNOWN_COLUMN, MISSING_COLUMN or TYPE_MISMATCH: columns and their types do not fit.",
  interfaces: [UserError],
  fields: (t) => ({ columns: t.stringList({ description: "The columns at fault.", resolve: columnsOf }) }),
});

const typeOfCode = {
  INVALID_INPUT: "InvalidInputError",
  UNKNOWN_COLUMN: "ColumnError",
  MISSING_COLUMN: "ColumnError",
  TYPE_MISMATCH: "ColumnError",
  IDEMPOTENCY_CONFLICT: "IdempotencyConflictError",
  NOT_READY: "NotReadyError",
  EMPTY_FILE: "EmptyFileError",
  FORBIDDEN_TRANSITION: "ForbiddenTransitionError",
  UNMAPPED_REASON: "UnmappedReasonError",
} as const satisfies Record<UserErrorCode, string>;

/** The object type an error is answered as, or null where it is not the caller's to mend within the union. */
export function userErrorType(error: AppError): string | null {
  return (typeOfCode as Readonly<Record<string, string>>)[error.code] ?? null;
}
