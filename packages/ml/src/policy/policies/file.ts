import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { readTensorFile, writeTensorFile } from "../../bundle/safetensors.ts";
import { policyTypes } from "./index.ts";
import type { Policy } from "./policy.ts";

const KEY = "plimsoll-policy";

const Names = z.array(z.string().max(256)).min(1).max(10_000);
const Header = z.object({
  format: z.literal(1),
  type: z.string().max(64),
  schema: z.object({ observationNames: Names, actionNames: Names }),
  spec: z.record(z.string(), z.unknown()),
  /** What its maker wants to know later: training, seeds, data; plain JSON. */
  lineage: z.record(z.string(), z.unknown()),
});

export interface PolicyFile {
  policy: Policy;
  lineage: Record<string, unknown>;
}

/** A policy as one safetensors file: JSON in its header, weights behind. The same policy gives the same bytes, so their sha256 is its identity. */
export function writePolicy(policy: Policy, lineage: Record<string, unknown> = {}): Uint8Array<ArrayBuffer> {
  const { weights, ...parts } = policy.serialize();
  return writeTensorFile({ [KEY]: JSON.stringify({ format: 1, ...parts, lineage }) }, weights);
}

/** The policy in a file, checked as a stranger's. @throws AppError "BAD_BUNDLE" with what is wrong. */
export function readPolicy(bytes: Uint8Array): PolicyFile {
  const { metadata, tensors } = readTensorFile(bytes);
  const header = Header.safeParse(parse(metadata.get(KEY)));
  if (!header.success) throw badPolicy(`its ${header.error.issues[0]?.path.join(".") || "header"} is not valid`);
  const { type, schema, spec, lineage } = header.data;
  const reader = policyTypes.find((entry) => entry.type === type);
  if (!reader) throw badPolicy(`its type '${type}' is not one of ${policyTypes.map((entry) => entry.type).join(", ")}`);
  try {
    return { policy: reader.read({ type, schema, spec, weights: [...tensors.values()] }), lineage };
  } catch (error) {
    if (error instanceof z.ZodError) throw badPolicy(`its ${error.issues[0]?.path.join(".") || "content"} is not valid`);
    if (error instanceof AppError && error.code !== "BAD_BUNDLE") throw badPolicy(error.message.replace(/\.$/, ""));
    throw error;
  }
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return null;
  }
}

const badPolicy = (message: string): AppError =>
  new AppError("BAD_BUNDLE", "data", `The policy file is refused: ${message}. Use a file that this platform wrote.`);
