import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { ScoreRequest, ScoreResponse } from "@plimsoll/schema";

export const SCORER_SECRET = "a-secret-of-the-tests";

export interface StandInScorer {
  url: string;
  requests: ScoreRequest[];
  /** What the next answers are; 200 with a probability for each row unless changed. */
  answer: { status: number; body?: unknown };
  close(): Promise<void>;
}

/** The scorer's protocol in a few lines: what the api needs from the other side of the wire. */
export async function openStandInScorer(): Promise<StandInScorer> {
  const scorer: Omit<StandInScorer, "url" | "close"> = { requests: [], answer: { status: 200 } };
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      if (request.headers.authorization !== `Bearer ${SCORER_SECRET}`) return void response.writeHead(401).end("{}");
      const scoreRequest = JSON.parse(Buffer.concat(chunks).toString("utf8")) as ScoreRequest;
      scorer.requests.push(scoreRequest);
      response.writeHead(scorer.answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(scorer.answer.body ?? scored(scoreRequest)));
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", () => listening()));
  return Object.assign(scorer, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  });
}

const scored = ({ modelVersionId, rows }: ScoreRequest): ScoreResponse => ({
  modelVersionId,
  scores: rows.map(() => ({
    probability: 0.25,
    rawProbability: 0.25,
    value: null,
    quantiles: [],
    interval: null,
    strangeness: 0.4,
    outOfDistribution: false,
    probabilities: [],
    decision: "0",
    reasons: [{ feature: "age", text: "age is 30", contribution: -0.5 }],
  })),
});
