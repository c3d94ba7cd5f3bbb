import { formatMetric } from "@/lib/format.ts";
import type { EvaluationReport } from "@/lib/run-types.ts";
import { Notice } from "@/ui/states.tsx";

type SuspectedLeak = EvaluationReport["suspectedLeaks"][number];

const SHOWN = 10;

/** Features that know too much: a model that may use them is as good as they are, until it is used. */
export function LeakNotice({ leaks }: { leaks: readonly SuspectedLeak[] }) {
  if (leaks.length === 0) return null;
  return (
    <Notice tone="warn" title={leaks.length === 1 ? "A feature may know the outcome" : `${leaks.length} features may know the outcome`}>
      <p>
        Each of these alone tells the target of the training rows better than honest columns do. Ask when it is filled in: what is known
        only after the outcome must be left out, or the figures below hold for nothing new.
      </p>
      <ul className="mt-1 list-disc pl-5">
        {leaks.slice(0, SHOWN).map((leak) => (
          <li key={leak.column}>
            <span className="font-semibold">{leak.column}</span> {wordsOf(leak)}
          </li>
        ))}
      </ul>
      {leaks.length > SHOWN ? <p>{`and ${leaks.length - SHOWN} more`}</p> : null}
    </Notice>
  );
}

function wordsOf({ metric, value }: SuspectedLeak): string {
  if (metric === "auc") return `ranks the two classes with AUC ${formatMetric(value)}`;
  if (metric === "r2") return `explains ${formatMetric(100 * value)} % of the target's variance by a straight line`;
  return `names the class rightly for ${formatMetric(100 * value)} % of the rows beyond the commonest class`;
}
