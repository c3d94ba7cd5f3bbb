"use client";
import { Power } from "lucide-react";
import { useState } from "react";
import type { PolicyQuery, SetPolicyKillSwitchMutation } from "@/generated/graphql.ts";
import { SetPolicyKillSwitchDocument } from "@/graphql/policies.ts";
import { useAction } from "@/graphql/use-action.ts";
import { formatCount, formatMetric, formatTime } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { EmptyState, Notice } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { ReasonDialog } from "../governance/ReasonDialog.tsx";

type State = NonNullable<PolicyQuery["model"]>["policyState"];
const pick = (data: SetPolicyKillSwitchMutation) => data.setPolicyKillSwitch;
const SCOPES = { OBLIGOR: "Obligor", SEGMENT: "Segment", PORTFOLIO: "Portfolio", GROUP: "Group" } as const;

/** The kill switch, and what decisions have used up of the limits. */
export function ControlCard({ modelName, state, onChange }: { modelName: string; state: State; onChange: () => void }) {
  const [isOpen, setIsOpen] = useState(false);
  const [send, busy] = useAction(SetPolicyKillSwitchDocument, pick);
  const isOff = state?.killSwitch ?? false;
  const usage = state?.usage ?? [];
  return (
    <div className="flex flex-col gap-5">
      <Card
        title="Kill switch"
        description="While it is on, every decision is the fallback's, from the next one on. Limits hold either way."
        actions={
          <Button tone={isOff ? "primary" : "danger"} onClick={() => setIsOpen(true)}>
            <Power aria-hidden="true" className="size-4" />
            {isOff ? "Switch the policy on again" : "Switch the policy off"}
          </Button>
        }
      >
        {isOff ? (
          <Notice tone="bad" title={`Switched off by ${state?.updatedBy?.name ?? "a former key"}, ${formatTime(state?.updatedAt)}`}>
            {state?.reason}{" "}
            {state?.fallbackVersion ? `Version ${state.fallbackVersion.version} decides instead.` : "The fallback action is taken."}
          </Notice>
        ) : (
          <p className="text-ink-2">
            {state?.reason ? `On again since ${formatTime(state.updatedAt)}: ${state.reason}` : "The policy decides."}
          </p>
        )}
      </Card>
      <Card padded={usage.length === 0} title="Used of the limits" description="What decisions have added up to; caps and budget count it.">
        {usage.length === 0 ? (
          <EmptyState title="Nothing used yet" />
        ) : (
          <TableScroll label="Used of the limits">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Of</th>
                  <th scope="col">Name</th>
                  <th scope="col" className="num">
                    Exposure
                  </th>
                  <th scope="col" className="num">
                    Expected loss
                  </th>
                  <th scope="col" className="num">
                    Approved
                  </th>
                </tr>
              </thead>
              <tbody>
                {usage.map((row) => (
                  <tr key={`${row.scope}/${row.key}`}>
                    <th scope="row">{SCOPES[row.scope]}</th>
                    <td>{row.key || (row.scope === "PORTFOLIO" ? "all" : "(none given)")}</td>
                    <td className="num">{row.scope === "GROUP" ? "–" : formatMetric(row.exposure)}</td>
                    <td className="num">{row.scope === "PORTFOLIO" ? formatMetric(row.expectedLoss) : "–"}</td>
                    <td className="num">{row.scope === "GROUP" ? `${formatCount(row.approved)} of ${formatCount(row.decided)}` : "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        )}
      </Card>
      {isOpen ? (
        <ReasonDialog
          title={isOff ? "Switch the policy on again" : "Switch the policy off"}
          description={
            isOff
              ? "It decides again from the next decision on."
              : "The fallback decides from the next decision on, within the same limits."
          }
          action={isOff ? "Switch it on" : "Switch it off"}
          tone={isOff ? "primary" : "danger"}
          busy={busy}
          onClose={() => setIsOpen(false)}
          onSubmit={async (reason) => {
            const outcome = await send({ input: { modelName, on: !isOff, reason } });
            if (!outcome.ok) return outcome.problem;
            onChange();
            return null;
          }}
        />
      ) : null}
    </div>
  );
}
