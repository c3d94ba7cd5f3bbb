"use client";
import type { PortfolioReportQuery } from "@/generated/graphql.ts";
import { PortfolioReportDocument } from "@/graphql/risk/portfolio.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount } from "@/lib/format.ts";
import { ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { useMethodTitles } from "../use-method-titles.ts";
import { AllocationReport } from "./AllocationReport.tsx";
import { BookReport } from "./BookReport.tsx";
import { FrontierChart } from "./FrontierChart.tsx";
import { StressReport } from "./StressReport.tsx";
import { WalkForwardReport } from "./WalkForwardReport.tsx";

export type Portfolio = NonNullable<NonNullable<PortfolioReportQuery["run"]>["portfolio"]>;

/** What a portfolio run was asked and has answered. */
export function PortfolioReport({ runId }: { runId: string }) {
  const title = useMethodTitles();
  const { data, error, reload } = useData(PortfolioReportDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const portfolio = data?.run?.portfolio;
  if (!portfolio) {
    return (
      <>
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  const { assets, read, allocation, frontier, book } = portfolio;
  // An entry that nobody named bears its method's name: the reader is shown the method's title.
  const walkForward = portfolio.walkForward && {
    ...portfolio.walkForward,
    entries: portfolio.walkForward.entries.map((entry) => (entry.id === entry.method ? { ...entry, id: title(entry.method) } : entry)),
  };
  return (
    <>
      <p className="text-sm text-ink-2">
        {`${formatCount(read.nRows)} rows of ${assets.length} ${assets.length === 1 ? "asset" : "assets"}`}
        {read.from && read.to ? `, ${read.from} to ${read.to}` : ""}
        {read.nDropped > 0 ? `; ${formatCount(read.nDropped)} rows with an empty cell were left out` : ""}.
      </p>
      {allocation ? <AllocationReport allocation={allocation} /> : null}
      {frontier ? <FrontierChart frontier={frontier} assets={assets} chosen={allocation ?? null} /> : null}
      {walkForward ? <WalkForwardReport walkForward={walkForward} assets={assets} /> : null}
      {book ? <BookReport book={book} /> : null}
      {book && book.stress.length + book.worst.length > 0 ? <StressReport book={book} /> : null}
    </>
  );
}
