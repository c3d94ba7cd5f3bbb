import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

const scope = new AsyncLocalStorage<{ requestId: string }>();

/** The id that joins a client's error to the server's log. */
export const newRequestId = (): string => `req_${randomUUID().replaceAll("-", "")}`;
export const inRequest = <T>(requestId: string, work: () => T): T => scope.run({ requestId }, work);
export const currentRequestId = (): string => scope.getStore()?.requestId ?? newRequestId();
