import { createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { freePort, settlePorts } from "./ports.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function occupy(host: string): Promise<number> {
  const server = createServer();
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, host, listening));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

test.each(["127.0.0.1", "0.0.0.0"])("a port taken on %s is named with the variable that moves it", async (host) => {
  const port = await occupy(host);
  await expect(settlePorts([{ variable: "API_PORT", port }])).rejects.toThrow(`Port ${port} (API_PORT) is taken`);
});

test("two uses of one port are refused with both variables", async () => {
  const port = await freePort();
  await expect(
    settlePorts([
      { variable: "API_PORT", port },
      { variable: "WEB_PORT", port },
    ]),
  ).rejects.toThrow(`API_PORT and WEB_PORT are both ${port}`);
});

test("0 takes a free port and a free port stays itself", async () => {
  const port = await freePort();
  const [first, second] = await settlePorts([
    { variable: "API_PORT", port },
    { variable: "WEB_PORT", port: 0 },
  ]);
  expect(first).toBe(port);
  expect(second).toBeGreaterThan(0);
});
