import { type ReactNode, useId } from "react";
import { cx } from "@/lib/cx.ts";

interface CardProps {
  title?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  /** False lets a table touch the card's edges. */
  padded?: boolean;
}

export function Card({ title, description, actions, children, className, padded = true }: CardProps) {
  const headingId = useId();
  return (
    <section
      aria-labelledby={title ? headingId : undefined}
      className={cx("min-w-0 rounded-lg border border-line bg-surface shadow-card", className)}
    >
      {title ? (
        <header className={cx("flex flex-wrap items-start justify-between gap-x-4 gap-y-2 px-4 pt-3.5", padded ? "pb-0" : "pb-2.5")}>
          <div className="min-w-0">
            <h2 id={headingId} className="text-lg font-semibold text-ink">
              {title}
            </h2>
            {description ? <p className="mt-0.5 max-w-[70ch] text-sm text-ink-2">{description}</p> : null}
          </div>
          {actions ? <div className="flex flex-wrap items-center gap-1.5">{actions}</div> : null}
        </header>
      ) : null}
      <div className={padded ? "p-4" : undefined}>{children}</div>
    </section>
  );
}
