import { z } from "zod";
import { defineJob } from "./define.ts";

/** Capital and loss allowances of a loan tape. */
export const creditPortfolio = defineJob({
  name: "credit.portfolio",
  kind: "CREDIT",
  queue: "data",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
