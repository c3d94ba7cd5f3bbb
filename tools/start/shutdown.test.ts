import { expect, test } from "vitest";
import { createShutdown } from "./shutdown.ts";

test("what was started last is ended first, each once", async () => {
  const order: string[] = [];
  const shutdown = createShutdown(() => undefined);
  for (const name of ["database", "worker", "api"]) shutdown.add(async () => void order.push(name));
  await Promise.all([shutdown.run(), shutdown.run()]);
  expect(order).toEqual(["api", "worker", "database"]);
});

test("a step that fails is told and keeps no other from running", async () => {
  const said: string[] = [];
  const order: string[] = [];
  const shutdown = createShutdown((line) => said.push(line));
  shutdown.add(() => void order.push("database"));
  shutdown.add(() => {
    throw new Error("the api is stuck");
  });
  await shutdown.run();
  expect({ said, order }).toEqual({ said: ["the api is stuck"], order: ["database"] });
});

test("what comes up while everything ends is ended too", async () => {
  const order: string[] = [];
  const shutdown = createShutdown(() => undefined);
  shutdown.add(() => shutdown.add(() => void order.push("late")));
  await shutdown.run();
  expect(order).toEqual(["late"]);
});
