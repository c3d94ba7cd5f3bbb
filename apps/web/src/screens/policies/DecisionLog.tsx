"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { CreateDecisionLogMutation, PolicyDecisionsQuery, RecordRewardsMutation, RewardState } from "@/generated/graphql.ts";
import { CreateDecisionLogDocument, PolicyDecisionsDocument, RecordRewardsDocument } from "@/graphql/policies.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatMetric, formatPercent, formatTime } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Field } from "@/ui/Field.tsx";
import { Pager } from "@/ui/Pager.tsx";
import { Select } from "@/ui/Select.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { closedWords } from "./policy-words.ts";

type Decision = NonNullable<PolicyDecisionsQuery["model"]>["decisions"]["edges"][number]["node"];

const STATES = [
  { value: "", label: "All decisions" },
  { value: "KNOWN", label: "Reward known" },
  { value: "PENDING", label: "Reward pending" },
  { value: "OVERDUE", label: "Reward overdue" },
];
const pickLog = (data: CreateDecisionLogMutation) => data.createDecisionLog;

/** What the policy has decided, and what came of it: the next training data. */
export function DecisionLog({ modelName }: { modelName: string }) {
  const router = useRouter();
  const [after, setAfter] = useState<string[]>([]);
  const [state, setState] = useState("");
  const [rewarded, setRewarded] = useState<Decision | null>(null);
  const [error, setError] = useState<string | null>(null);
  const loaded = useData(PolicyDecisionsDocument, {
    name: modelName,
    first: 25,
    after: after.at(-1) ?? null,
    reward: state === "" ? null : (state as RewardState),
  });
  const [make, busy] = useAction(CreateDecisionLogDocument, pickLog);
  const decisions = loaded.data?.model?.decisions.edges.map(({ node }) => node) ?? [];
  const exportLog = async () => {
    const outcome = await make({ input: { modelName, datasetName: `${modelName} decisions` } });
    if (outcome.ok) router.push(`/datasets/${outcome.value.dataset.id}`);
    else setError(outcome.problem.message);
  };
  return (
    <Card
      padded={false}
      title="Decision log"
      description="Each decision with the chance it was taken with. A reward stays empty until it is known, and is never learned from as 0."
      actions={
        <>
          <Select
            aria-label="Which decisions"
            value={state}
            options={STATES}
            onChange={(next) => {
              setAfter([]);
              setState(next);
            }}
          />
          <Button onClick={exportLog} disabled={busy}>
            Make a data set of it
          </Button>
        </>
      }
    >
      {error ? (
        <p role="alert" className="px-4 pb-2 text-sm font-medium text-bad">
          {error}
        </p>
      ) : null}
      {loaded.loading ? <SkeletonRows /> : null}
      {loaded.error ? <ErrorState message={loaded.error} onRetry={loaded.reload} /> : null}
      {loaded.data && decisions.length === 0 ? (
        <EmptyState title={state === "" ? "No decision yet" : "No decision fits"}>
          {state === ""
            ? "Once a version has passed the gate, decide (here or by the API) and the decision stands here."
            : "Choose all decisions to see the rest."}
        </EmptyState>
      ) : null}
      {decisions.length > 0 ? (
        <TableScroll label="Decision log">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Reference</th>
                <th scope="col">Action</th>
                <th scope="col" className="num">
                  Chance
                </th>
                <th scope="col">Version</th>
                <th scope="col">Closed by limits</th>
                <th scope="col" className="num">
                  Reward
                </th>
                <th scope="col">
                  <span className="sr-only">Report a reward</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {decisions.map((decision) => (
                <tr key={decision.id}>
                  <th scope="row" className="whitespace-nowrap">
                    {formatTime(decision.decidedAt)}
                  </th>
                  <td>{decision.reference ?? "–"}</td>
                  <td>
                    <span className="flex items-center gap-2">
                      {decision.quantity == null
                        ? decision.action
                        : `${decision.action.replaceAll("_", " ")} ${formatMetric(decision.quantity)}`}
                      {decision.fallback ? <Badge tone="warn">fallback</Badge> : null}
                    </span>
                  </td>
                  <td className="num">{formatPercent(decision.propensity)}</td>
                  <td>{decision.modelVersion ? `v${decision.modelVersion.version}` : "–"}</td>
                  <td className="max-w-[36ch]">{closedOf(decision)}</td>
                  <td className="num">{decision.reward == null ? <Pending decision={decision} /> : formatMetric(decision.reward)}</td>
                  <td>
                    {decision.reward == null ? (
                      <Button
                        size="sm"
                        onClick={() => setRewarded(decision)}
                        aria-label={`Report the reward of ${decision.reference ?? decision.id}`}
                      >
                        Reward…
                      </Button>
                    ) : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : null}
      {loaded.data?.model ? <Pager pageInfo={loaded.data.model.decisions.pageInfo} stack={after} onChange={setAfter} /> : null}
      {rewarded ? (
        <RewardDialog
          modelName={modelName}
          decision={rewarded}
          onClose={() => {
            setRewarded(null);
            loaded.reload();
          }}
        />
      ) : null}
    </Card>
  );
}

const closedOf = ({ closed }: Decision): string => [...new Set(closed.map(({ reason }) => closedWords(reason)))].join(", ") || "–";

function Pending({ decision: { rewardDueAt } }: { decision: Decision }) {
  if (!rewardDueAt) return <span className="text-ink-3">pending</span>;
  return Date.parse(rewardDueAt) <= Date.now() ? (
    <Badge tone="warn">overdue</Badge>
  ) : (
    <span className="text-ink-3">{`due ${formatTime(rewardDueAt)}`}</span>
  );
}

const pickRewards = (data: RecordRewardsMutation) => data.recordRewards;

function RewardDialog({ modelName, decision, onClose }: { modelName: string; decision: Decision; onClose: () => void }) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [send, busy] = useAction(RecordRewardsDocument, pickRewards);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const reward = Number(text);
    if (text.trim() === "" || !Number.isFinite(reward)) {
      setError("The reward is a number, such as the profit in money.");
      return;
    }
    const outcome = await send({ input: { modelName, rewards: [{ decisionId: decision.id, reward }] } });
    if (outcome.ok) onClose();
    else setError(outcome.problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="What came of it"
      description={`'${decision.action}', decided ${formatTime(decision.decidedAt)}. Systems report rewards by recordRewards.`}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="Reward" hint="In the unit of the log that the policy learned from." error={error}>
          {(ids) => (
            <input {...ids} className="control" inputMode="decimal" value={text} onChange={(event) => setText(event.target.value)} />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" tone="primary" disabled={busy}>
            Record it
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
