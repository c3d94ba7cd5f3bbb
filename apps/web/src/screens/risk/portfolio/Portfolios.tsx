"use client";
import { ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { RiskRuns } from "../RiskRuns.tsx";

const TRAIL = [{ href: "/risk", label: "Risk" }];

const asked = (input: Record<string, unknown>): string => {
  const parts = [
    input.allocation ? "weights" : "",
    input.frontierPoints ? "frontier" : "",
    input.walkForward ? "comparison" : "",
    input.book ? "positions" : "",
  ].filter(Boolean);
  const assets = Array.isArray(input.assets) ? `${input.assets.length} assets: ` : "";
  return assets + parts.join(", ");
};

export function Portfolios() {
  return (
    <>
      <PageHeader
        title="Portfolio"
        trail={TRAIL}
        description="Weights by nine methods under constraints, held against equal weight over time; the risk of positions and what would stress them."
        actions={
          <ButtonLink tone="primary" href="/risk/portfolio/new">
            New analysis
          </ButtonLink>
        }
      />
      <RiskRuns title="Analyses" kind="MARKET" jobs={["market.portfolio"]} words={asked} empty="Start one from a table of prices." />
    </>
  );
}
