"use client";
import { useCallback, useEffect, useRef } from "react";
import { type AnyVariables, type TypedDocumentNode, useQuery } from "urql";
import { useApiStatus } from "./api-status.ts";
import { describeError } from "./client.ts";

export interface Loaded<Data> {
  data: Data | undefined;
  /** True only while there is nothing to show. */
  loading: boolean;
  error: string | null;
  reload: () => void;
}

/** A query that shows what it has, refreshes behind it, and asks again when the API returns. */
export function useData<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  options: { pause?: boolean; pollMs?: number | null } = {},
): Loaded<Data> {
  const pause = options.pause ?? false;
  // The variables' type is generic here, which urql's conditional argument type cannot see through.
  const [result, execute] = useQuery<Data, AnyVariables>({
    query,
    variables: variables as AnyVariables,
    pause,
    requestPolicy: "cache-and-network",
  });
  const reload = useCallback(() => execute({ requestPolicy: "network-only" }), [execute]);
  const { returns } = useApiStatus();
  const seen = useRef(returns);
  useEffect(() => {
    if (seen.current === returns) return;
    seen.current = returns;
    if (!pause) reload();
  }, [returns, reload, pause]);
  const { pollMs } = options;
  useEffect(() => {
    if (!pollMs || pause) return;
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") reload();
    }, pollMs);
    return () => clearInterval(timer);
  }, [pollMs, pause, reload]);
  return {
    data: result.data,
    loading: !result.data && !result.error,
    error: result.error && !result.data ? describeError(result.error) : null,
    reload,
  };
}
