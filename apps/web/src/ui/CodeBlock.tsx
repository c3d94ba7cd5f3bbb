"use client";
import { CopyButton } from "./CopyButton.tsx";

export function CodeBlock({ title, code }: { title: string; code: string }) {
  return (
    <figure className="min-w-0 overflow-hidden rounded-md border border-line bg-surface-2">
      <figcaption className="flex items-center justify-between gap-2 border-b border-line px-3 py-1">
        <span className="text-xs font-semibold text-ink-2">{title}</span>
        <CopyButton text={code} tone="quiet" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (WCAG 2.1.1). */}
      <section tabIndex={0} aria-label={title} className="max-h-80 overflow-auto">
        <pre className="p-3 font-mono text-xs leading-relaxed">{code}</pre>
      </section>
    </figure>
  );
}
