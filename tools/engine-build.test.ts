import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { engineStatus, ensureNativeEngine } from "./engine-build.ts";
import { runCommand } from "./engine-build-command.ts";
import { withLock } from "./engine-build-lock.ts";
import { EngineUnavailable, fetchTensorFlow, TENSORFLOW_WHEEL } from "./engine-build-wheel.ts";

const linux = process.platform === "linux" && process.arch === "x64";
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "plimsoll-engine-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** A tfjs-node as `npm install` leaves it: sources, no binding. */
async function freshPackage(): Promise<string> {
  const folder = join(home, "tfjs-node");
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "@tensorflow/tfjs-node", version: "0.0.1" }));
  return folder;
}

/** A machine on which only these programs exist; a script stands for each. */
async function machineWith(programs: Record<string, string>): Promise<NodeJS.ProcessEnv> {
  const bin = join(home, "bin");
  await mkdir(bin);
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return { PATH: bin, XDG_CACHE_HOME: join(home, "cache"), HOME: home };
}

const works = "exit 0";
const attempt = async (env: NodeJS.ProcessEnv) => ensureNativeEngine({ log: () => undefined, env, packageFolder: await freshPackage() });

describe.runIf(linux)("ensureNativeEngine", () => {
  it.each([
    ["python3", {}],
    ["make", { python3: works }],
    ["g++", { python3: works, make: works }],
  ])("a machine without %s is told so with the remedy, and the caller goes on", async (missing, programs) => {
    const { status, reason } = await attempt(await machineWith(programs));
    expect(status).toBe("unavailable");
    expect(reason).toContain(`${missing} was not found`);
    expect(reason).toContain("npm run engine");
    expect(reason).not.toContain("\n");
  });

  it("a Python without pip is told so", async () => {
    const env = await machineWith({ python3: 'case "$*" in *pip*) exit 1;; esac', make: works, "g++": works });
    expect((await attempt(env)).reason).toContain("no pip");
  });

  it("a refused download gives pip's own last line and leaves nothing behind", async () => {
    const pip = 'case "$*" in *download*) echo "ERROR: No matching distribution found" >&2; exit 1;; esac';
    const env = await machineWith({ python3: pip, make: works, "g++": works });
    expect((await attempt(env)).reason).toContain("No matching distribution found");
    expect(await readdir(join(home, "cache", "plimsoll"))).toEqual([]);
  });

  it("a disk that fills up during the download is named as that", async () => {
    const pip = 'case "$*" in *download*) echo "OSError: [Errno 28] No space left on device" >&2; exit 1;; esac';
    const env = await machineWith({ python3: pip, make: works, "g++": works });
    expect((await attempt(env)).reason).toContain("disk is full");
  });

  it("a cache folder that cannot be made gives one line, not a stack", async () => {
    const env = await machineWith({});
    await writeFile(join(home, "cache"), "a file where the folder should be");
    const { status, reason } = await attempt(env);
    expect(status).toBe("unavailable");
    expect(reason).not.toContain("\n");
  });

  it("reports an engine that is not built, and builds nothing", async () => {
    const env = await machineWith({});
    expect(await engineStatus({ env, packageFolder: await freshPackage() })).toMatchObject({
      status: "unavailable",
      reason: expect.stringContaining("npm run engine"),
    });
    expect(existsSync(join(home, "cache"))).toBe(false);
  });
});

describe("the wheel", () => {
  const fakePip = (env: NodeJS.ProcessEnv, folder: string) => fetchTensorFlow(folder, TENSORFLOW_WHEEL, env, () => undefined);

  it("with another checksum is refused, and nothing of it is kept", async () => {
    const pip = `case "$*" in *download*) while [ "$1" != "-d" ]; do shift; done; /bin/mkdir -p "$2"; echo forged > "$2/tensorflow.whl";; esac`;
    const env = await machineWith({ python3: pip });
    const folder = join(home, "tensorflow");
    await expect(fakePip(env, folder)).rejects.toThrow(EngineUnavailable);
    await rm(join(home, "bin"), { recursive: true });
    await expect(fakePip(await machineWith({ python3: pip }), folder)).rejects.toThrow(/sha256 [0-9a-f]{64}, expected 2b847d21/);
    expect((await readdir(home)).filter((name) => name.startsWith("tensorflow"))).toEqual([]);
  });
});

describe("withLock", () => {
  it("lets one at a time in, and everyone in the end", async () => {
    const lock = join(home, "lock");
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside++;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside--;
      return most;
    };
    await Promise.all(Array.from({ length: 4 }, () => withLock(lock, () => undefined, work)));
    expect(most).toBe(1);
    expect(existsSync(lock)).toBe(false);
  });

  it("takes over the lock of a process that is gone", async () => {
    const lock = join(home, "lock");
    const gone = await runCommand(process.execPath, ["-e", "process.stdout.write(String(process.pid))"], {
      env: process.env,
      timeoutMs: 30_000,
    });
    await mkdir(lock);
    await writeFile(join(lock, "owner"), gone.output);
    expect(
      await withLock(
        lock,
        () => undefined,
        async () => readFile(join(lock, "owner"), "utf8"),
      ),
    ).toBe(String(process.pid));
  });

  it("is free again after work that failed", async () => {
    const lock = join(home, "lock");
    await expect(
      withLock(
        lock,
        () => undefined,
        async () => Promise.reject(new Error("failed")),
      ),
    ).rejects.toThrow("failed");
    expect(
      await withLock(
        lock,
        () => undefined,
        async () => "next",
      ),
    ).toBe("next");
  });
});
