"use client";
import { print } from "graphql";
import { createClient } from "graphql-sse";
import { useEffect, useRef, useState } from "react";
import { useClient } from "urql";
import type { RunLiveFragment, RunQuery, RunStatus } from "@/generated/graphql.ts";
import { portalFetch, REQUEST_HEADERS } from "./api-status.ts";
import { RunDocument, RunLiveDocument, RunUpdatedDocument } from "./runs.ts";
import { type Loaded, useData } from "./use-data.ts";

export const isOver = (status: RunStatus): boolean => status === "SUCCEEDED" || status === "FAILED" || status === "CANCELLED";

const QUIET_MS = 4000;
const SUBSCRIPTION = print(RunUpdatedDocument);

/**
 * The newest state of a run that is not over, by server-sent events. A stream that ends or stalls is opened again and the state is read
 * once in between, so neither a reload nor a restart of the API loses the end of a run.
 */
export function useRunLive(id: string | null, status: RunStatus | undefined): RunLiveFragment | null {
  const client = useClient();
  const [live, setLive] = useState<RunLiveFragment | null>(null);
  const over = status !== undefined && isOver(status);
  useEffect(() => {
    if (!id || over) return;
    let closed = false;
    let heardAt = performance.now();
    let unsubscribe = (): void => undefined;
    let reopen: ReturnType<typeof setTimeout> | undefined;
    const stream = createClient({
      url: "/api/graphql/stream",
      headers: { "apollo-require-preflight": REQUEST_HEADERS["apollo-require-preflight"] },
      credentials: "same-origin",
      fetchFn: portalFetch,
      retryAttempts: 0,
    });
    const hear = (run: RunLiveFragment | null | undefined): void => {
      if (closed || !run) return;
      heardAt = performance.now();
      setLive(run);
    };
    const readOnce = async (): Promise<void> => {
      const { data } = await client.query(RunLiveDocument, { id }, { requestPolicy: "network-only" }).toPromise();
      hear(data?.run);
    };
    const open = (): void => {
      if (closed) return;
      const again = (): void => {
        if (closed) return;
        void readOnce();
        clearTimeout(reopen);
        reopen = setTimeout(open, 1500);
      };
      unsubscribe = stream.subscribe<{ runUpdated: RunLiveFragment }>(
        { query: SUBSCRIPTION, variables: { id } },
        { next: ({ data }) => hear(data?.runUpdated), error: again, complete: again },
      );
    };
    open();
    const net = setInterval(() => {
      if (performance.now() - heardAt > QUIET_MS) void readOnce();
    }, QUIET_MS);
    return () => {
      closed = true;
      clearTimeout(reopen);
      clearInterval(net);
      unsubscribe();
      stream.dispose();
    };
  }, [client, id, over]);
  return live && live.id === id ? live : null;
}

export type RunDetail = NonNullable<RunQuery["run"]>;

/** The whole run, kept fresh while it lives and read again in full once it is over. */
export function useRun(id: string): Loaded<RunQuery> & { run: RunDetail | null | undefined } {
  const loaded = useData(RunDocument, { id });
  const stored = loaded.data?.run;
  const live = useRunLive(stored === null ? null : id, stored?.status);
  const asked = useRef(false);
  const { reload } = loaded;
  const ended = live !== null && isOver(live.status) && stored !== undefined && stored !== null && !isOver(stored.status);
  useEffect(() => {
    if (!ended) {
      asked.current = false;
    } else if (!asked.current) {
      asked.current = true;
      reload();
    }
  }, [ended, reload]);
  const run = stored && live && !isOver(stored.status) ? { ...stored, ...live } : stored;
  return { ...loaded, run };
}
