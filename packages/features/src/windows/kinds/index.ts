import { AppError } from "@plimsoll/schema";
import { nearest } from "../../suggest.ts";
import { count } from "./count.ts";
import { countDistinct } from "./count-distinct.ts";
import { max, min } from "./extreme.ts";
import { geographicSpeed } from "./geographic-speed.ts";
import type { AnyWindowKind } from "./kind.ts";
import { mean } from "./mean.ts";
import { newValue } from "./new-value.ts";
import { median, percentile } from "./percentile.ts";
import { ratioToMean } from "./ratio-to-mean.ts";
import { shareAtNight } from "./share-at-night.ts";
import { std } from "./std.ts";
import { sum } from "./sum.ts";
import { timeSinceLast } from "./time-since-last.ts";
import { velocityRatio } from "./velocity-ratio.ts";

/** Every kind of window feature, by name. */
export const windowKinds: readonly AnyWindowKind[] = [
  count,
  countDistinct,
  sum,
  mean,
  std,
  min,
  max,
  median,
  percentile,
  timeSinceLast,
  velocityRatio,
  shareAtNight,
  newValue,
  ratioToMean,
  geographicSpeed,
];

const byName = new Map(windowKinds.map((kind) => [kind.name, kind]));

/** @throws AppError INVALID_INPUT with the nearest name. */
export function windowKind(name: string): AnyWindowKind {
  const found = byName.get(name);
  if (found) return found;
  const near = nearest(name, [...byName.keys()]);
  throw new AppError("INVALID_INPUT", "input", `Window feature '${name}' does not exist${near ? `; did you mean '${near}'?` : "."}`, {
    path: ["features"],
  });
}
