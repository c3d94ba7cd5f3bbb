import Link from "next/link";
import { cx } from "@/lib/cx.ts";
import { Card } from "@/ui/Card.tsx";

/** Three steps to the first scored applicant; the one that is due is marked. */
export function QuickStart({ datasetId }: { datasetId: string | null }) {
  const due = datasetId ? 1 : 0;
  const steps = [
    { title: "Drop a file", text: "CSV or Parquet, one row a case. Each column is typed and profiled.", href: "/datasets" },
    {
      title: "Train a model",
      text: "The form proposes target, time steps and network. Watch the loss live.",
      href: datasetId ? `/runs/new?dataset=${datasetId}` : null,
    },
    { title: "Score with reasons", text: "One applicant from a form, or a whole file to download.", href: null },
  ];
  return (
    <Card title="From a file to a decision" description="Three steps, a few minutes with the sample data.">
      <ol className="grid gap-3 md:grid-cols-3">
        {steps.map((step, at) => (
          <li
            key={step.title}
            className={cx("rounded-md border p-4", at === due ? "border-mark bg-mark-soft" : "border-line bg-surface-2")}
          >
            <span className={cx("caption", at === due && "text-mark")}>{at < due ? "Done" : at === due ? "Now" : `Step ${at + 1}`}</span>
            <p className="mt-1 text-lg font-semibold">
              {step.href ? (
                <Link href={step.href} className="hover:underline">
                  {step.title}
                </Link>
              ) : (
                step.title
              )}
            </p>
            <p className="mt-0.5 text-sm text-ink-2">{step.text}</p>
          </li>
        ))}
      </ol>
    </Card>
  );
}
