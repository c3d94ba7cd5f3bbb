import { expect, test } from "vitest";
import { ValidationSpec } from "./validation.ts";

test("nothing said is a hold-out", () => {
  expect(ValidationSpec.parse({})).toEqual({ method: "HOLD_OUT", folds: 5, seed: 1 });
});

test.each([
  [{ method: "GROUP_K_FOLD" }, "groupColumn", /GROUP_K_FOLD needs groupColumn/],
  [{ method: "PURGED" }, "timeColumn", /PURGED needs timeColumn/],
  [{ method: "K_FOLD", embargo: 5 }, "embargo", /embargo belongs to validation PURGED, not to K_FOLD/],
  [{ method: "TIME_SERIES", timeColumn: "day", embargo: 5 }, "embargo", /belongs to validation PURGED/],
  [{ horizon: 3 }, "horizon", /belongs to validation TIME_SERIES and PURGED, not to HOLD_OUT/],
  [{ method: "K_FOLD", window: "ROLLING" }, "window", /belongs to validation TIME_SERIES/],
  [{ method: "K_FOLD", folds: 1 }, "folds", /2/],
] as const)("%j is refused at its field: an option of another method would be ignored in silence", (spec, field, says) => {
  const issue = ValidationSpec.safeParse(spec).error?.issues[0];
  expect(issue?.path).toEqual([field]);
  expect(issue?.message).toMatch(says);
});
