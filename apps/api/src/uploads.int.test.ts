import { createHash, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { join } from "node:path";
import { artifacts } from "@plimsoll/schema/db";
import { openLocalStorage } from "@plimsoll/schema/storage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startApi } from "./server.ts";
import { type Harness, openHarness, otherWorkspace } from "./testing/harness.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness({ uploadTimes: { idleMs: 400, windowMs: 60_000, leastBytes: 1 } });
});
afterAll(() => harness?.close());

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

async function announced(byteSize: number): Promise<string> {
  const answer = await harness.ask<{ createUpload: { upload: { url: string } } }>(
    'mutation ($size: BigInt!) { createUpload(input: { fileName: "a.csv", byteSize: $size }) { ... on CreateUploadSuccess { upload { url } } } }',
    { size: byteSize },
  );
  return answer.data?.createUpload.upload.url ?? "";
}

const put = (url: string, body: Buffer | ReadableStream, headers: Record<string, string> = {}, base = harness.api.url) =>
  fetch(`${base}${url}`, {
    method: "PUT",
    body,
    headers: { authorization: `Bearer ${harness.ownerKey}`, ...headers },
    duplex: "half",
  } as RequestInit);
const offset = async (url: string, base = harness.api.url) =>
  Number(
    (await fetch(`${base}${url}`, { method: "HEAD", headers: { authorization: `Bearer ${harness.ownerKey}` } })).headers.get(
      "upload-offset",
    ),
  );
const range = (first: number, last: number, total: number) => ({ "content-range": `bytes ${first}-${last}/${total}` });

describe("uploads", () => {
  test("one PUT of the whole body is 201 with its hash, under the upload's id alone", async () => {
    const bytes = randomBytes(300_000);
    const url = await announced(bytes.length);
    const answer = await put(url, bytes);
    expect(answer.status).toBe(201);
    expect(await answer.json()).toMatchObject({ sha256: sha256(bytes), byteSize: bytes.length });
    expect((await readFile(join(harness.home, "uploads", url.slice("/uploads/".length)))).equals(bytes)).toBe(true);
    expect(await offset(url)).toBe(bytes.length);
  });

  test("the same bytes again are the same answer, other bytes a conflict", async () => {
    const bytes = randomBytes(1_000);
    const url = await announced(bytes.length);
    const first = (await (await put(url, bytes)).json()) as unknown;
    const again = await put(url, bytes);
    expect([again.status, await again.json()]).toEqual([201, first]);
    expect((await put(url, randomBytes(1_000))).status).toBe(409);
    expect((await put(url, bytes.subarray(0, 10), range(0, 9, 1_000))).status).toBe(409);
  });

  test("a cut-off upload goes on from its offset, also on an api that did not see the beginning (F06)", async () => {
    const bytes = randomBytes(200_000);
    const url = await announced(bytes.length);
    expect((await put(url, bytes.subarray(0, 90_000), range(0, 89_999, bytes.length))).status).toBe(200);
    const wrong = await put(url, bytes.subarray(50_000), range(50_000, 199_999, bytes.length));
    expect([wrong.status, wrong.headers.get("upload-offset"), wrong.headers.get("content-type")]).toEqual([
      409,
      "90000",
      "application/problem+json; charset=utf-8",
    ]);
    const other = await startApi(harness.options);
    try {
      const from = await offset(url, other.url);
      const answer = await put(url, bytes.subarray(from), range(from, 199_999, bytes.length), other.url);
      expect([answer.status, ((await answer.json()) as { sha256: string }).sha256]).toEqual([201, sha256(bytes)]);
    } finally {
      await other.close();
    }
  });

  test("lengths that lie are refused, with and without a Content-Length (H40)", async () => {
    const url = await announced(1_000);
    expect((await put(url, randomBytes(1_001))).status).toBe(413);
    expect((await put(url, randomBytes(999))).status).toBe(400);
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(randomBytes(700)) });
    const answer = await put(url, endless).catch(() => null);
    expect(answer === null || answer.status === 413).toBe(true);
    const short = new ReadableStream({
      start(controller) {
        controller.enqueue(randomBytes(400));
        controller.close();
      },
    });
    expect((await put(url, short)).status).toBe(400);
    expect(await offset(url)).toBe(400);
    for (const header of ["bytes 0-5/999", "bytes 5-4/1000", "bytes */1000", "lines 0-1/1000"])
      expect((await put(url, Buffer.from("x"), { "content-range": header })).status).toBe(400);
    const dataset = await harness.ask('mutation ($id: ID!) { createDataset(input: { name: "x", uploadId: $id }) { __typename } }', {
      id: url.slice("/uploads/".length),
    });
    expect(dataset.data).toEqual({ createDataset: { __typename: "NotReadyError" } });
  });

  test("two at once on one upload are refused, and a body that stops is given up (F19)", async () => {
    const url = await announced(1_000);
    const slow = request(`${harness.api.url}${url}`, {
      method: "PUT",
      headers: { authorization: `Bearer ${harness.ownerKey}`, "content-length": 1_000 },
    });
    const ended = new Promise<void>((end) => slow.on("error", () => end()).on("response", () => end()));
    slow.write(randomBytes(10));
    await expect.poll(() => offset(url)).toBe(10);
    expect((await put(url, randomBytes(1_000))).status).toBe(409);
    await ended;
    await expect.poll(async () => (await put(url, randomBytes(1_000))).status).toBe(201);
  });

  test("another tenant's upload and an invented one are the same 404 (H67)", async () => {
    const other = await otherWorkspace(harness.database);
    const url = await announced(10);
    for (const path of [url, "/uploads/upl_00000000000000000000000000", "/uploads/%2e%2e%2fowner-api-key", "/uploads/..%5c..%5cx"]) {
      const answer = await put(path, randomBytes(10), { authorization: `Bearer ${other.key}` });
      expect([path, answer.status, ((await answer.json()) as { detail: string }).detail]).toEqual([
        path,
        404,
        "There is nothing by this id in the workspace.",
      ]);
    }
    expect((await put(url, randomBytes(10), { authorization: `Bearer ${await harness.keyOf("VIEWER")}` })).status).toBe(403);
  });

  test("memory stays flat while 300 MB pass", async () => {
    const size = 300_000_000;
    const url = await announced(size);
    const chunk = randomBytes(1_000_000);
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent >= size) return controller.close();
        controller.enqueue(chunk);
        sent += chunk.length;
      },
    });
    const before = process.memoryUsage();
    let peak = 0;
    const watch = setInterval(() => {
      const now = process.memoryUsage();
      peak = Math.max(peak, now.external + now.heapUsed - before.external - before.heapUsed);
    }, 20);
    const answer = await put(url, body);
    clearInterval(watch);
    expect(answer.status).toBe(201);
    expect(peak).toBeLessThan(64 * 2 ** 20);
  });
});

