"use client";
import {
  Activity,
  Anchor,
  ClipboardList,
  Combine,
  Database,
  Gauge,
  Layers,
  type LucideIcon,
  Route,
  Scale,
  ScrollText,
  Server,
  Settings,
  ShieldAlert,
  Stamp,
} from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ViewerQuery } from "@/generated/graphql.ts";
import { cx } from "@/lib/cx.ts";
import { DESKS } from "@/screens/risk/desks.ts";
import { Logo } from "@/ui/Logo.tsx";

interface Section {
  href: string;
  label: string;
  Icon: LucideIcon;
}

/** Every screen by what it is for, one line each. */
const GROUPS: readonly { title: string | null; sections: readonly Section[] }[] = [
  {
    title: null,
    sections: [
      { href: "/", label: "Home", Icon: Anchor },
      { href: "/datasets", label: "Datasets", Icon: Database },
      { href: "/feature-sets", label: "Feature sets", Icon: Combine },
      { href: "/runs", label: "Runs", Icon: Activity },
      { href: "/models", label: "Models", Icon: Layers },
      { href: "/score", label: "Score", Icon: Gauge },
      { href: "/decisions", label: "Decisions", Icon: Scale },
      { href: "/policies", label: "Policies", Icon: Route },
    ],
  },
  {
    title: "Risk",
    sections: [
      { href: "/risk", label: "Desks", Icon: ShieldAlert },
      ...DESKS.map(({ href, title, Icon }) => ({ href, label: title, Icon })),
    ],
  },
  {
    title: "Governance",
    sections: [
      { href: "/approvals", label: "Approvals", Icon: Stamp },
      { href: "/inventory", label: "Inventory", Icon: ClipboardList },
      { href: "/audit", label: "Audit log", Icon: ScrollText },
    ],
  },
  {
    title: "Workspace",
    sections: [
      { href: "/system", label: "System", Icon: Server },
      { href: "/settings", label: "Settings", Icon: Settings },
    ],
  },
];

export function Navigation({ engine }: { engine: ViewerQuery["engines"][number] | undefined }) {
  const pathname = usePathname();
  // A section inside another one's path is the nearer of the two.
  const current = GROUPS.flatMap(({ sections }) => sections.map(({ href }) => href))
    .filter((href) => isWithin(pathname, href))
    .toSorted((a, b) => b.length - a.length)[0];
  return (
    <div className="flex h-full flex-col">
      <Link href="/" className="mx-3 mt-4 mb-5 flex items-center gap-2.5 rounded-md px-2 py-1">
        <Logo size={30} />
        <span className="text-xl font-semibold tracking-tight">Plimsoll</span>
      </Link>
      <nav aria-label="Main" className="flex-1 overflow-y-auto px-3">
        {GROUPS.map(({ title, sections }) => (
          <div key={title ?? ""} className="mb-3">
            {title ? <p className="px-3 pb-1 text-2xs font-semibold uppercase tracking-[0.06em] text-hull-ink-2">{title}</p> : null}
            <ul className="flex flex-col gap-0.5">
              {sections.map((section) => (
                <SectionLink key={section.href} {...section} isCurrent={section.href === current} />
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <Waterline engine={engine} />
    </div>
  );
}

const isWithin = (pathname: string, href: string): boolean =>
  href === "/" ? pathname === "/" : pathname === href || pathname.startsWith(`${href}/`);

function SectionLink({ href, label, Icon, isCurrent }: Section & { isCurrent: boolean }) {
  return (
    <li>
      <Link
        href={href}
        aria-current={isCurrent ? "page" : undefined}
        className={cx(
          "relative flex items-center gap-3 rounded-md px-3 py-1.5 font-medium transition-colors",
          isCurrent ? "bg-hull-2 text-hull-ink" : "text-hull-ink-2 hover:bg-hull-2/60 hover:text-hull-ink",
        )}
      >
        {isCurrent ? <span aria-hidden="true" className="absolute -left-3 h-[3px] w-4 bg-[#e2673f]" /> : null}
        <Icon aria-hidden="true" className="size-4.5" />
        {label}
      </Link>
    </li>
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
