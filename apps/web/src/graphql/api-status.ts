"use client";
import { useSyncExternalStore } from "react";

/** Whether the API answers, shared by every request, and how often it came back. */
interface ApiStatus {
  away: boolean;
  /** Grows by one each time the API is back, so that screens ask again. */
  returns: number;
}

const RETRY_MS = 2000;
const AWAY_STATUSES = new Set([502, 503, 504]);
const SERVER: ApiStatus = { away: false, returns: 0 };

let status: ApiStatus = SERVER;
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function set(next: ApiStatus): void {
  status = next;
  for (const listener of listeners) listener();
}

function noteAway(): void {
  if (!status.away) set({ ...status, away: true });
  clearTimeout(timer);
  timer = setTimeout(probe, RETRY_MS);
}

function noteAnswer(): void {
  clearTimeout(timer);
  if (status.away) set({ away: false, returns: status.returns + 1 });
}

function probe(): void {
  const body = JSON.stringify({ query: "{ __typename }" });
  void portalFetch("/api/graphql", { method: "POST", body, headers: REQUEST_HEADERS }).catch(() => undefined);
}

export const REQUEST_HEADERS = { "content-type": "application/json", "apollo-require-preflight": "true" } as const;

/** `fetch` that remembers whether anybody answered. */
export async function portalFetch(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  try {
    const response = await fetch(input, init);
    if (AWAY_STATUSES.has(response.status)) noteAway();
    else noteAnswer();
    return response;
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) noteAway();
    throw error;
  }
}

export const useApiStatus = (): ApiStatus =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => status,
    () => SERVER,
  );
