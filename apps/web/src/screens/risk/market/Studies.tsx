"use client";
import { ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { RiskRuns } from "../RiskRuns.tsx";

const TRAIL = [{ href: "/risk", label: "Risk" }];
const count = (list: unknown): number => (Array.isArray(list) ? list.length : 0);
const text = (value: unknown): string => (typeof value === "string" ? value : "");

export function VolatilityStudies() {
  return (
    <>
      <PageHeader
        title="Volatility"
        trail={TRAIL}
        description="Models from EWMA to networks walked through a series, compared by QLIKE and MSE with the tests that say whether a difference is more than chance."
        actions={
          <ButtonLink tone="primary" href="/risk/volatility/new">
            New study
          </ButtonLink>
        }
      />
      <div className="flex flex-col gap-5">
        <RiskRuns
          title="Studies"
          kind="MARKET"
          jobs={["market.fit"]}
          words={(input) => `${text(input.column) || `${count(input.positions)} positions`}: ${count(input.models)} models`}
          empty="Start one from a series of prices."
        />
        <Forecasts />
      </div>
    </>
  );
}

export function Backtests() {
  return (
    <>
      <PageHeader
        title="VaR and ES"
        trail={TRAIL}
        description="Methods walked through a series; every test of what they said, with its size at that number of days, and the traffic light."
        actions={
          <ButtonLink tone="primary" href="/risk/var/new">
            New backtest
          </ButtonLink>
        }
      />
      <div className="flex flex-col gap-5">
        <RiskRuns
          title="Backtests"
          kind="MARKET"
          jobs={["market.backtest"]}
          words={(input) => `${text(input.column) || `${count(input.positions)} positions`}: ${count(input.methods)} methods`}
          empty="Start one from a series of prices."
        />
        <Forecasts />
      </div>
    </>
  );
}

export function Predictions() {
  return (
    <>
      <PageHeader
        title="Market prediction"
        trail={TRAIL}
        description="Directions or returns from indicators by purged walk-forward, and what trading on them would have kept after costs."
        actions={
          <ButtonLink tone="primary" href="/risk/prediction/new">
            New prediction
          </ButtonLink>
        }
      />
      <RiskRuns
        title="Predictions"
        kind="MARKET"
        jobs={["market.predict"]}
        words={(input) => `${text(input.target).toLowerCase()}, ${count(input.indicators)} indicators`}
        empty="Start one from a table of quotes."
      />
    </>
  );
}

const Forecasts = () => (
  <RiskRuns
    title="Forecasts of registered models"
    kind="MARKET"
    jobs={["market.forecast"]}
    words={() => "the days after the newest row"}
    empty="Open a study and forecast the days ahead; repeat that run daily."
  />
);
