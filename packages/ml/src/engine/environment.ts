import type { EngineName } from "@plimsoll/schema";

/**
 * What a process that trains must be started with: TensorFlow and glibc read these once, at the start of the process.
 * One thread a run, because the hand-over between threads costs a small training step more than it gains; and freed memory is
 * kept, because a step asks for the same blocks again at once.
 */
export function trainingEnvironment(engine: EngineName): Record<string, string> {
  if (engine !== "NATIVE") return {};
  return {
    TF_CPP_MIN_LOG_LEVEL: "2",
    TF_NUM_INTRAOP_THREADS: "1",
    MALLOC_MMAP_THRESHOLD_: "2147483648",
    MALLOC_TRIM_THRESHOLD_: "4294967296",
  };
}
