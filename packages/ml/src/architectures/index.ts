import { AppError } from "@plimsoll/schema";
import type { Architecture } from "./architecture.ts";
import { autoencoder } from "./autoencoder.ts";
import { cnn1d } from "./cnn1d.ts";
import { gru } from "./gru.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";
import { monotone } from "./monotone.ts";
import { resnet } from "./resnet.ts";
import { rnn } from "./rnn.ts";
import { tabm } from "./tabm.ts";
import { tcn } from "./tcn.ts";
import { transformer } from "./transformer.ts";
import { vae } from "./vae.ts";
import { wideDeep } from "./wide-deep.ts";

/** Every architecture of the platform, one line each. */
export const architectures: readonly Architecture[] = [
  lstm,
  mlp,
  gru,
  rnn,
  cnn1d,
  tcn,
  resnet,
  tabm,
  transformer,
  wideDeep,
  monotone,
  autoencoder,
  vae,
];

/** The architecture of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export function architecture(name: string): Architecture {
  const found = architectures.find((entry) => entry.name === name);
  if (found) return found;
  const names = architectures.map((entry) => entry.name).join(", ");
  throw new AppError("INVALID_INPUT", "input", `Architecture '${name}' does not exist. Choose one of: ${names}.`, {
    path: ["architecture"],
  });
}
