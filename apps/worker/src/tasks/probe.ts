import { loadEngine } from "@plimsoll/ml";
import type { ProbeTask } from "../messages/data.ts";
import type { EngineInfo } from "../messages/training.ts";

/** Name, version and threads of the engine that a run of this machine would get. */
export async function probeTask({ engine }: ProbeTask): Promise<EngineInfo> {
  const { name, version, threads } = await loadEngine(engine ?? undefined);
  return { name, version, threads };
}
