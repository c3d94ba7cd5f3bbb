import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, readlink, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { lastLine, runCommand } from "./engine-build-command.ts";
import { withLock } from "./engine-build-lock.ts";
import { EngineUnavailable, fetchTensorFlow, TENSORFLOW_WHEEL } from "./engine-build-wheel.ts";

export interface EngineBuildOptions {
  log: (line: string) => void;
  env?: NodeJS.ProcessEnv;
  /** The tfjs-node package to equip; the one of packages/ml by default. */
  packageFolder?: string;
}
export interface EngineBuildResult {
  status: "ready" | "built" | "unavailable";
  /** The TensorFlow version the engine runs on. */
  version?: string;
  /** Why the native engine cannot be had here, with the remedy. */
  reason?: string;
}

const NAPI_VERSION = 8;
const BINDING = "tfjs_binding.node";
/** Sonames the binding asks for, and the files of the wheel that stand behind them. */
const LIBRARY_LINKS = { "libtensorflow.so": "libtensorflow_cc.so.2", "libtensorflow_framework.so": "libtensorflow_framework.so.2" };

const fromMl = createRequire(new URL("../packages/ml/package.json", import.meta.url));

/**
 * Makes `@tensorflow/tfjs-node` loadable: the TensorFlow libraries of the pinned Python wheel in the user's cache folder, the
 * package's small binding compiled against them, both kept across reinstalls. Never throws for a machine that lacks
 * something: it says what, and the caller goes on with the WebAssembly engine.
 */
export async function ensureNativeEngine(options: EngineBuildOptions): Promise<EngineBuildResult> {
  const env = options.env ?? process.env;
  try {
    const place = locate(env, options.packageFolder);
    if (await isInstalled(place)) return { status: "ready", version: TENSORFLOW_WHEEL.version };
    await mkdir(place.cache, { recursive: true });
    const onWait = () => options.log("Another process prepares the native engine: waiting for it");
    return await withLock(join(place.cache, "lock"), onWait, () => build(place, env, options.log));
  } catch (error) {
    return { status: "unavailable", reason: reasonOf(error) };
  }
}

/** Whether the native engine is in place, without building anything. */
export async function engineStatus(options: Omit<EngineBuildOptions, "log"> = {}): Promise<EngineBuildResult> {
  try {
    const place = locate(options.env ?? process.env, options.packageFolder);
    if (await isInstalled(place)) return { status: "ready", version: TENSORFLOW_WHEEL.version };
    return { status: "unavailable", reason: "The native engine is not built yet: run `npm run engine`." };
  } catch (error) {
    return { status: "unavailable", reason: reasonOf(error) };
  }
}

interface Place {
  /** The installed tfjs-node. */
  package: string;
  cache: string;
  tensorflow: string;
  /** The compiled binding, cached for this tfjs-node, TensorFlow and Node ABI. */
  binding: string;
  stamp: string;
}

function locate(env: NodeJS.ProcessEnv, packageFolder?: string): Place {
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new EngineUnavailable(
      `The native engine is built on Linux x64 only; this machine is ${process.platform} ${process.arch}: the WebAssembly engine runs instead.`,
    );
  }
  if (!glibcVersion()) {
    throw new EngineUnavailable(
      "TensorFlow's libraries need glibc, and this Node runs on another C library (Alpine?): use a Debian-like image, or go on with the WebAssembly engine.",
    );
  }
  const folder = packageFolder ?? dirname(fromMl.resolve("@tensorflow/tfjs-node/package.json"));
  const { version } = fromMl(join(folder, "package.json")) as { version: string };
  const cache = join(env.XDG_CACHE_HOME ? resolve(env.XDG_CACHE_HOME) : join(env.HOME ?? homedir(), ".cache"), "plimsoll");
  const tensorflow = join(cache, `tensorflow-${TENSORFLOW_WHEEL.version}-linux-x64`);
  const key = `tfjs-node-${version}-tensorflow-${TENSORFLOW_WHEEL.version}-abi${process.versions.modules}-linux-x64`;
  return { package: folder, cache, tensorflow, binding: join(cache, key, BINDING), stamp: `${key} ${tensorflow}\n` };
}

function glibcVersion(): string | undefined {
  const report = process.report.getReport() as { header?: { glibcVersionRuntime?: string } };
  return report.header?.glibcVersionRuntime;
}

const installedBinding = (place: Place) => join(place.package, "lib", `napi-v${NAPI_VERSION}`, BINDING);
const stampFile = (place: Place) => join(place.package, "lib", "plimsoll-engine");

/** The stamp is written last and names the cache, so it is true only of a whole install whose libraries are still there. */
async function isInstalled(place: Place): Promise<boolean> {
  const stamp = await readFile(stampFile(place), "utf8").catch(() => "");
  return stamp === place.stamp && existsSync(installedBinding(place)) && existsSync(join(place.package, "deps", "lib", "libtensorflow.so"));
}

