import { refuse } from "../../refuse.ts";
import type { Estimator } from "../estimator.ts";
import { clippedIps } from "./clipped-ips.ts";
import { dm } from "./dm.ts";
import { dr } from "./dr.ts";
import { drOs } from "./dr-os.ts";
import { ips } from "./ips.ts";
import { sndr } from "./sndr.ts";
import { snips } from "./snips.ts";
import { switchDr } from "./switch-dr.ts";

/** Every estimator for single decisions, one line each. */
export const estimators: readonly Estimator[] = [ips, clippedIps, snips, dm, dr, sndr, switchDr, drOs];

/** The estimator of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export function estimatorOf(name: string): Estimator {
  const found = estimators.find((entry) => entry.name === name);
  if (found) return found;
  throw refuse(`Estimator '${name}' does not exist. Choose one of: ${estimators.map((entry) => entry.name).join(", ")}.`, ["estimator"]);
}
