import { z } from "zod";

/** Parameters that several environments share, with the same bounds. */
export const positive = (initial: number, title: string, description: string) =>
  z.number("must be a number above 0").gt(0, "must be above 0").default(initial).meta({ title, description });

export const atLeastZero = (initial: number, title: string, description: string) =>
  z.number("must be a number of at least 0").min(0, "must be at least 0").default(initial).meta({ title, description });

export const share = (initial: number, title: string, description: string) =>
  z
    .number("must be a number in [0, 1]")
    .min(0, "must be at least 0")
    .max(1, "must be at most 1")
    .default(initial)
    .meta({ title, description });

export const discount = (initial: number, description: string) =>
  z
    .number("must be a number in [0, 1)")
    .min(0, "must be at least 0")
    .lt(1, "must be below 1")
    .default(initial)
    .meta({ title: "Discount", description });

export const count = (initial: number, most: number, title: string, description: string) =>
  z
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(most, `must be at most ${most}`)
    .default(initial)
    .meta({ title, description });
