import { ENGINE_NAMES } from "@plimsoll/schema";
import type { Engine } from "../engine/engine.ts";
import { loadEngine } from "../engine/load.ts";

/** Every engine that loads on this machine; a test walks them all. */
export async function availableEngines(): Promise<Engine[]> {
  const loaded = await Promise.allSettled(ENGINE_NAMES.map((name) => loadEngine(name)));
  return loaded.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
}
