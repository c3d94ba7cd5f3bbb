import Link from "next/link";
import type { ComponentProps } from "react";
import { cx } from "@/lib/cx.ts";

type Tone = "primary" | "secondary" | "quiet" | "danger";
type Size = "sm" | "md";

const TONES: Record<Tone, string> = {
  primary: "bg-sea text-on-sea border-transparent hover:bg-sea-strong disabled:bg-surface-3 disabled:text-ink-3",
  secondary: "bg-surface text-ink border-line-strong/60 hover:bg-surface-2 hover:border-line-strong disabled:text-ink-3",
  quiet: "bg-transparent text-ink-2 border-transparent hover:bg-surface-3 hover:text-ink disabled:text-ink-3",
  danger: "bg-surface text-bad border-bad/60 hover:bg-bad-soft disabled:text-ink-3",
};
const SIZES: Record<Size, string> = { sm: "min-h-7 px-2 text-sm gap-1.5", md: "min-h-8.5 px-3 text-base gap-2" };

const look = (tone: Tone, size: Size, className?: string): string =>
  cx(
    "inline-flex items-center justify-center whitespace-nowrap rounded-md border font-semibold transition-colors disabled:cursor-not-allowed",
    TONES[tone],
    SIZES[size],
    className,
  );

interface Look {
  tone?: Tone;
  size?: Size;
}

export function Button({ tone = "secondary", size = "md", className, type = "button", ...rest }: ComponentProps<"button"> & Look) {
  return <button type={type} className={look(tone, size, className)} {...rest} />;
}

export function ButtonLink({ tone = "secondary", size = "md", className, ...rest }: ComponentProps<typeof Link> & Look) {
  return <Link className={look(tone, size, className)} {...rest} />;
}

/** A plain anchor for downloads, which must not go through the router. */
export function ButtonAnchor({ tone = "secondary", size = "md", className, children, ...rest }: ComponentProps<"a"> & Look) {
  return (
    <a className={look(tone, size, className)} {...rest}>
      {children}
    </a>
  );
}
