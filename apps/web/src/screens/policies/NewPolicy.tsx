"use client";
import { print } from "graphql";
import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { PolicyCatalogQuery, SubmitPolicyTrainingInput, SubmitPolicyTrainingMutation } from "@/generated/graphql.ts";
import { PolicyCatalogDocument, PolicyLogColumnsDocument, SubmitPolicyTrainingDocument } from "@/graphql/policies.ts";
import { type Problem, useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount } from "@/lib/format.ts";
import { noLimits, readLimits } from "@/lib/limits-draft.ts";
import { nestedFields, nestedParams } from "@/lib/nested-fields.ts";
import { initialParams, type ParamValues, paramFields, readParams } from "@/lib/param-fields.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { CopyAsGraphql } from "@/ui/CopyAsGraphql.tsx";
import { Field } from "@/ui/Field.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { Select } from "@/ui/Select.tsx";
import { ErrorState, Notice, SkeletonCards } from "@/ui/states.tsx";
import { useUrlState } from "@/ui/use-url-state.ts";
import { LimitsEditor } from "./LimitsEditor.tsx";
import { ReasonCodesEditor } from "./ReasonCodesEditor.tsx";
import { SchemaFields } from "./SchemaFields.tsx";

type Agent = PolicyCatalogQuery["policyAgents"][number];
type Environment = PolicyCatalogQuery["policyEnvironments"][number];

const DOCUMENT = print(SubmitPolicyTrainingDocument);
const pick = (data: SubmitPolicyTrainingMutation) => data.submitPolicyTraining;
/** The names that a log usually has: they are taken as what they say, not read by the policy. */
const LOG_COLUMNS = [
  "action",
  "reward",
  "propensity",
  "reward_due_at",
  "decided_at",
  "allowed",
  "policy_version",
  "segment",
  "episode",
  "ended",
];
/** What a log made of decisions holds beside its records, and what is not to be read unless somebody says so. */
const NOT_READ: readonly string[] = [
  "group",
  "protected_group",
  "fallback",
  "obligor",
  "decision_id",
  "loss_rate",
  "quantity",
  "proposed",
  "benchmark",
];
const SOURCES = [
  { value: "LOG", label: "A log of decisions" },
  { value: "ENVIRONMENT", label: "An environment" },
];

const fits = ({ learnsFrom, environments }: Agent, source: string, environment: Environment | undefined): boolean =>
  source === "LOG"
    ? learnsFrom !== "ENVIRONMENT"
    : learnsFrom === "ENVIRONMENT" &&
      environment !== undefined &&
      (environments ? environments.includes(environment.id) : environment.hasListedActions);

