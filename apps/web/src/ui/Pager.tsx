"use client";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "./Button.tsx";

interface PagerProps {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
  /** Cursors of the pages passed so far; the last one is the present page. */
  stack: readonly string[];
  onChange: (stack: string[]) => void;
}

export function Pager({ pageInfo, stack, onChange }: PagerProps) {
  if (!pageInfo.hasNextPage && stack.length === 0) return null;
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-2 border-t border-line px-4 py-2">
      <span className="text-sm text-ink-3">Page {stack.length + 1}</span>
      <div className="flex gap-1.5">
        <Button size="sm" disabled={stack.length === 0} onClick={() => onChange(stack.slice(0, -1))}>
          <ChevronLeft aria-hidden="true" className="size-4" />
          Newer
        </Button>
        <Button
          size="sm"
          disabled={!pageInfo.hasNextPage || !pageInfo.endCursor}
          onClick={() => {
            if (pageInfo.endCursor) onChange([...stack, pageInfo.endCursor]);
          }}
        >
          Older
          <ChevronRight aria-hidden="true" className="size-4" />
        </Button>
      </div>
    </nav>
  );
}
