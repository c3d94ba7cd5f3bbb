import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, stat } from "node:fs/promises";
import { join } from "node:path";
import { AppError, idKind } from "@plimsoll/schema";
import { type Caller, uploads } from "@plimsoll/schema/db";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Request, Response } from "express";
import type { Services } from "./context.ts";
import { forbidden, notFound, unauthenticated } from "./errors.ts";
import { access } from "./schema/access.ts";

type UploadRow = typeof uploads.$inferSelect;

export interface UploadTimes {
  /** A body that stops for so long is given up. */
  idleMs: number;
  /** Over each such window a body must bring at least `leastBytes`. */
  windowMs: number;
  leastBytes: number;
}
const TIMES: UploadTimes = { idleMs: 30_000, windowMs: 30_000, leastBytes: 16_384 };

/** A refused PUT; `offset` tells where the upload stands. */
const refusal = (httpStatus: number, code: string, message: string, offset?: number): AppError =>
  new AppError(code, httpStatus === 409 ? "conflict" : "input", message, { httpStatus, offset });

/** `PUT` and `HEAD` of /uploads/:id. The file is named by the upload's id alone. */
export function openUploads(services: Services, times: UploadTimes = TIMES) {
  const { database, home, metrics } = services;
  const open = new Set<string>();
  const pathOf = (id: string): string => join(home.uploads, id);

  async function find(id: string, caller: Caller | null): Promise<UploadRow> {
    if (!caller) throw unauthenticated();
    if (!access.develop.role.includes(caller.role)) throw forbidden(`The role ${caller.role} may not upload.`);
    const rows =
      idKind(id) === "upload"
        ? await database.db
            .select()
            .from(uploads)
            .where(and(eq(uploads.id, id), eq(uploads.workspaceId, caller.workspaceId)))
        : [];
    if (!rows[0]) throw notFound();
    return rows[0];
  }

  async function put(request: Request, response: Response, caller: Caller | null): Promise<void> {
    const upload = await find(String(request.params.id), caller);
    if (upload.sha256) {
      // A client that lost the first answer sends the same bytes again: the same answer, and nothing is written.
      await confirmSame(upload, request, times);
      response.setHeader("upload-offset", String(upload.byteSize));
      response.status(201).json({ id: upload.id, sha256: upload.sha256, byteSize: upload.byteSize });
      return;
    }
    if (open.has(upload.id)) throw refusal(409, "UPLOAD_BUSY", "Another request is sending this upload; wait for it to end.");
    open.add(upload.id);
    try {
      const sent = await receive(upload, request);
      response.setHeader("upload-offset", String(sent.offset));
      if (sent.sha256 === null) response.status(200).json({ id: upload.id, offset: sent.offset, byteSize: upload.byteSize });
      else response.status(201).json({ id: upload.id, sha256: sent.sha256, byteSize: upload.byteSize });
    } finally {
      open.delete(upload.id);
    }
  }

  async function receive(upload: UploadRow, request: Request): Promise<{ offset: number; sha256: string | null }> {
    const path = pathOf(upload.id);
    await mkdir(home.uploads, { recursive: true });
    const kept = (await stat(path).catch(() => null))?.size ?? 0;
    const range = readRange(request, upload, kept);
    const { hash, handle } = await openAt(path, range.start);
    let offset = range.start;
    const watch = watchPace(request, times);
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        if (offset + chunk.length > range.end) {
          throw refusal(
            413,
            "TOO_MANY_BYTES",
            `More bytes came than announced: ${upload.byteSize} for the file, ${range.end - range.start} for this request.`,
            offset,
          );
        }
        hash.update(chunk);
        await writeAll(handle, chunk, offset);
        offset += chunk.length;
        metrics.uploadBytes.inc(chunk.length);
        watch.received(chunk.length);
      }
      await handle.sync();
    } finally {
      watch.stop();
      await handle.close();
      await database.db
        .update(uploads)
        .set({ receivedBytes: offset })
        .where(and(eq(uploads.id, upload.id), isNull(uploads.sha256)))
        .catch(() => {});
    }
    if (offset < range.end)
      throw refusal(400, "TOO_FEW_BYTES", `The body ended at byte ${offset} of ${range.end}. Go on from there with Content-Range.`, offset);
    if (offset < upload.byteSize) return { offset, sha256: null };
    const sha256 = hash.digest("hex");
    await database.db
      .update(uploads)
      .set({ receivedBytes: offset, sha256, completedAt: sql`now()` })
      .where(and(eq(uploads.id, upload.id), isNull(uploads.sha256)));
    return { offset, sha256 };
  }

  async function head(request: Request, response: Response, caller: Caller | null): Promise<void> {
    const upload = await find(String(request.params.id), caller);
    const offset = upload.sha256 ? upload.byteSize : ((await stat(pathOf(upload.id)).catch(() => null))?.size ?? 0);
    response.setHeader("upload-offset", String(Math.min(offset, upload.byteSize)));
    response.setHeader("upload-length", String(upload.byteSize));
    response.setHeader("cache-control", "no-store");
    response.status(200).end();
  }

  return { put, head };
}

