import Link from "next/link";
import { Schedules } from "@/screens/schedules/Schedules.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { DESKS } from "./desks.ts";

/** What each desk can do, and where it starts. */
export function RiskHome() {
  return (
    <>
      <PageHeader
        title="Risk desks"
        tabTitle="Risk"
        description="Each analysis is a run: watched live, kept with its input and data, repeated by a schedule. Losses are positive, rates decimal, horizons in trading days."
      />
      <div className="grid gap-5 md:grid-cols-2 2xl:grid-cols-3">
        {DESKS.map(({ title, href, Icon, question, does, action }) => (
          <section key={href} aria-label={title} className="flex flex-col rounded-lg border border-line bg-surface p-5 shadow-card">
            <div className="flex items-center gap-3">
              <span className="grid size-9 shrink-0 place-items-center rounded-md bg-sea-soft text-sea">
                <Icon aria-hidden="true" className="size-5" />
              </span>
              <h2 className="text-xl font-semibold">
                <Link href={href} className="hover:underline">
                  {title}
                </Link>
              </h2>
            </div>
            <p className="mt-3 text-lg text-ink">{question}</p>
            <ul className="mt-2 flex flex-1 list-disc flex-col gap-1 pl-5 text-sm text-ink-2 marker:text-line-strong">
              {does.map((words) => (
                <li key={words}>{words}</li>
              ))}
            </ul>
            <div className="mt-4 flex flex-wrap gap-2">
              <ButtonLink tone="primary" href={action.href}>
                {action.label}
              </ButtonLink>
              <ButtonLink href={href}>Open</ButtonLink>
            </div>
          </section>
        ))}
      </div>
      <div className="mt-5">
        <Schedules />
      </div>
    </>
  );
}
