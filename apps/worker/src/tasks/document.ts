import { writeFile } from "node:fs/promises";
import { renderHtml } from "../document/html.ts";
import { modelDocument } from "../document/model-document.ts";
import { renderPdf } from "../document/pdf.ts";
import type { DocumentTask } from "../messages/version.ts";
import type { TaskResults } from "../messages.ts";
import type { TaskIo } from "./task-io.ts";

/** Writes a version's facts as one HTML page and one PDF. */
export async function documentTask({ facts, htmlPath, pdfPath }: DocumentTask, io: TaskIo): Promise<TaskResults["document"]> {
  io.progress("Writing HTML", 0.1);
  const document = modelDocument(facts);
  await writeFile(htmlPath, renderHtml(document));
  io.progress("Writing PDF", 0.4);
  await writeFile(pdfPath, await renderPdf(document));
  return { sections: document.sections.length };
}
