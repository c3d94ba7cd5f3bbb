import { entryOf } from "../../parameters.ts";
import { binomial } from "./binomial.ts";
import type { FrequencyDistribution } from "./frequency.ts";
import { negativeBinomial } from "./negative-binomial.ts";
import { poisson } from "./poisson.ts";

/** Every distribution of yearly loss counts, one line each. */
export const frequencies: readonly FrequencyDistribution[] = [poisson, negativeBinomial, binomial];

/** The distribution of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const frequencyOf = (name: string): FrequencyDistribution => entryOf("Frequency", frequencies, name);
