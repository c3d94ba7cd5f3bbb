import type { Role } from "@/generated/graphql.ts";

/** Every role with what it may do. */
export const ROLE_OPTIONS: readonly { value: Role; label: string; hint: string }[] = [
  { value: "VIEWER", label: "viewer", hint: "reads" },
  { value: "VALIDATOR", label: "validator", hint: "reads, approves, opens findings" },
  { value: "DEVELOPER", label: "developer", hint: "uploads, trains, scores" },
  { value: "ADMIN", label: "admin", hint: "manages members and keys" },
  { value: "OWNER", label: "owner", hint: "everything" },
];

export const asRole = (value: string): Role => ROLE_OPTIONS.find((known) => known.value === value)?.value ?? "VIEWER";
