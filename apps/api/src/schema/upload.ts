import { AppError, newId } from "@plimsoll/schema";
import { uploads } from "@plimsoll/schema/db";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput } from "../errors.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { EmptyFileError } from "./user-errors.ts";

const HttpHeader = builder.objectRef<{ name: string; value: string }>("HttpHeader").implement({
  fields: (t) => ({ name: t.exposeString("name"), value: t.exposeString("value") }),
});

const Upload = builder.objectRef<{ id: string }>("Upload").implement({
  description: "A place to PUT a file's bytes; `url` is relative to the api, and the request carries the caller's key or cookie.",
  fields: (t) => ({
    id: t.exposeID("id"),
    url: t.string({ resolve: ({ id }) => `/uploads/${id}` }),
    headers: t.field({ type: [HttpHeader], resolve: () => [{ name: "content-type", value: "application/octet-stream" }] }),
  }),
});

/** A file's own name: no folder, no address, nothing a reader's eye could be tricked by. It is shown and never used as a path. */
const FileName = z
  .string()
  .trim()
  .min(1, "must not be blank")
  .max(255, "must have at most 255 characters")
  .regex(/^[^\p{Cc}/\\\u202a-\u202e\u2066-\u2069]*$/u, "must be a plain file name without folders or control characters")
  .refine((name) => name !== "." && name !== "..", "must be a plain file name")
  .transform((name) => name.normalize("NFC"));

const UploadRequest = z.object({ fileName: FileName, byteSize: z.number() });

defineMutation("createUpload", {
  description: "Announces a file; its bytes then go by PUT to `upload.url`.",
  access: access.develop,
  input: builder.inputType("CreateUploadInput", {
    fields: (t) => ({ fileName: t.string({ required: true }), byteSize: t.field({ type: "BigInt", required: true }) }),
  }),
  success: builder.objectRef<{ upload: { id: string } }>("CreateUploadSuccess").implement({
    fields: (t) => ({ upload: t.field({ type: Upload, resolve: ({ upload }) => upload }) }),
  }),
  errors: [EmptyFileError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { database, uploadMaxBytes } = context.services;
    const { fileName, byteSize } = parseInput(UploadRequest, input);
    if (byteSize === 0)
      throw new AppError("EMPTY_FILE", "data", `'${fileName}' has 0 bytes. Choose a file with a header and rows.`, { path: ["byteSize"] });
    if (byteSize < 0 || byteSize > uploadMaxBytes) {
      throw invalidInput(`'${fileName}' has ${byteSize} bytes; a file may have from 1 to ${uploadMaxBytes}.`, ["byteSize"]);
    }
    const id = newId("upload");
    await database.transaction(async (tx) => {
      await tx.db.insert(uploads).values({ id, workspaceId: caller.workspaceId, fileName, byteSize, createdBy: caller.apiKeyId });
      await auditOf(tx, caller, "upload.create", id, { fileName, byteSize });
    });
    return { upload: { id } };
  },
});
