import { envFragments, readEnv } from "@plimsoll/schema/env";
import { z } from "zod";

/** The environment of the api process. The supervisor fills in what the local machine decides. */
export function apiEnv(source: NodeJS.ProcessEnv) {
  return readEnv(
    {
      API_PORT: envFragments.API_PORT,
      PLIMSOLL_HOME: envFragments.PLIMSOLL_HOME,
      DATABASE_URL: envFragments.DATABASE_URL.unwrap(),
      SCORER_URL: z.url().default("http://127.0.0.1:4100"),
      SCORER_SECRET: envFragments.SCORER_SECRET.unwrap(),
      LOG_LEVEL: envFragments.LOG_LEVEL,
      UPLOAD_MAX_BYTES: envFragments.UPLOAD_MAX_BYTES,
    },
    source,
  );
}
