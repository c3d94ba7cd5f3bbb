import { join } from "node:path";
import { type DocumentResult, DocumentSpec } from "@plimsoll/schema";
import { models } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { documentFacts } from "../document/gather.ts";
import { type Handler, plan } from "./handler.ts";
import { downloadName, parseInput } from "./run-input.ts";
import { versionOf } from "./version-input.ts";

/** A version -> what the registry knows of it at this moment, as HTML and PDF. */
export const documentHandler: Handler = async ({ database }, claim, folders) => {
  const { modelVersionId } = parseInput(DocumentSpec, claim);
  const version = await versionOf(database, claim.run.workspaceId, modelVersionId);
  const [model] = await database.db.select().from(models).where(eq(models.id, version.modelId));
  if (!model) throw new Error("A row that a foreign key names is missing.");
  const facts = await documentFacts(database.db, version, model, new Date());
  const [htmlPath, pdfPath] = [join(folders.staging, "document.html"), join(folders.staging, "document.pdf")];
  return plan<"document">({ kind: "document", facts, htmlPath, pdfPath }, async (_written, { adopt }) => {
    const fileName = (suffix: string): string => downloadName(model.name, `-v${version.version}${suffix}`);
    const file = { kind: "DOCUMENT" as const };
    const html = await adopt({ ...file, path: htmlPath, contentType: "text/html; charset=utf-8", fileName: fileName(".html") });
    const pdf = await adopt({ ...file, path: pdfPath, contentType: "application/pdf", fileName: fileName(".pdf") });
    const result: DocumentResult = {
      madeAt: facts.madeAt,
      html: { sha256: html.sha256, byteSize: html.byteSize, fileName: fileName(".html") },
      pdf: { sha256: pdf.sha256, byteSize: pdf.byteSize, fileName: fileName(".pdf") },
    };
    return { result };
  });
};
