import { AppError } from "@plimsoll/schema";
import { artifacts, type Caller } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import type { Request, Response } from "express";
import type { Services } from "./context.ts";
import { asAppError, notFound, unauthenticated } from "./errors.ts";

/** A download's name in both forms of RFC 6266: ASCII for old readers, UTF-8 for the rest. */
function contentDisposition(fileName: string): string {
  const plain = fileName.replace(/[^\x20-\x7e]|["\\%]/g, "_");
  const encoded = encodeURIComponent(fileName).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** `GET /artifacts/:sha256`: a file of the caller's workspace, never shown in place by a browser. */
export function openDownloads({ database, storage }: Services) {
  return async function download(request: Request, response: Response, caller: Caller | null): Promise<void> {
    if (!caller) throw unauthenticated();
    const sha256 = String(request.params.sha256);
    const [artifact] = /^[0-9a-f]{64}$/.test(sha256)
      ? await database.db
          .select()
          .from(artifacts)
          .where(and(eq(artifacts.sha256, sha256), eq(artifacts.workspaceId, caller.workspaceId)))
      : [];
    if (!artifact) throw notFound(["sha256"]);
    const path = await storage.localPath(sha256);
    const headers = {
      "content-type": artifact.contentType,
      "content-disposition": contentDisposition(artifact.fileName),
      "content-security-policy": "sandbox; default-src 'none'",
      "x-content-type-options": "nosniff",
      "cache-control": "private, max-age=31536000, immutable",
      etag: `"${sha256}"`,
    };
    await new Promise<void>((sent, failed) => {
      // The store lies in a folder whose name may start with a dot; the path is ours, not the client's.
      response.sendFile(path, { headers, dotfiles: "allow", acceptRanges: true, cacheControl: false, lastModified: false }, (error) => {
        // A client that goes away in the middle is no failure of ours.
        if (!error || response.destroyed || (error as NodeJS.ErrnoException).code === "ECONNABORTED") sent();
        else if ((error as { status?: number }).status === 416)
          failed(new AppError("INVALID_INPUT", "input", "The asked range lies outside the file."));
        else failed(asAppError(error));
      });
    });
  };
}
