"use client";
import { ErrorState } from "@/ui/states.tsx";

/** Trying again loads the page afresh: after an upgrade the old page asks for code that is no longer there. */
export default function PortalError() {
  return (
    <ErrorState
      wholePage
      title="This screen broke"
      message="Something the portal did not expect happened while drawing it. Your data and runs are untouched."
      onRetry={() => window.location.reload()}
    />
  );
}
