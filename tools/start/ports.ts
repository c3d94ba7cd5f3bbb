import { createServer } from "node:net";
import { StartTrouble } from "./trouble.ts";

/** A port of ours and the variable that moves it. */
export interface WantedPort {
  variable: "API_PORT" | "WEB_PORT" | "SCORER_PORT";
  port: number;
}

/**
 * The ports to use: those wanted, and a free one for each 0.
 * @throws StartTrouble naming the port and its variable where one is taken or two are the same.
 */
export async function settlePorts(wanted: WantedPort[]): Promise<number[]> {
  const settled: number[] = [];
  for (const { variable, port } of wanted) {
    const twin = wanted[settled.indexOf(port)];
    if (port !== 0 && twin) throw new StartTrouble(`${twin.variable} and ${variable} are both ${port}. Give them different ports.`);
    settled.push(port === 0 ? await freePort() : await requireFree(variable, port));
  }
  return settled;
}

async function requireFree(variable: string, port: number): Promise<number> {
  // Both families: a program that listens on one of them answers there in our place.
  for (const host of ["127.0.0.1", "::"]) {
    const code = await tryListen(port, host);
    if (code === "EADDRINUSE")
      throw new StartTrouble(
        `Port ${port} (${variable}) is taken by another program. Stop it, or start with another, e.g. ${variable}=${port + 10} npm start.`,
      );
    if (code === "EACCES")
      throw new StartTrouble(
        `Port ${port} (${variable}) needs a privileged user. Choose one above 1023, e.g. ${variable}=8${String(port).padStart(3, "0")}.`,
      );
  }
  return port;
}

/** The error code of listening, or null where the port is free (or the host has no such address family). */
function tryListen(port: number, host: string): Promise<string | null> {
  return new Promise((tried) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => tried(error.code ?? "UNKNOWN"));
    server.listen({ port, host, exclusive: true }, () => server.close(() => tried(null)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
