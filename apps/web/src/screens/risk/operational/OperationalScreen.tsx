"use client";
import { ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Tabs } from "@/ui/Tabs.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { RiskRuns } from "../RiskRuns.tsx";
import { IndicatorBoard } from "./IndicatorBoard.tsx";
import { RegisterTable } from "./RegisterTable.tsx";
import { Scenarios } from "./Scenarios.tsx";
import { StandardisedApproach } from "./StandardisedApproach.tsx";

const TRAIL = [{ href: "/risk", label: "Risk" }];
const word = (value: unknown): string => (typeof value === "string" ? value : "");
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function simulated(input: Record<string, unknown>): string {
  const cells = isRecord(input.simulation) && Array.isArray(input.simulation.cells) ? input.simulation.cells.length : 0;
  const years = isRecord(input.simulation) && typeof input.simulation.years === "number" ? input.simulation.years : 0;
  return `${cells} ${cells === 1 ? "cell" : "cells"}, ${years.toLocaleString("en-GB")} years`;
}

export function OperationalScreen() {
  const [get, set] = useUrlState();
  const tab = get("tab") || "registers";
  return (
    <>
      <PageHeader
        title="Operational risk"
        trail={TRAIL}
        description="From a register of losses to models of its cells, a year's simulated loss and the capital that covers it; scenarios, indicators and the standardised approach beside it."
        actions={
          <>
            <ButtonLink href="/risk/operational/simulate">New simulation</ButtonLink>
            <ButtonLink tone="primary" href="/risk/operational/import">
              Import losses
            </ButtonLink>
          </>
        }
      />
      <Tabs
        label="Operational risk"
        value={tab}
        onChange={(value) => set({ tab: value })}
        tabs={[
          {
            value: "registers",
            label: "Loss registers",
            content: (
              <div className="flex flex-col gap-5">
                <RegisterTable />
                <RiskRuns
                  title="Imports"
                  kind="OPERATIONAL"
                  jobs={["oprisk.import"]}
                  words={(input) => word(input.name)}
                  empty="An import checks every row and says what is wrong with which."
                />
              </div>
            ),
          },
          {
            value: "models",
            label: "Loss models",
            content: (
              <RiskRuns
                title="Fits"
                kind="OPERATIONAL"
                jobs={["oprisk.fit"]}
                words={(input) => `${word(input.modelName)}: ${Array.isArray(input.cells) ? input.cells.length : 0} cells`}
                empty="Open a register and fit models to its cells."
              />
            ),
          },
          {
            value: "simulations",
            label: "Simulations",
            content: (
              <RiskRuns
                title="Simulations"
                kind="OPERATIONAL"
                jobs={["oprisk.simulate"]}
                words={simulated}
                empty="Simulate a year's loss from fitted models, scenarios, or both."
              />
            ),
          },
          { value: "scenarios", label: "Scenarios", content: <Scenarios /> },
          { value: "indicators", label: "Key risk indicators", content: <IndicatorBoard /> },
          { value: "standardised", label: "Standardised approach", content: <StandardisedApproach /> },
        ]}
      />
    </>
  );
}
