import { createHash } from "node:crypto";
import type { NamedWeight } from "../engine/network.ts";
import { writeTensorFile } from "./safetensors.ts";

/** SHA-256, in hexadecimal, of the weights with their names and shapes and of nothing else: equal hashes are equal networks, bit for bit. */
export const weightHash = (weights: readonly NamedWeight[]): string =>
  createHash("sha256").update(writeTensorFile({}, weights)).digest("hex");
