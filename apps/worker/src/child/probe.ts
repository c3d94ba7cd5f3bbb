import type { EngineName } from "@plimsoll/schema";
import type { EngineInfo } from "../messages/training.ts";
import { forkChild } from "./fork.ts";

/**
 * Which engine loads here, found out by a process of its own: the worker itself never loads a tensor library.
 * @throws AppError ENGINE_UNSUPPORTED when the engine asked for does not load.
 */
export async function probeEngine(engine: EngineName | undefined): Promise<EngineInfo> {
  const child = forkChild({ kind: "probe", engine: engine ?? null }, { engine: engine ?? "NATIVE", memoryMb: null });
  try {
    const outcome = await child.outcome;
    if (outcome.type === "failed") throw outcome.error;
    if (outcome.type === "drained") throw new Error("A probe cannot be drained.");
    return outcome.result as EngineInfo;
  } finally {
    await child.kill();
  }
}
