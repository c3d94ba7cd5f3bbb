import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { downloadName } from "./handlers/run-input.ts";
import { checkpointKeeper } from "./run-files.ts";

test("the two newest recorded checkpoints stay, and one that is being written is not touched", async () => {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-checkpoints-"));
  const place = (name: string) => writeFile(join(folder, name), "x");
  const left = async () => (await readdir(folder)).sort();
  await place("1-3.safetensors");
  const keep = checkpointKeeper(folder, "1-3.safetensors");
  await place("2-4.safetensors");
  await keep("2-4.safetensors");
  expect(await left()).toEqual(["1-3.safetensors", "2-4.safetensors"]);
  await place("2-5.safetensors");
  await place("2-6.safetensors.part");
  await keep("2-5.safetensors");
  expect(await left()).toEqual(["2-4.safetensors", "2-5.safetensors", "2-6.safetensors.part"]);
  await place("2-10.safetensors");
  await keep("2-10.safetensors");
  expect(await left()).toEqual(["2-10.safetensors", "2-5.safetensors"]);
  await rm(folder, { recursive: true });
});

test.each([
  ["../../etc/passwd", "etc_passwd.csv"],
  ["a/b\\c:d\r\nX-Evil: 1", "a_b_c_d_X-Evil_1.csv"],
  ["Ünïcode 数据", "Ünïcode_数据.csv"],
  ["...", "file.csv"],
])("a download of %j is offered as a plain name", (name, expected) => {
  expect(downloadName(name, ".csv")).toBe(expected);
});
