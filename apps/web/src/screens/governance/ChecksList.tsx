import { CircleCheck, CircleX } from "lucide-react";
import type { PromotionCheckName } from "@/generated/graphql.ts";

const WORDS: Record<PromotionCheckName, string> = {
  STATUS: "Status",
  FOUR_EYES: "Four eyes",
  HONESTY: "Beats the baseline",
  FINDINGS: "Findings",
  INVENTORY: "Inventory",
};

interface Check {
  name: PromotionCheckName;
  passed: boolean;
  message: string;
}

/** What stands between a version and `champion`, each with its answer in words. */
export function ChecksList({ checks }: { checks: readonly Check[] }) {
  return (
    <ul className="flex flex-col gap-1.5">
      {checks.map(({ name, passed, message }) => (
        <li key={name} className="flex items-start gap-2 text-sm">
          {passed ? (
            <CircleCheck aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-good" />
          ) : (
            <CircleX aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-bad" />
          )}
          <span className="min-w-0">
            <span className="font-semibold">{WORDS[name]}</span>
            <span className="sr-only">{passed ? " passed: " : " failed: "}</span>{" "}
            <span className="text-ink-2 [overflow-wrap:anywhere]">{message}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
