"use client";
import { Plus } from "lucide-react";
import { useState } from "react";
import type { LossModelsQuery, LossScenariosQuery, SubmitLossSimulationMutation } from "@/generated/graphql.ts";
import { LossModelsDocument, LossScenariosDocument, SubmitLossSimulationDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatValue } from "@/lib/format.ts";
import { Button, ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { FieldGrid, FormLayout } from "../FormLayout.tsx";
import { SubmitCard } from "../SubmitCard.tsx";
import { useSubmitRun } from "../use-submit-run.ts";
import { CorrelationTable } from "./CorrelationTable.tsx";
import { InsuranceFields } from "./InsuranceFields.tsx";
import { newInsurance, newSimulationDraft, readSimulation, type SimulationDraft, simulatedCells } from "./simulation-draft.ts";

type Model = LossModelsQuery["modelVersions"]["edges"][number]["node"];
type Scenario = LossScenariosQuery["lossScenarios"][number];

const TRAIL = [
  { href: "/risk", label: "Risk" },
  { href: "/risk/operational", label: "Operational risk" },
];
const COPULAS = [
  { value: "INDEPENDENT", label: "Independent" },
  { value: "GAUSSIAN", label: "Gaussian copula" },
  { value: "T", label: "t copula: worst years fall together" },
] as const;
const pick = (data: SubmitLossSimulationMutation) => data.submitOpRiskSimulation;

export function SimulateLosses() {
  const [get] = useUrlState();
  const models = useData(LossModelsDocument, { first: 50 });
  const scenarios = useData(LossScenariosDocument, {});
  const error = models.error ?? scenarios.error;
  const versions = models.data?.modelVersions.edges.map(({ node }) => node) ?? [];
  const isReady = models.data !== undefined && scenarios.data !== undefined;
  return (
    <>
      <PageHeader
        title="Simulate a year's losses"
        trail={TRAIL}
        description="Draws years from fitted cells and scenarios, how they hang together, and what insurance pays; the capital with its parts and intervals."
      />
      {error ? <ErrorState message={error} onRetry={models.error ? models.reload : scenarios.reload} /> : null}
      {!isReady && !error ? <SkeletonRows rows={8} /> : null}
      {isReady && versions.length === 0 && scenarios.data?.lossScenarios.length === 0 ? (
        <EmptyState
          title="Nothing to simulate yet"
          action={
            <>
              <ButtonLink tone="primary" href="/risk/operational/import">
                Import losses
              </ButtonLink>
              <ButtonLink href="/risk/operational?tab=scenarios">Write a scenario</ButtonLink>
            </>
          }
        >
          Fit models to a register of losses, or say what a workshop thinks of a loss that data do not show.
        </EmptyState>
      ) : null}
      {isReady && (versions.length > 0 || (scenarios.data?.lossScenarios.length ?? 0) > 0) ? (
        <SimulationForm versions={versions} scenarios={scenarios.data?.lossScenarios ?? []} first={get("version")} />
      ) : null}
    </>
  );
}

function SimulationForm({ versions, scenarios, first }: { versions: readonly Model[]; scenarios: readonly Scenario[]; first: string }) {
  const [draft, setDraft] = useState(() => newSimulationDraft(versions.some(({ id }) => id === first) ? first : (versions[0]?.id ?? "")));
  const change = (part: Partial<SimulationDraft>) => setDraft({ ...draft, ...part });
  const version = versions.find(({ id }) => id === draft.versionId);
  const cells = version?.operational?.cells ?? [];
  const names = cells.map(({ cell }) => cell);
  const reading = readSimulation(draft, names, scenarios);
  const form = useSubmitRun(SubmitLossSimulationDocument, pick, reading);
  const kept = names.filter((cell) => !draft.leftOut.includes(cell));
  const covered = simulatedCells(draft, names, scenarios);
  const isPairwise = draft.copula !== "INDEPENDENT" && draft.correlationOf === "PAIRS" && covered.length > 1;
  const number = (field: "years" | "alpha" | "seed", label: string, hint: string) => (
    <TextField
      label={label}
      hint={hint}
      numeric
      value={draft[field]}
      onChange={(value) => change({ [field]: value })}
      error={form.errorAt(field)}
    />
  );
  return (
    <FormLayout
      form={form}
      side={
        <SubmitCard
          form={form}
          label="Simulate"
          document={SubmitLossSimulationDocument}
          input={reading.input}
          facts={[
            { term: "Model", value: version ? `${version.model.name} v${version.version}` : "none" },
            { term: "Cells", value: `${kept.length} fitted, ${draft.scenarioIds.length} of scenarios` },
            { term: "Years", value: formatCount(Number(draft.years) || 0) },
            { term: "Dependence", value: COPULAS.find(({ value }) => value === draft.copula)?.label ?? "" },
            { term: "Insurance", value: `${draft.insurance.length} policies` },
          ]}
        />
      }
    >
      <Card title="What can be lost">
        <FieldGrid>
          <SelectField
            label="Loss model"
            value={draft.versionId}
            options={[
              { value: "", label: "None: scenarios alone" },
              ...versions.map(({ id, model, version: number }) => ({ value: id, label: `${model.name} v${number}` })),
            ]}
            onChange={(versionId) => change({ versionId, leftOut: [], insurance: [] })}
            error={form.errorAt("modelVersionId")}
          />
        </FieldGrid>
        <div className="mt-4 grid gap-4 md:grid-cols-2">
          <fieldset>
            <legend className="mb-1.5 text-sm font-semibold">Fitted cells</legend>
            {cells.length === 0 ? <p className="text-sm text-ink-3">No model is chosen.</p> : null}
            <div className="flex flex-col gap-1.5">
              {cells.map(({ cell, nLosses, meanLoss, model }) => (
                <Checkbox
                  key={cell}
                  label={cell}
                  hint={`${formatCount(nLosses)} losses, ${model.frequency.name} and ${model.severity.name}${meanLoss == null ? "" : `, ${formatValue(meanLoss)} a year`}`}
                  checked={!draft.leftOut.includes(cell)}
                  onChange={(used) => change({ leftOut: used ? draft.leftOut.filter((name) => name !== cell) : [...draft.leftOut, cell] })}
                />
              ))}
            </div>
          </fieldset>
          <fieldset>
            <legend className="mb-1.5 text-sm font-semibold">Scenarios</legend>
            {scenarios.length === 0 ? <p className="text-sm text-ink-3">None is written yet.</p> : null}
            <div className="flex flex-col gap-1.5">
              {scenarios.map(({ id, name, yearsBetween }) => (
                <Checkbox
                  key={id}
                  label={name}
                  hint={`once in ${formatValue(yearsBetween)} years`}
                  checked={draft.scenarioIds.includes(id)}
                  onChange={(used) =>
                    change({ scenarioIds: used ? [...draft.scenarioIds, id] : draft.scenarioIds.filter((other) => other !== id) })
                  }
                />
              ))}
            </div>
          </fieldset>
        </div>
      </Card>
      <Card title="Simulation">
        <FieldGrid>
          {number("years", "Years", "Simulated; more years, narrower intervals.")}
          {number("alpha", "Level", "0.999: the year in a thousand.")}
          {number("seed", "Seed", "Equal seeds give equal years.")}
          <SelectField
            label="Dependence of the cells"
            value={draft.copula}
            options={COPULAS}
            onChange={(value) => change({ copula: COPULAS.find((known) => known.value === value)?.value ?? "INDEPENDENT" })}
          />
          {draft.copula === "INDEPENDENT" ? null : (
            <>
              <SelectField
                label="Correlations"
                value={draft.correlationOf}
                options={[
                  { value: "ALL", label: "One for all pairs" },
                  { value: "PAIRS", label: "Each pair its own" },
                ]}
                onChange={(value) => change({ correlationOf: value === "PAIRS" ? "PAIRS" : "ALL" })}
              />
              <TextField
                label={isPairwise ? "Correlation where none is given" : "Correlation"}
                numeric
                value={draft.correlation}
                onChange={(correlation) => change({ correlation })}
                hint={isPairwise ? "Of pairs that are left as they are." : "Of all pairs of cells, such as 0.2."}
                error={form.errorAt("dependence.correlation") ?? (isPairwise ? null : form.errorAt("simulation.dependence.correlation"))}
              />
            </>
          )}
          {draft.copula === "T" ? (
            <TextField
              label="Degrees of freedom"
              numeric
              value={draft.degreesOfFreedom}
              onChange={(degreesOfFreedom) => change({ degreesOfFreedom })}
              hint="Fewer: worse years together."
              error={form.errorAt("dependence.degreesOfFreedom")}
            />
          ) : null}
        </FieldGrid>
        {isPairwise ? (
          <CorrelationTable draft={draft} cells={covered} onChange={(pairs) => change({ pairs })} errorAt={form.errorAt} />
        ) : null}
        {kept.length > 0 ? (
          <div className="mt-4 flex flex-col gap-3 border-t border-line pt-3">
            <Checkbox
              label="How uncertain do the fitted parameters leave the capital?"
              hint="Data sets drawn from the models and fitted anew; takes longer. Most often far wider than the error of the simulation."
              checked={draft.interval}
              onChange={(interval) => change({ interval })}
            />
            {draft.interval ? (
              <FieldGrid>
                <TextField
                  label="Data sets"
                  numeric
                  value={draft.replicates}
                  onChange={(replicates) => change({ replicates })}
                  error={form.errorAt("interval.replicates")}
                />
                <TextField
                  label="Confidence"
                  numeric
                  value={draft.confidence}
                  onChange={(confidence) => change({ confidence })}
                  error={form.errorAt("interval.confidence")}
                />
              </FieldGrid>
            ) : null}
          </div>
        ) : null}
      </Card>
      <Card
        title="Insurance"
        description="Policies pay after the year is drawn; what they may save of the capital is capped."
        actions={
          <Button
            size="sm"
            onClick={() => change({ insurance: [...draft.insurance, newInsurance(`Policy ${draft.insurance.length + 1}`, covered)] })}
          >
            <Plus aria-hidden="true" className="size-4" />
            Add a policy
          </Button>
        }
      >
        {draft.insurance.length === 0 ? <p className="text-sm text-ink-3">No policy: the capital is before insurance.</p> : null}
        {draft.insurance.map((policy, at) => (
          <InsuranceFields
            // biome-ignore lint/suspicious/noArrayIndexKey: a policy is its place; its name is being typed.
            key={at}
            at={at}
            policy={policy}
            cells={covered}
            errorAt={form.errorAt}
            onChange={(next) =>
              change({
                insurance: next ? draft.insurance.map((old, i) => (i === at ? next : old)) : draft.insurance.filter((_, i) => i !== at),
              })
            }
          />
        ))}
        {draft.insurance.length > 0 ? (
          <FieldGrid>
            <TextField
              label="Mitigation cap"
              numeric
              value={draft.mitigationCap}
              onChange={(mitigationCap) => change({ mitigationCap })}
              hint="Largest share of the capital that insurance may save; 1 = no cap."
              error={form.errorAt("mitigationCap")}
            />
          </FieldGrid>
        ) : null}
      </Card>
    </FormLayout>
  );
}
