import { z } from "zod";

/** `runs.input` of a model document. */
export const DocumentSpec = z.object({ modelVersionId: z.string() });
export type DocumentSpec = z.infer<typeof DocumentSpec>;

interface DocumentFile {
  sha256: string;
  byteSize: number;
  fileName: string;
}

/** `runs.result` of a model document. */
export interface DocumentResult {
  /** The moment whose facts it holds. ISO 8601. */
  madeAt: string;
  html: DocumentFile;
  pdf: DocumentFile;
}
