import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads of the memory group (cgroup) this process lives in; all zero or null where there is none. */
export interface MemoryGroup {
  /** Processes of the group that the kernel has killed for want of memory. */
  kills(): number;
  limitMb(): number | null;
}

/** @param root where the kernel shows its groups. */
export function openMemoryGroup(root = "/sys/fs/cgroup", self = "/proc/self/cgroup"): MemoryGroup {
  const own = /^0::(.*)$/m.exec(read(self) ?? "")?.[1] ?? "/";
  // Inside a container the group's own path may not be visible: its root then is the group.
  const folders = [join(root, own), root, join(root, "memory")];
  const first = (name: string): string | undefined => folders.map((folder) => read(join(folder, name))).find((text) => text !== undefined);
  return {
    kills: () => Number(/^oom_kill (\d+)$/m.exec(first("memory.events") ?? first("memory.oom_control") ?? "")?.[1] ?? 0),
    limitMb() {
      const bytes = Number(first("memory.max") ?? first("memory.limit_in_bytes") ?? Number.NaN);
      return Number.isFinite(bytes) && bytes < 2 ** 50 ? Math.round(bytes / 2 ** 20) : null;
    },
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
