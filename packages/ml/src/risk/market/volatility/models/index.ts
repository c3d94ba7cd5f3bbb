import { entryOf } from "../../../parameters.ts";
import type { VolatilityModel } from "../volatility-model.ts";
import { arch } from "./arch.ts";
import { egarch } from "./egarch.ts";
import { ewma } from "./ewma.ts";
import { gammaHar } from "./gamma-har.ts";
import { garch } from "./garch.ts";
import { gjr } from "./gjr.ts";
import { gru } from "./gru.ts";
import { har } from "./har.ts";
import { logHar } from "./log-har.ts";
import { lstm } from "./lstm.ts";
import { mlp } from "./mlp.ts";

/** Every volatility model, one line each. */
export const volatilityModels: readonly VolatilityModel[] = [ewma, arch, garch, gjr, egarch, har, logHar, gammaHar, mlp, lstm, gru];

/** The model of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const volatilityModel = (name: string): VolatilityModel => entryOf("Volatility model", volatilityModels, name);
