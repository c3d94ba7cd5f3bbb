"use client";
import { ButtonLink } from "@/ui/Button.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { RiskRuns } from "../RiskRuns.tsx";

const TRAIL = [{ href: "/risk", label: "Risk" }];

export function Credits() {
  return (
    <>
      <PageHeader
        title="Credit portfolio"
        trail={TRAIL}
        description="Basel capital and IFRS 9 or CECL allowances of a loan tape, by stage, segment and scenario."
        actions={
          <ButtonLink tone="primary" href="/risk/credit/new">
            New report
          </ButtonLink>
        }
      />
      <RiskRuns
        title="Reports"
        kind="CREDIT"
        jobs={["credit.portfolio"]}
        words={(input) => (input.staging === null ? "CECL" : "IFRS 9")}
        empty="Start one from a table of loans with PD, LGD and exposure."
      />
    </>
  );
}
