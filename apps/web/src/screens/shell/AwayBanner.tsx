"use client";
import { CloudOff } from "lucide-react";
import { useApiStatus } from "@/graphql/api-status.ts";

export function AwayBanner() {
  const { away } = useApiStatus();
  return (
    <div role="status" aria-live="polite">
      {away ? (
        <p className="flex items-center gap-2 border-b border-warn/40 bg-warn-soft px-4 py-2 font-semibold text-warn lg:px-8">
          <CloudOff aria-hidden="true" className="size-4" />
          The API is away, retrying. Runs go on; this page catches up by itself.
        </p>
      ) : null}
    </div>
  );
}