async function build(place: Place, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<EngineBuildResult> {
  // Another process may have finished the same work while this one waited for the lock.
  if (await isInstalled(place)) return { status: "ready", version: TENSORFLOW_WHEEL.version };
  if (!existsSync(place.binding)) await needCompiler(env);
  if (!existsSync(place.tensorflow)) await fetchTensorFlow(place.tensorflow, TENSORFLOW_WHEEL, env, log);
  for (const [link, target] of Object.entries(LIBRARY_LINKS)) await relink(join(place.tensorflow, "lib", link), target);

  if (!existsSync(place.binding)) {
    log("Compiling the binding between Node and TensorFlow");
    await compile(place, env);
  }
  await install(place);
  const version = await probe(place, env).catch(async (error: unknown) => {
    // A binding that does not load must not be found again by the next start.
    await rm(dirname(place.binding), { recursive: true, force: true });
    throw error;
  });
  await writeFile(stampFile(place), place.stamp);
  return { status: "built", version };
}

async function needCompiler(env: NodeJS.ProcessEnv): Promise<void> {
  for (const program of ["python3", "make", "g++"]) {
    const found = await runCommand(program, ["--version"], { env, timeoutMs: 30_000 });
    if (found.exitCode !== 0) {
      throw new EngineUnavailable(
        `${program} was not found: install python3, make and g++ (for example \`apt-get install python3 python3-pip make g++\`), then run \`npm run engine\`.`,
      );
    }
  }
}

/** Compiles in a folder of its own, so that neither a broken build nor a reinstall leaves anything in node_modules. */
async function compile(place: Place, env: NodeJS.ProcessEnv): Promise<void> {
  const scratch = join(place.cache, `build-${process.pid}`);
  await rm(scratch, { recursive: true, force: true });
  await mkdir(scratch, { recursive: true });
  try {
    for (const part of ["binding.gyp", "binding", "package.json"])
      await cp(join(place.package, part), join(scratch, part), { recursive: true });
    await symlink(place.tensorflow, join(scratch, "deps"));
    const nodeGyp = join(dirname(fromMl.resolve("node-gyp/package.json")), "bin", "node-gyp.js");
    const prefix = dirname(dirname(process.execPath));
    const args = [
      nodeGyp,
      "rebuild",
      `--napi_build_version=${NAPI_VERSION}`,
      "--module_name=tfjs_binding",
      `--module_path=${join(scratch, "out")}`,
    ];
    if (existsSync(join(prefix, "include", "node", "node_api.h"))) args.push(`--nodedir=${prefix}`);
    const result = await runCommand(process.execPath, args, { cwd: scratch, env, timeoutMs: 10 * 60_000 });
    if (result.exitCode !== 0) {
      const told = result.output.split("\n").find((line) => /error:|gyp ERR! stack Error/i.test(line)) ?? lastLine(result.output);
      throw new EngineUnavailable(
        `Compiling the TensorFlow binding failed: ${told.trim()} Mend the compiler or the network (Node's headers may be fetched), then run \`npm run engine\`.`,
      );
    }
    await mkdir(dirname(place.binding), { recursive: true });
    await rename(join(scratch, "out", BINDING), place.binding);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * The binding looks for its libraries relative to its own real path, so it is copied and the libraries are linked. Each comes into place by
 * a rename: a process that has the former one loaded keeps it, where writing into the file would crash it.
 */
async function install(place: Place): Promise<void> {
  await rm(stampFile(place), { force: true });
  await mkdir(dirname(installedBinding(place)), { recursive: true });
  const beside = `${installedBinding(place)}.${process.pid}`;
  await copyFile(place.binding, beside);
  await rename(beside, installedBinding(place));
  await relink(join(place.package, "deps"), place.tensorflow);
}

async function relink(path: string, target: string): Promise<void> {
  if ((await readlink(path).catch(() => "")) === target) return;
  const beside = `${path}.${process.pid}`;
  await symlink(target, beside);
  await rename(beside, path).catch(async () => {
    // A folder that stands in the way cannot be renamed over.
    await rm(path, { recursive: true, force: true });
    await rename(beside, path);
  });
}

/** Loads the binding in a process of its own: a library that crashes on this machine must not take the caller along. */
async function probe(place: Place, env: NodeJS.ProcessEnv): Promise<string> {
  const script = "process.stdout.write('TensorFlow ' + require(process.argv[1]).TF_Version)";
  const result = await runCommand(process.execPath, ["-e", script, installedBinding(place)], {
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: "2", NODE_OPTIONS: "" },
    timeoutMs: 120_000,
  });
  const version = /TensorFlow (\S+)$/.exec(result.output)?.[1];
  if (result.exitCode !== 0 || !version) {
    throw new EngineUnavailable(
      `The compiled TensorFlow binding does not load on this machine: ${lastLine(result.output)} The WebAssembly engine runs instead.`,
    );
  }
  return version;
}

function reasonOf(error: unknown): string {
  if (error instanceof EngineUnavailable) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    return "The disk is full: free space, or point XDG_CACHE_HOME at a larger disk, then run `npm run engine`.";
  }
  if (code === "EACCES" || code === "EROFS" || code === "EPERM") {
    return `A folder cannot be written (${message}): give this user write access, or point XDG_CACHE_HOME elsewhere, then run \`npm run engine\`.`;
  }
  return `Preparing the native engine failed: ${message} Run \`npm run engine\` again.`;
}
