import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { envFragments, readEnv } from "@plimsoll/schema/env";
import { settlePorts, type WantedPort } from "./ports.ts";
import { StartTrouble } from "./trouble.ts";

export interface StartSettings {
  home: string;
  databaseUrl: string | undefined;
  engine: "native" | "wasm" | "cpu" | undefined;
  apiPort: number;
  webPort: number;
  scorerPort: number;
  scorerUrl: string;
  scorerSecret: string;
  /** False where SCORER_URL names a scorer elsewhere. */
  ownScorer: boolean;
  logLevel: string;
}

/** Reads `.env` (what the environment says already wins), then the environment. */
export function readSettings(
  root: string,
): Omit<StartSettings, "apiPort" | "webPort" | "scorerPort" | "scorerUrl"> & { wanted: WantedPort[]; scorerUrl: string | undefined } {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  const { API_PORT, WEB_PORT, PLIMSOLL_HOME, DATABASE_URL, PLIMSOLL_ENGINE, SCORER_URL, SCORER_SECRET, SCORER_PORT, LOG_LEVEL } =
    envFragments;
  const env = readEnv(
    { API_PORT, WEB_PORT, PLIMSOLL_HOME, DATABASE_URL, PLIMSOLL_ENGINE, SCORER_URL, SCORER_SECRET, SCORER_PORT, LOG_LEVEL },
    process.env,
  );
  if (env.SCORER_URL && !env.SCORER_SECRET)
    throw new StartTrouble("SCORER_URL names a scorer elsewhere: set SCORER_SECRET to the secret it was started with.");
  const wanted: WantedPort[] = [
    { variable: "API_PORT", port: env.API_PORT },
    { variable: "WEB_PORT", port: env.WEB_PORT },
  ];
  if (!env.SCORER_URL) wanted.push({ variable: "SCORER_PORT", port: env.SCORER_PORT });
  return {
    home: env.PLIMSOLL_HOME,
    databaseUrl: env.DATABASE_URL,
    engine: env.PLIMSOLL_ENGINE,
    wanted,
    scorerUrl: env.SCORER_URL,
    scorerSecret: env.SCORER_SECRET ?? randomBytes(32).toString("base64url"),
    ownScorer: !env.SCORER_URL,
    logLevel: env.LOG_LEVEL,
  };
}

/** The settings with ports that are free at this moment. */
export async function settleSettings({ wanted, scorerUrl, ...rest }: ReturnType<typeof readSettings>): Promise<StartSettings> {
  const [apiPort = 0, webPort = 0, scorerPort = 0] = await settlePorts(wanted);
  return { ...rest, apiPort, webPort, scorerPort, scorerUrl: scorerUrl ?? `http://127.0.0.1:${scorerPort}` };
}
