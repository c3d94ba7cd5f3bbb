import { CircleAlert, CircleCheck, Info, RotateCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "@/lib/cx.ts";
import { Button } from "./Button.tsx";
import { Logo } from "./Logo.tsx";

interface EmptyStateProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** Where this is all there is on the page, its title is the page's. */
  wholePage?: boolean;
}

export function EmptyState({ title, children, action, wholePage = false }: EmptyStateProps) {
  const Title = wholePage ? "h1" : "p";
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-10 text-center text-ink-3">
      <Logo size={40} line="var(--mark)" />
      <Title className="text-lg font-semibold text-ink">{title}</Title>
      {children ? <div className="max-w-[52ch] text-ink-2">{children}</div> : null}
      {action ? <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}

interface ErrorStateProps {
  title?: string;
  message: string;
  onRetry?: () => void;
  wholePage?: boolean;
}

export function ErrorState({ title = "This could not be loaded", message, onRetry, wholePage = false }: ErrorStateProps) {
  const Title = wholePage ? "h1" : "p";
  return (
    <div role="alert" className="flex flex-col items-center gap-2 px-6 py-10 text-center">
      <CircleAlert aria-hidden="true" className="size-7 text-bad" />
      <Title className="text-lg font-semibold">{title}</Title>
      <p className="max-w-[60ch] break-words text-ink-2">{message}</p>
      {onRetry ? (
        <Button className="mt-2" onClick={onRetry}>
          <RotateCw aria-hidden="true" className="size-4" />
          Try again
        </Button>
      ) : null}
    </div>
  );
}

const NOTICE = {
  warn: "border-warn/40 bg-warn-soft text-warn",
  bad: "border-bad/40 bg-bad-soft text-bad",
  info: "border-sea/40 bg-sea-soft text-sea",
  good: "border-good/40 bg-good-soft text-good",
};

const ICONS = { warn: TriangleAlert, bad: TriangleAlert, info: Info, good: CircleCheck };

export function Notice({ tone = "info", title, children }: { tone?: keyof typeof NOTICE; title: ReactNode; children?: ReactNode }) {
  const Icon = ICONS[tone];
  return (
    <div role={tone === "bad" ? "alert" : "status"} className={cx("flex gap-3 rounded-md border px-3.5 py-2.5", NOTICE[tone])}>
      <Icon aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0">
        <p className="font-semibold">{title}</p>
        {children ? <div className="mt-0.5 break-words text-sm text-ink">{children}</div> : null}
      </div>
    </div>
  );
}

const ROWS = ["a", "b", "c", "d", "e", "f", "g", "h"];

export function SkeletonRows({ rows = 5, label = "Loading" }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3 p-4">
      {ROWS.slice(0, rows).map((key, at) => (
        <div key={key} className="skeleton h-5" style={{ width: `${96 - at * 7}%` }} />
      ))}
    </div>
  );
}

export function SkeletonCards({ cards = 3 }: { cards?: number }) {
  return (
    <div role="status" aria-label="Loading" className="grid gap-4 md:grid-cols-3">
      {ROWS.slice(0, cards).map((key) => (
        <div key={key} className="skeleton h-32 rounded-lg" />
      ))}
    </div>
  );
}
