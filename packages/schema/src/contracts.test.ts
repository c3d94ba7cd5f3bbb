import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { AppError, isRetryable, toAppError } from "./errors.ts";
import { canonicalJson } from "./hash.ts";
import { ID_PREFIXES, idKind, newId } from "./ids.ts";
import { jobs } from "./jobs/catalog.ts";
import { openLocalStorage } from "./storage.ts";
import { TrainingSpec } from "./training.ts";

describe("ids", () => {
  test("an id tells its kind and sorts by the time it was made", () => {
    expect(idKind(newId("run"))).toBe("run");
    expect(newId("run", 1_000) < newId("run", 2_000)).toBe(true);
    expect(new Set(Object.values(ID_PREFIXES)).size).toBe(Object.keys(ID_PREFIXES).length);
  });

  test.each(["", "run", "run_", "run_../../etc/passwd", "xyz_01hzzzzzzzzzzzzzzzzzzzzzzz", "run_short"])("'%s' is no id", (text) => {
    expect(idKind(text)).toBeUndefined();
  });
});

describe("errors", () => {
  test("only trouble that may pass is tried again", () => {
    expect(isRetryable(new AppError("UNAVAILABLE", "dependency", ""))).toBe(true);
    expect(isRetryable(new AppError("BUSY", "resource", ""))).toBe(true);
    expect(isRetryable(new AppError("OUT_OF_MEMORY", "resource", ""))).toBe(false);
    expect(isRetryable(new AppError("DIVERGED", "numerical", ""))).toBe(false);
  });

  test("a full disk is named, anything unknown hides its text", () => {
    expect(toAppError(Object.assign(new Error("write failed"), { code: "ENOSPC" })).code).toBe("STORAGE_FULL");
    expect(toAppError(new Error("password=secret")).message).not.toContain("secret");
  });
});

test("equal values have equal canonical text, whatever the order of their keys", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "x" }], a: undefined })).toBe('{"b":[1,{"c":"x","d":null}]}');
  expect(canonicalJson({ a: 1, b: 2 })).toBe(canonicalJson({ b: 2, a: 1 }));
});

test("every job's key is its run, so a second delivery is the same job", () => {
  for (const job of Object.values(jobs)) expect(job.dedupeKey({ runId: "run_1" })).toBe("run_1");
});

describe("training specification", () => {
  const minimal = { datasetId: "ds_1", modelName: "PD cards", target: "default", architecture: "lstm" };

  test("the defaults are those of the contract", () => {
    expect(TrainingSpec.parse(minimal)).toMatchObject({
      task: "BINARY",
      drop: [],
      training: { epochs: 10, batchSize: 32, learningRate: 0.001, classWeight: "NONE" },
      split: { method: "RANDOM", testFraction: 0.2, validationFraction: 0.1 },
    });
  });

  test.each([
    [
      {
        sequence: {
          groups: [
            { name: "PAY", columns: ["a", "b"] },
            { name: "BILL", columns: ["c"] },
          ],
        },
      },
      "sequence.groups",
    ],
    [{ split: { method: "COLUMN" } }, "split.testColumn"],
    [{ training: { epochs: 0 } }, "training.epochs"],
    [{ modelName: "../../etc" }, "modelName"],
  ])("%j is refused at %s", (change, path) => {
    const result = TrainingSpec.safeParse({ ...minimal, ...change });
    expect(result.error?.issues[0]?.path.join(".")).toBe(path);
  });
});

describe("artifact store", () => {
  test("a file is found under the SHA-256 of its bytes, and no other name leads anywhere", async () => {
    const folder = await mkdtemp(join(tmpdir(), "plimsoll-storage-"));
    const storage = openLocalStorage(join(folder, "artifacts"));
    const source = join(folder, "source");
    for (const _ of ["first", "again"]) {
      await writeFile(source, "abc");
      // FIPS 180-2, example B.1.
      expect(await storage.adopt(source)).toEqual({
        sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        byteSize: 3,
      });
    }
    await expect(stat(source)).rejects.toThrow("ENOENT");
    expect(await readFile(await storage.localPath("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"), "utf8")).toBe("abc");
    for (const name of ["../source", "%2e%2e", "", `${"0".repeat(63)}G`, "0".repeat(64)]) {
      await expect(storage.localPath(name)).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await rm(folder, { recursive: true, force: true });
  });
});
