import { REQUEST_HEADERS } from "@/graphql/api-status.ts";

/** The API's own paths start without `/api`; the browser reaches them through the portal's origin. */
export const portalUrl = (apiUrl: string): string => `/api${new URL(apiUrl, "http://api.invalid").pathname}`;

export interface UploadTarget {
  url: string;
  headers: readonly { name: string; value: string }[];
}

/** One PUT of the whole file. XMLHttpRequest because it alone reports upload progress. */
export function putFile(target: UploadTarget, file: File, onProgress: (fraction: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", portalUrl(target.url));
    request.setRequestHeader("apollo-require-preflight", REQUEST_HEADERS["apollo-require-preflight"]);
    for (const { name, value } of target.headers) {
      if (!/^(host|content-length|origin|cookie)$/i.test(name)) request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => onProgress(event.lengthComputable ? event.loaded / event.total : 0);
    request.onload = () => (request.status >= 200 && request.status < 300 ? resolve() : reject(new Error(refusal(request))));
    request.onerror = () => reject(new Error("The connection broke during the upload. Drop the file again; nothing half-loaded is kept."));
    request.onabort = () => reject(new DOMException("Upload cancelled.", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function refusal(request: XMLHttpRequest): string {
  try {
    const problem: unknown = JSON.parse(request.responseText);
    if (typeof problem === "object" && problem !== null && "detail" in problem && typeof problem.detail === "string") return problem.detail;
  } catch {
    // Not a problem document: the status says what there is to say.
  }
  return `The upload was refused with status ${request.status}.`;
}
