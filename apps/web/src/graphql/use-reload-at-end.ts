"use client";
import { useEffect, useRef } from "react";
import type { RunStatus } from "@/generated/graphql.ts";
import { isOver } from "./use-run.ts";

/** Reads once more what was being polled when its run ends: the poll may have looked just before. */
export function useReloadAtEnd(status: RunStatus, reload: () => void): void {
  const over = isOver(status);
  const before = useRef(over);
  useEffect(() => {
    if (over && !before.current) reload();
    before.current = over;
  }, [over, reload]);
}