/** Reads a body that repeats a complete upload. Throws unless it is the very same bytes, whole. */
async function confirmSame(upload: UploadRow, request: Request, times: UploadTimes): Promise<void> {
  const differs = refusal(409, "UPLOAD_COMPLETE", "The upload is complete already. Create another one for other bytes.", upload.byteSize);
  const length = request.headers["content-length"];
  if (request.headers["content-range"] !== undefined || (length !== undefined && Number(length) !== upload.byteSize)) throw differs;
  const hash = createHash("sha256");
  let received = 0;
  const watch = watchPace(request, times);
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > upload.byteSize) throw differs;
      hash.update(chunk);
      watch.received(chunk.length);
    }
  } finally {
    watch.stop();
  }
  if (hash.digest("hex") !== upload.sha256) throw differs;
}

/** Where this request's bytes go. A whole body starts over; a range goes on exactly where the file ends. */
function readRange(request: Request, upload: UploadRow, kept: number): { start: number; end: number } {
  const header = request.headers["content-range"];
  const length = request.headers["content-length"];
  let range = { start: 0, end: upload.byteSize };
  if (header !== undefined) {
    const [, first, last, total] = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/.exec(header) ?? [];
    if (!first || !last || !total) throw refusal(400, "INVALID_INPUT", "Content-Range must read 'bytes <first>-<last>/<total>'.");
    range = { start: Number(first), end: Number(last) + 1 };
    if (Number(total) !== upload.byteSize || range.end > upload.byteSize || range.end <= range.start) {
      throw refusal(400, "INVALID_INPUT", `Content-Range does not fit the announced ${upload.byteSize} bytes.`);
    }
    if (range.start !== kept) throw refusal(409, "WRONG_OFFSET", `The upload has ${kept} bytes; go on from there.`, kept);
  }
  if (length !== undefined && Number(length) !== range.end - range.start) {
    const status = Number(length) > range.end - range.start ? 413 : 400;
    throw refusal(status, "WRONG_LENGTH", `Content-Length is ${length}; ${range.end - range.start} bytes were announced.`);
  }
  return range;
}

/** Opens the file for writing at `start`, with the hash of what lies before: read again, since a killed process takes its hash along. */
async function openAt(path: string, start: number): Promise<{ hash: Hash; handle: FileHandle }> {
  const hash = createHash("sha256");
  if (start === 0) return { hash, handle: await open(path, "w", 0o600) };
  for await (const chunk of createReadStream(path, { end: start - 1, highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) hash.update(chunk);
  return { hash, handle: await open(path, "r+") };
}

async function writeAll(handle: FileHandle, chunk: Buffer, position: number): Promise<void> {
  for (let done = 0; done < chunk.length; ) {
    const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position + done);
    done += bytesWritten;
  }
}

/** Ends a request whose body stops or trickles. */
function watchPace(request: Request, { idleMs, windowMs, leastBytes }: UploadTimes): { received(bytes: number): void; stop(): void } {
  let inWindow = 0;
  const give = () =>
    request.destroy(new AppError("REQUEST_TIMEOUT", "input", "The body came too slowly; go on from the offset with Content-Range."));
  const pace = setInterval(() => {
    if (inWindow < leastBytes) give();
    inWindow = 0;
  }, windowMs);
  let idle = setTimeout(give, idleMs);
  return {
    received(bytes) {
      inWindow += bytes;
      clearTimeout(idle);
      idle = setTimeout(give, idleMs);
    },
    stop() {
      clearInterval(pace);
      clearTimeout(idle);
    },
  };
}
