import { loadEngine } from "@plimsoll/ml";
import type { EngineInfo, ProbeTask } from "../messages.ts";

/** Name, version and threads of the engine that a run of this machine would get. */
export async function probeTask({ engine }: ProbeTask): Promise<EngineInfo> {
  const { name, version, threads } = await loadEngine(engine ?? undefined);
  return { name, version, threads };
}
