import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** Figures for /metrics. Labels are route names and codes, never ids or names a customer gave. */
export function openMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const seconds = [0.002, 0.005, 0.01, 0.015, 0.03, 0.06, 0.125, 0.25, 0.5, 1, 2.5, 5, 10];
  return {
    registry,
    httpSeconds: new Histogram({
      name: "plimsoll_http_seconds",
      help: "Time to answer, by route and status.",
      labelNames: ["route", "status"],
      buckets: seconds,
      registers,
    }),
    operations: new Counter({
      name: "plimsoll_graphql_operations_total",
      help: "GraphQL operations by outcome.",
      labelNames: ["outcome"],
      registers,
    }),
    scorerSeconds: new Histogram({
      name: "plimsoll_scorer_seconds",
      help: "Time the scorer takes to answer.",
      buckets: seconds,
      registers,
    }),
    uploadBytes: new Counter({ name: "plimsoll_upload_bytes_total", help: "Bytes received by PUT.", registers }),
    subscriptions: new Gauge({ name: "plimsoll_subscriptions", help: "Open subscriptions.", registers }),
  };
}
export type Metrics = ReturnType<typeof openMetrics>;