describe("downloads", () => {
  test("an artifact comes as an attachment that no browser runs, to its workspace only, whole or in part (H78)", async () => {
    const bytes = Buffer.from("<script>alert(1)</script>");
    await mkdir(join(harness.home, "staging"), { recursive: true });
    const path = join(harness.home, "staging", "x");
    await writeFile(path, bytes);
    const stored = await openLocalStorage(join(harness.home, "artifacts")).adopt(path);
    await harness.database.db.insert(artifacts).values({
      workspaceId: harness.workspaceId,
      ...stored,
      kind: "SCORES",
      contentType: "text/csv",
      fileName: 'sc"ores ü.csv',
      runId: "run_x",
    });
    const get = (headers: Record<string, string> = {}, sha = stored.sha256) =>
      fetch(`${harness.api.url}/artifacts/${sha}`, { headers: { authorization: `Bearer ${harness.ownerKey}`, ...headers } });
    const answer = await get();
    expect([answer.status, await answer.text()]).toEqual([200, bytes.toString()]);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "content-disposition": `attachment; filename="sc_ores _.csv"; filename*=UTF-8''sc%22ores%20%C3%BC.csv`,
      "content-type": "text/csv",
    });
    const part = await get({ range: "bytes=1-6" });
    expect([part.status, await part.text()]).toEqual([206, "script"]);
    const other = await otherWorkspace(harness.database);
    expect((await get({ authorization: `Bearer ${other.key}` })).status).toBe(404);
    expect((await get({}, "0".repeat(64))).status).toBe(404);
    expect((await get({}, "%2e%2e%2fowner-api-key")).status).toBe(404);
  });
});
