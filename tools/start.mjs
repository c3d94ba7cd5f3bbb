import { launch } from "./bootstrap/launch.mjs";

await launch("tools/start.ts", [...process.argv.slice(2), `--began=${Date.now()}`], true);
