"use client";
import { Menu, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { useData } from "@/graphql/use-data.ts";
import { ViewerDocument } from "@/graphql/viewer.ts";
import { cx } from "@/lib/cx.ts";
import { ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { ThemeToggle } from "@/ui/ThemeToggle.tsx";
import { useMounted } from "@/ui/use-mounted.ts";
import { AwayBanner } from "./AwayBanner.tsx";
import { Navigation } from "./Navigation.tsx";
import { UserMenu } from "./UserMenu.tsx";
import { ViewerContext } from "./viewer.ts";

/** The ship's side on the left, the chart table on the right. Screens mount only once somebody is signed in. */
export function Shell({ children }: { children: ReactNode }) {
  const mounted = useMounted();
  const pathname = usePathname();
  const { data, error, reload } = useData(ViewerDocument, {}, { pause: !mounted });
  const [open, setOpen] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes whenever the page changes.
  useEffect(() => setOpen(false), [pathname]);
  const engine = data?.engines.find(({ role }) => role === "WORKER") ?? data?.engines[0];
  return (
    <div className="min-h-screen lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-sea px-4 py-2 font-semibold text-on-sea focus:not-sr-only focus:fixed focus:left-3 focus:top-3"
      >
        Skip to content
      </a>
      <aside aria-label="Portal" className="on-hull sticky top-0 z-30 bg-hull text-hull-ink lg:h-screen">
        <div className="flex items-center justify-between px-3 py-2 lg:hidden">
          <span className="text-lg font-semibold tracking-tight">Plimsoll</span>
          <button
            type="button"
            aria-expanded={open}
            aria-controls="navigation"
            aria-label={open ? "Close navigation" : "Open navigation"}
            className="rounded-md p-2"
            onClick={() => setOpen(!open)}
          >
            {open ? <X aria-hidden="true" className="size-5" /> : <Menu aria-hidden="true" className="size-5" />}
          </button>
        </div>
        <div id="navigation" className={cx("lg:block lg:h-full", open ? "h-[calc(100dvh-3.25rem)] overflow-y-auto" : "hidden")}>
          <Navigation engine={engine} />
        </div>
      </aside>
      <div className="flex min-w-0 flex-col">
        <AwayBanner />
        <header className="flex items-center justify-end gap-3 px-4 pt-3 lg:px-8">
          <ThemeToggle />
          {data ? <UserMenu viewer={data.viewer} /> : null}
        </header>
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-[90rem] flex-1 px-4 pb-16 pt-2 outline-none lg:px-8">
          {data ? (
            <ViewerContext value={data}>{children}</ViewerContext>
          ) : error ? (
            <ErrorState wholePage message={error} onRetry={reload} />
          ) : (
            <div className="flex flex-col gap-4">
              <SkeletonCards />
              <SkeletonRows />
            </div>
          )}
        </main>
      </div>
    </div>
  );
}