/** What a policy learns from, how, and within which limits. */
export function NewPolicy() {
  const { data, loading, error, reload } = useData(PolicyCatalogDocument, {});
  return (
    <>
      <PageHeader
        title="New policy"
        trail={[{ href: "/policies", label: "Policies" }]}
        description="It is learned first and judged next: nothing decides before it has passed the gate."
      />
      {loading ? <SkeletonCards /> : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {data ? <PolicyForm catalog={data} /> : null}
    </>
  );
}

function PolicyForm({ catalog }: { catalog: PolicyCatalogQuery }) {
  const router = useRouter();
  const [get, set] = useUrlState();
  const logs = catalog.datasets.edges.map(({ node }) => node).filter(({ status }) => status === "READY");
  const source = get("source") || "LOG";
  const datasetId = get("dataset") || logs[0]?.id || "";
  const environment = catalog.policyEnvironments.find(({ id }) => id === (get("environment") || "credit-limit"));
  const agents = catalog.policyAgents.filter((own) => fits(own, source, environment));
  const agent = agents.find(({ name }) => name === get("agent")) ?? agents.find(({ name }) => name === "dr-learner") ?? agents[0];
  const columns =
    useData(PolicyLogColumnsDocument, { id: datasetId }, { pause: source !== "LOG" || datasetId === "" }).data?.dataset?.columns ?? [];
  const [name, setName] = useState("");
  const [values, setValues] = useState<Record<string, ParamValues>>({});
  const [dropped, setDropped] = useState<readonly string[]>(NOT_READ);
  const [seeds, setSeeds] = useState("1");
  const [seed, setSeed] = useState("1");
  const [gamma, setGamma] = useState("0.98");
  const [draft, setDraft] = useState(noLimits);
  const [codes, setCodes] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [tried, setTried] = useState(false);
  const [send, busy] = useAction(SubmitPolicyTrainingDocument, pick);

  const agentFields = agent ? nestedFields(agent.params) : [];
  const agentValues = values[agent?.name ?? ""] ?? initialParams(agentFields);
  const agentParams = readParams(agentFields, agentValues);
  const environmentFields = environment ? paramFields(environment.params) : [];
  const environmentValues = values[`environment ${environment?.id}`] ?? initialParams(environmentFields);
  const environmentParams = readParams(environmentFields, environmentValues);
  const readable = columns.map((column) => column.name).filter((own) => !LOG_COLUMNS.includes(own));
  const features = readable.filter((own) => !dropped.includes(own));
  const isNumber = source === "ENVIRONMENT" && environment?.hasListedActions === false;
  const actionNames =
    source === "ENVIRONMENT"
      ? (environment?.actionNames ?? [])
      : (columns
          .find(({ name: own }) => own === "action")
          ?.topValues.map(({ value }) => value)
          .sort() ?? []);
  const numberFields = paramFields(catalog.policyRules.numberLimits).filter(({ name: own }) => own !== "killSwitch");
  const numberValues = values["number limits"] ?? initialParams(numberFields);
  const numberLimits = readParams(numberFields, numberValues);
  const listed = readLimits(draft, actionNames);
  const limits = isNumber ? numberLimits.params : listed.constraints;
  const limitProblems = isNumber
    ? Object.fromEntries(Object.entries(numberLimits.problems).map(([key, words]) => [`constraints.${key}`, words]))
    : listed.problems;
  const approved = features.flatMap((feature) => {
    const code = (codes[feature] ?? feature).trim();
    return code === "" ? [] : [{ feature, code }];
  });
  const hasOwnCodes = features.some((feature) => (codes[feature] ?? feature) !== feature);
  const problems: Record<string, string> = {
    ...Object.fromEntries(Object.entries(agentParams.problems).map(([key, words]) => [`params.${key}`, words])),
    ...(source === "ENVIRONMENT"
      ? Object.fromEntries(Object.entries(environmentParams.problems).map(([key, words]) => [`environmentParams.${key}`, words]))
      : {}),
    ...limitProblems,
  };
  const input: SubmitPolicyTrainingInput = {
    modelName: name,
    agent: agent?.name ?? "",
    params: nestedParams(agentParams.params),
    seed: Number(seed),
    seeds: Number(seeds),
    ...(Object.keys(limits).length > 0 ? { constraints: limits } : {}),
    ...(source === "LOG" && hasOwnCodes ? { reasonCodes: approved } : {}),
    ...(source === "LOG"
      ? {
          datasetId,
          features,
          ...(agent?.learnsFrom === "TRAJECTORIES" ? { gamma: Number(gamma) } : {}),
        }
      : { environment: environment?.id ?? "", environmentParams: environmentParams.params }),
  };
  const errorAt = (path: string): string | null =>
    (tried ? problems[path] : undefined) ??
    (problem?.path?.join(".") === path || (problem?.path?.join(".").startsWith(`${path}.`) && !path.startsWith("constraints"))
      ? problem.message
      : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    setProblem(null);
    if (Object.keys(problems).length > 0) return;
    const outcome = await send({ input });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else setProblem(outcome.problem);
  };
  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <Card title="What it learns from">
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="Source" hint="A log is what happened; an environment is a simulator that the policy acts in.">
              {(ids) => <Select {...ids} value={source} options={SOURCES} onChange={(value) => set({ source: value, agent: null })} />}
            </Field>
            {source === "LOG" ? (
              <Field label="Log" hint="A data set with what was done, with which chance, and what came of it." error={errorAt("datasetId")}>
                {(ids) => (
                  <Select
                    {...ids}
                    value={datasetId}
                    placeholder="No data set is ready"
                    options={logs.map((log) => ({ value: log.id, label: `${log.name} (${formatCount(log.rowCount ?? 0)} rows)` }))}
                    onChange={(value) => set({ dataset: value })}
                  />
                )}
              </Field>
            ) : (
              <Field label="Environment" hint={environment?.description} error={errorAt("environment")}>
                {(ids) => (
                  <Select
                    {...ids}
                    value={environment?.id ?? ""}
                    options={catalog.policyEnvironments.map((own) => ({ value: own.id, label: own.title }))}
                    onChange={(value) => set({ environment: value, agent: null })}
                  />
                )}
              </Field>
            )}
          </div>
          {source === "LOG" && readable.length > 0 ? (
            <fieldset className="mt-4">
              <legend className="text-sm font-semibold">What the policy reads</legend>
              <p className="mb-2 text-xs text-ink-3">Leave protected groups out, and whatever is not known when the decision is taken.</p>
              <div className="flex flex-wrap gap-x-5 gap-y-2">
                {readable.map((own) => (
                  <Checkbox
                    key={own}
                    label={own}
                    checked={!dropped.includes(own)}
                    onChange={(checked) => setDropped(checked ? dropped.filter((other) => other !== own) : [...dropped, own])}
                  />
                ))}
              </div>
              {errorAt("features") ? <p className="mt-2 text-sm font-medium text-bad">{errorAt("features")}</p> : null}
            </fieldset>
          ) : null}
          {source === "ENVIRONMENT" && environmentFields.length > 0 ? (
            <div className="mt-4">
              <SchemaFields
                fields={environmentFields}
                values={environmentValues}
                onChange={(next) => setValues({ ...values, [`environment ${environment?.id}`]: next })}
                errorAt={(own) => errorAt(`environmentParams.${own}`)}
              />
            </div>
          ) : null}
        </Card>
        <Card title="How it learns" description={agent?.description}>
          <div className="mb-4 grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            <Field label="Agent" error={errorAt("agent")}>
              {(ids) => (
                <Select
                  {...ids}
                  value={agent?.name ?? ""}
                  options={agents.map((own) => ({ value: own.name, label: own.title }))}
                  onChange={(value) => set({ agent: value })}
                />
              )}
            </Field>
            <Field label="Seed" error={errorAt("seed")}>
              {(ids) => (
                <input {...ids} className="control" inputMode="numeric" value={seed} onChange={(event) => setSeed(event.target.value)} />
              )}
            </Field>
            <Field label="Seeds" hint="1 to 10 trainings for the spread of the curves; the first is registered." error={errorAt("seeds")}>
              {(ids) => (
                <input {...ids} className="control" inputMode="numeric" value={seeds} onChange={(event) => setSeeds(event.target.value)} />
              )}
            </Field>
            {source === "LOG" && agent?.learnsFrom === "TRAJECTORIES" ? (
              <Field label="Discount" hint="Of one decision to the next, in [0, 1)." error={errorAt("gamma")}>
                {(ids) => (
                  <input
                    {...ids}
                    className="control"
                    inputMode="decimal"
                    value={gamma}
                    onChange={(event) => setGamma(event.target.value)}
                  />
                )}
              </Field>
            ) : null}
          </div>
          <SchemaFields
            fields={agentFields}
            values={agentValues}
            onChange={(next) => setValues({ ...values, [agent?.name ?? ""]: next })}
            errorAt={(own) => errorAt(`params.${own}`)}
          />
        </Card>
        <Card
          title="Hard limits"
          description={
            isNumber
              ? "They hold on every decision, whatever the network says. Where it may not decide, the delta hedge or the closed-form schedule does."
              : "They hold on every decision, whatever the policy says. Left empty, the past's most frequent action is the fallback and nothing is taken that the log has never done in the segment."
          }
        >
          {isNumber ? (
            <SchemaFields
              fields={numberFields}
              values={numberValues}
              onChange={(next) => setValues({ ...values, "number limits": next })}
              errorAt={(own) => errorAt(`constraints.${own}`)}
            />
          ) : (
            <LimitsEditor draft={draft} actionNames={actionNames} onChange={setDraft} errorAt={errorAt} />
          )}
        </Card>
        {source === "LOG" ? (
          <Card
            title="Reason codes"
            description="The approved list: a decline may name these and no others. An empty code keeps a feature from being named; the gate refuses declines without a reason."
          >
            <ReasonCodesEditor features={features} codes={codes} onChange={setCodes} error={errorAt("reasonCodes")} />
          </Card>
        ) : null}
      </div>
      <Card title="Submit" className="xl:sticky xl:top-4">
        <Field label="Name of the policy" hint="A new version is added under an old name." error={errorAt("modelName")}>
          {(ids) => (
            <input {...ids} className="control" value={name} placeholder="pricing" onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Button type="submit" tone="primary" className="mt-4 min-h-10 w-full text-lg" disabled={busy}>
          <Play aria-hidden="true" className="size-4" />
          {busy ? "Submitting…" : "Learn"}
        </Button>
        {problem ? (
          <div className="mt-3">
            <Notice tone="bad" title="Not submitted">
              {problem.message}
            </Notice>
          </div>
        ) : null}
        {tried && Object.keys(problems).length > 0 ? (
          <p className="mt-3 text-sm font-semibold text-bad">Mend the marked fields first.</p>
        ) : null}
        <div className="mt-4 border-t border-line pt-3">
          <p className="mb-1.5 text-xs text-ink-3">The same run from a script:</p>
          <CopyAsGraphql call={{ document: DOCUMENT, variables: { input } }} />
        </div>
      </Card>
    </form>
  );
}
