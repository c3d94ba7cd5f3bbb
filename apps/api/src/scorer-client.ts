import { Agent, type IncomingMessage, request } from "node:http";
import {
  type ActionMapRequest,
  type ActionMapResponse,
  AppError,
  type AppErrorJson,
  type DecideRequest,
  type DecideResponse,
  ERROR_KINDS,
  type FeatureRequest,
  type FeatureResponse,
  type RecourseRequest,
  type RecourseResponse,
  type ScoreRequest,
  type ScoreResponse,
} from "@plimsoll/schema";

export interface ScorerClient {
  /** @throws AppError of kind input as the scorer found it, NOT_FOUND, or UNAVAILABLE when it is away or sheds load. */
  score(request: ScoreRequest): Promise<ScoreResponse>;
  /** What one declined applicant would have to change. @throws as `score`. */
  recourse(request: RecourseRequest): Promise<RecourseResponse>;
  /** Features of single rows, by the code that computes them for whole data sets. @throws as `score`. */
  features(request: FeatureRequest): Promise<FeatureResponse>;
  /** Takes one decision within a policy's limits and logs it. @throws as `score`, and IDEMPOTENCY_CONFLICT. */
  decide(request: DecideRequest): Promise<DecideResponse>;
  /** What a policy does over two columns. @throws as `score`. */
  actionMap(request: ActionMapRequest): Promise<ActionMapResponse>;
  close(): void;
}

const unavailable = (cause?: unknown): AppError =>
  new AppError("UNAVAILABLE", "dependency", "The scorer does not answer just now; try again in a moment.", {}, { cause });

const LARGEST_ANSWER = 64 * 2 ** 20;

/** Talks to the scorer over kept connections: a new one for each record would cost more than the score. */
export function openScorerClient(url: string, secret: string, timeoutMs = 8_000): ScorerClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 64, timeout: 60_000 });

  const post = (target: URL, body: string): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
      const call = request(target, { method: "POST", agent, headers }, (answer) => {
        readText(answer).then((text) => resolve({ status: answer.statusCode ?? 0, text }), reject);
      });
      // One clock for the whole exchange, whatever part of it hangs.
      const timer = setTimeout(() => call.destroy(new Error("The scorer took too long.")), timeoutMs);
      call.on("close", () => clearTimeout(timer));
      call.on("error", reject);
      call.end(body);
    });

  const ask = async <Answer>(path: string, question: object): Promise<Answer> => {
    const target = new URL(path, url);
    const body = JSON.stringify(question);
    const { status, text } = await post(target, body)
      // A kept connection may have been closed by the other side a moment ago; nothing is changed there, so it is asked again once.
      .catch((error: NodeJS.ErrnoException) =>
        error.code === "ECONNRESET" || error.code === "EPIPE" ? post(target, body) : Promise.reject(error),
      )
      .catch((error: unknown) => Promise.reject(unavailable(error)));
    if (status === 200) return JSON.parse(text) as Answer;
    const error = errorOf(text);
    if (error && (status === 422 || status === 404 || status === 409 || status === 400)) throw error;
    throw unavailable(error ?? undefined);
  };

  return {
    score: (request) => ask<ScoreResponse>("/score", request),
    recourse: (request) => ask<RecourseResponse>("/recourse", request),
    features: (request) => ask<FeatureResponse>("/features", request),
    decide: (request) => ask<DecideResponse>("/decide", request),
    actionMap: (request) => ask<ActionMapResponse>("/action-map", request),
    close: () => agent.destroy(),
  };
}

async function readText(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new Error("The scorer's answer is too long.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function errorOf(text: string): AppError | null {
  try {
    const { error } = JSON.parse(text) as { error?: AppErrorJson };
    if (!error || typeof error.code !== "string" || typeof error.message !== "string" || !ERROR_KINDS.includes(error.kind)) return null;
    return AppError.fromJSON({ ...error, context: error.context ?? {} });
  } catch {
    return null;
  }
}
