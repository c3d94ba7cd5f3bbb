import { AppError } from "@plimsoll/schema";

/** How a child ended that had neither a result nor an error to tell. */
export interface ChildExit {
  code: number | null;
  signal: string | null;
  /** The last of what it wrote to standard error. */
  stderr: string;
  /** Whether the kernel killed a process of our memory group while the child ran. */
  groupKill: boolean;
}

export interface MemoryLimits {
  /** Heap limit of the child in MB; null = Node's own. */
  heapMb: number | null;
  /** Limit of the memory group (container) in MB; null = none. */
  groupMb: number | null;
}

const HEAP_EXHAUSTED = /heap out of memory|Reached heap limit|std::bad_alloc|Cannot allocate memory/;
const REMEDY = "Give it more memory, or use fewer rows, columns or units.";

/** Out of memory is the run's own limit and final; anything else that ends a process may be an accident, so the run gets another attempt. */
export function judgeExit({ code, signal, stderr, groupKill }: ChildExit, { heapMb, groupMb }: MemoryLimits): AppError {
  if (HEAP_EXHAUSTED.test(stderr)) {
    const limit = heapMb === null ? "Node's heap limit" : `its heap limit of ${heapMb} MB (WORKER_MEMORY_MB)`;
    return new AppError("OUT_OF_MEMORY", "resource", `The run's process needed more than ${limit}. ${REMEDY}`, { heapMb });
  }
  if (signal === "SIGKILL" && groupKill) {
    const limit = groupMb === null ? "the memory of its group" : `the ${groupMb} MB of its memory group (container)`;
    return new AppError(
      "OUT_OF_MEMORY",
      "resource",
      `The run's process was killed by the kernel: it needed more than ${limit}. ${REMEDY}`,
      { groupMb },
    );
  }
  const how = signal ? `signal ${signal}` : `exit code ${code}`;
  return new AppError("TRAINER_KILLED", "resource", `The run's process ended with ${how} before it was done.`, { code, signal });
}
