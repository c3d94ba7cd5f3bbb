import { launch } from "./bootstrap/launch.mjs";

const scripts = { engine: "tools/engine.ts", seed: "tools/seed.ts", bench: "bench/run.ts", verify: "verify/run.ts" };
const [name = "", ...args] = process.argv.slice(2);
const script = scripts[name];
if (script) {
  await launch(script, args, name === "verify");
} else {
  process.stderr.write(`No script '${name}'. There are: ${Object.keys(scripts).join(", ")}.\n`);
  process.exit(1);
}
