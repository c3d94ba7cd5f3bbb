"use client";
import { CalendarClock } from "lucide-react";
import { useRouter } from "next/navigation";
import { toast } from "sonner";
import type { SubmitMarketForecastMutation } from "@/generated/graphql.ts";
import { SubmitMarketForecastDocument } from "@/graphql/risk/market.ts";
import { useAction } from "@/graphql/use-action.ts";
import { randomKey } from "@/lib/random-key.ts";
import { Button, ButtonLink } from "@/ui/Button.tsx";

const pick = (data: SubmitMarketForecastMutation) => data.submitMarketForecast;

interface ForecastButtonProps {
  version: { id: string; version: number; model: { name: string } };
}

/** The registered version asked about the days after the data; that run can be repeated daily. */
export function ForecastButton({ version }: ForecastButtonProps) {
  const router = useRouter();
  const [submit, busy] = useAction(SubmitMarketForecastDocument, pick, { retryUnavailable: true });
  const go = async () => {
    const outcome = await submit({ input: { modelVersionId: version.id, idempotencyKey: randomKey() } });
    if (outcome.ok) router.push(`/runs/${outcome.value.run.id}`);
    else toast.error(outcome.problem.message);
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button tone="primary" disabled={busy} onClick={go}>
        <CalendarClock aria-hidden="true" className="size-4" />
        Forecast the days ahead
      </Button>
      <ButtonLink href={`/models/${encodeURIComponent(version.model.name)}/${version.version}`}>
        {`Open ${version.model.name} v${version.version}`}
      </ButtonLink>
      <span className="text-sm text-ink-3">A forecast is a run: repeat it daily from its page.</span>
    </div>
  );
}
