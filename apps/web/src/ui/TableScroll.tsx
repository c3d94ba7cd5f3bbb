import type { ReactNode } from "react";

/** Wide tables scroll inside their card; the region can take the keyboard. */
export function TableScroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable region must be reachable by keyboard (WCAG 2.1.1).
    <section aria-label={`${label}, table`} tabIndex={0} className="relative overflow-x-auto">
      {children}
    </section>
  );
}
