"use client";
import { Activity, Anchor, Database, Gauge, Layers, type LucideIcon, Server, Settings } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ViewerQuery } from "@/generated/graphql.ts";
import { cx } from "@/lib/cx.ts";
import { Logo } from "@/ui/Logo.tsx";

const SECTIONS: readonly { href: string; label: string; Icon: LucideIcon }[] = [
  { href: "/", label: "Home", Icon: Anchor },
  { href: "/datasets", label: "Datasets", Icon: Database },
  { href: "/runs", label: "Runs", Icon: Activity },
  { href: "/models", label: "Models", Icon: Layers },
  { href: "/score", label: "Score", Icon: Gauge },
  { href: "/system", label: "System", Icon: Server },
  { href: "/settings", label: "Settings", Icon: Settings },
];

export function Navigation({ engine }: { engine: ViewerQuery["engines"][number] | undefined }) {
  const pathname = usePathname();
  return (
    <div className="flex h-full flex-col">
      <Link href="/" className="mx-3 mt-4 mb-5 flex items-center gap-2.5 rounded-md px-2 py-1">
        <Logo size={30} />
        <span className="text-xl font-semibold tracking-tight">Plimsoll</span>
      </Link>
      <nav aria-label="Main" className="flex-1 px-3">
        <ul className="flex flex-col gap-0.5">
          {SECTIONS.map(({ href, label, Icon }) => {
            const current = href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);
            return (
              <li key={href}>
                <Link
                  href={href}
                  aria-current={current ? "page" : undefined}
                  className={cx(
                    "relative flex items-center gap-3 rounded-md px-3 py-2 font-medium transition-colors",
                    current ? "bg-hull-2 text-hull-ink" : "text-hull-ink-2 hover:bg-hull-2/60 hover:text-hull-ink",
                  )}
                >
                  {current ? <span aria-hidden="true" className="absolute -left-3 h-[3px] w-4 bg-[#e2673f]" /> : null}
                  <Icon aria-hidden="true" className="size-4.5" />
                  {label}
                </Link>
              </li>
            );
          })}
        </ul>
      </nav>
      <Waterline engine={engine} />
    </div>
  );
}

/** The red lead below the waterline carries what drives the ship: the engine. */
function Waterline({ engine }: { engine: ViewerQuery["engines"][number] | undefined }) {
  return (
    <div>
      <div aria-hidden="true" className="flex h-5 items-end justify-end gap-2 pr-3 text-[9px] font-semibold leading-none text-hull-ink-2">
        <DraughtMarks />
      </div>
      <Link href="/system" className="block border-t-2 border-[#f3d9cf] bg-keel px-5 py-3 text-[#fff4ef]">
        <span className="block text-2xs font-semibold uppercase tracking-[0.06em]">Engine</span>
        <span className="block font-semibold">{engine ? engineWords(engine.name) : "None at work"}</span>
        {engine ? <span className="block text-xs">{`${engine.threads} ${engine.threads === 1 ? "thread" : "threads"}`}</span> : null}
      </Link>
    </div>
  );
}

function DraughtMarks() {
  return (
    <svg width="60" height="18" viewBox="0 0 60 18" focusable="false" aria-hidden="true">
      {[4, 10, 16].map((y, at) => (
        <path key={y} d={`M${at === 2 ? 30 : 42} ${y}H60`} stroke="currentColor" strokeWidth="1.5" opacity={0.75} />
      ))}
    </svg>
  );
}

const engineWords = (name: string): string => ({ NATIVE: "Native TensorFlow", WASM: "WebAssembly", CPU: "Plain JavaScript" })[name] ?? name;
