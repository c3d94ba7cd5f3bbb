"use client";
import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";

/** Filters, tabs and thresholds live in the address, so that a reload or a shared link shows the same screen. */
export function useUrlState(): [get: (name: string) => string, set: (changes: Record<string, string | null>) => void] {
  const pathname = usePathname();
  const params = useSearchParams();
  const get = useCallback((name: string) => params.get(name) ?? "", [params]);
  const set = useCallback(
    (changes: Record<string, string | null>) => {
      const next = new URLSearchParams(window.location.search);
      for (const [name, value] of Object.entries(changes)) {
        if (value === null || value === "") next.delete(name);
        else next.set(name, value);
      }
      const query = next.toString();
      // Next follows the browser's own history; its router would ask the server for a page that did not change.
      window.history.replaceState(null, "", query ? `${pathname}?${query}` : pathname);
    },
    [pathname],
  );
  return [get, set];
}
