"use client";
import { type FormEvent, Fragment, useState } from "react";
import type { StandardisedApproachMutation } from "@/generated/graphql.ts";
import { LossRegistersDocument, StandardisedApproachDocument } from "@/graphql/risk/operational.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { Notice } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { FieldGrid } from "../FormLayout.tsx";
import { StandardisedResult } from "./StandardisedResult.tsx";
import { ACCOUNTS, type Account, newStandardisedDraft, readStandardised, YEARS } from "./standardised-draft.ts";

const pick = (data: StandardisedApproachMutation) => data.standardisedApproach;
export type Standardised = Extract<StandardisedApproachMutation["standardisedApproach"], { __typename: "StandardisedApproachSuccess" }>;

/** Capital by the business indicator (Basel, OPE25), computed while one waits; nothing is kept. */
export function StandardisedApproach() {
  const [draft, setDraft] = useState(newStandardisedDraft);
  const [problems, setProblems] = useState<Record<string, string>>({});
  const [refusal, setRefusal] = useState<Problem | null>(null);
  const [result, setResult] = useState<Standardised | null>(null);
  const registers = useData(LossRegistersDocument, { first: 50 });
  const [compute, busy] = useAction(StandardisedApproachDocument, pick, { retryUnavailable: true });
  const change = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const reading = readStandardised(draft);
    setProblems(reading.problems);
    setRefusal(null);
    if (Object.keys(reading.problems).length > 0) return;
    const outcome = await compute({ input: reading.input });
    if (outcome.ok) setResult(outcome.value);
    else {
      setResult(null);
      setRefusal(outcome.problem);
    }
  };
  const setAccount = (at: number, name: Account, value: string) =>
    change({ years: draft.years.map((year, index) => (index === at ? { ...year, [name]: value } : year)) });
  const parts = [...new Set(ACCOUNTS.map(({ part }) => part))];
  return (
    <form noValidate onSubmit={submit} className="flex flex-col gap-5">
      <Card
        title="Accounts of three years"
        description="The business indicator averages them. Income and expense are entered as positive amounts; results of the books with their sign."
        padded={false}
      >
        <TableScroll label="Accounts">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Account</th>
                {YEARS.map((year) => (
                  <th key={year} scope="col">
                    {year}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {parts.map((part) => (
                <Fragment key={part}>
                  <tr className="bg-surface-2">
                    <th scope="rowgroup" colSpan={4}>
                      {part}
                    </th>
                  </tr>
                  {ACCOUNTS.filter((account) => account.part === part).map(({ name, label }) => (
                    <tr key={name}>
                      <td>{label}</td>
                      {draft.years.map((year, at) => {
                        const problem = problems[`years.${at}.${name}`];
                        return (
                          <td key={YEARS[at]}>
                            <input
                              className="control min-w-32 text-right"
                              inputMode="decimal"
                              aria-label={`${label}, ${YEARS[at]?.toLowerCase() ?? ""}`}
                              aria-invalid={problem ? true : undefined}
                              value={year[name]}
                              onChange={(event) => setAccount(at, name, event.target.value)}
                            />
                            {problem ? <span className="block text-xs text-bad">{problem}</span> : null}
                          </td>
                        );
                      })}
                    </tr>
                  ))}
                </Fragment>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
      <Card title="Losses and rules">
        <FieldGrid>
          <SelectField
            label="Average annual loss from"
            value={draft.registerId}
            options={[
              { value: "", label: "The amount beside" },
              ...(registers.data?.lossRegisters.edges.map(({ node }) => ({ value: node.id, label: `${node.name} v${node.version}` })) ??
                []),
            ]}
            onChange={(registerId) => change({ registerId })}
            hint="Of a register: its last ten years, net."
          />
          {draft.registerId ? null : (
            <TextField
              label="Average annual loss"
              numeric
              value={draft.averageAnnualLoss}
              onChange={(averageAnnualLoss) => change({ averageAnnualLoss })}
              hint="Net, of the last ten years. Empty: losses do not count."
              error={problems.averageAnnualLoss}
            />
          )}
          <SelectField
            label="Internal loss multiplier"
            value={draft.multiplier}
            options={[
              { value: "FORMULA", label: "By the formula" },
              { value: "ONE", label: "Set to 1 by the supervisor" },
            ]}
            onChange={(value) => change({ multiplier: value === "ONE" ? "ONE" : "FORMULA" })}
          />
          <TextField
            label="Currency units for one euro"
            numeric
            value={draft.currencyPerEuro}
            onChange={(currencyPerEuro) => change({ currencyPerEuro })}
            hint="The buckets end at 1 and 30 billion euro."
            error={problems.currencyPerEuro}
          />
          <Checkbox
            label="Losses count in the first bucket"
            hint="Where the supervisor allows it."
            checked={draft.lossesInFirstBucket}
            onChange={(lossesInFirstBucket) => change({ lossesInFirstBucket })}
          />
        </FieldGrid>
        {refusal ? (
          <div className="mt-4">
            <Notice tone="bad" title="Not computed">
              {refusal.message}
            </Notice>
          </div>
        ) : null}
        <Button type="submit" tone="primary" className="mt-4" disabled={busy}>
          Compute the capital
        </Button>
      </Card>
      {result ? <StandardisedResult result={result} /> : null}
    </form>
  );
}
