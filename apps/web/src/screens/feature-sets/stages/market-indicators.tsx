"use client";
import { ColumnsInput } from "@/screens/params/ColumnsInput.tsx";
import { ColumnSelect } from "./ColumnSelect.tsx";
import { KindList } from "./KindList.tsx";
import { type KindDraft, openKinds, readKinds } from "./kind-draft.ts";
import { defineStageEditor, namesOf, type StageFormProps, textOf, textsOf, withoutEmpty } from "./stage-editor.ts";

const QUOTES = ["open", "high", "low", "close", "volume"] as const;

interface MarketDraft {
  time: string;
  series: readonly string[];
  quotes: Record<string, string>;
  features: readonly KindDraft[];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export const marketIndicators = defineStageEditor<MarketDraft>({
  type: "market-indicators",
  empty: ({ spine }) => ({
    time: spine?.time ?? "",
    series: [],
    // A column that is called like a quote most likely is it.
    quotes: Object.fromEntries(QUOTES.map((quote) => [quote, namesOf(spine?.columns).find((name) => name.toLowerCase() === quote) ?? ""])),
    features: [],
  }),
  open: ({ time, series, quotes, features }, { kinds }) => ({
    time: textOf(time),
    series: textsOf(series),
    quotes: Object.fromEntries(QUOTES.map((quote) => [quote, textOf(isRecord(quotes) ? quotes[quote] : "")])),
    features: openKinds(features, kinds.marketIndicatorKinds),
  }),
  read({ time, series, quotes, features }, { kinds }) {
    const problems: Record<string, string> = {};
    if (time === "") problems.time = "Choose the column of the time.";
    const read = readKinds(features, kinds.marketIndicatorKinds, problems);
    return { spec: { ...withoutEmpty({ time, series }), quotes: withoutEmpty(quotes), features: read }, problems };
  },
  Form: MarketForm,
});

function MarketForm({ draft, onChange, context, errorAt }: StageFormProps<MarketDraft>) {
  const columns = namesOf(context.spine?.columns);
  const set = (part: Partial<MarketDraft>) => onChange({ ...draft, ...part });
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <ColumnSelect label="Time" value={draft.time} columns={columns} onChange={(time) => set({ time })} error={errorAt("time")} />
        <ColumnsInput
          label="Series"
          value={draft.series}
          onChange={(series) => set({ series })}
          columns={columns}
          placeholder="The table is one series"
          hint="Tells series apart, e.g. the symbol."
          error={errorAt("series")}
        />
      </div>
      <div className="grid gap-4 sm:grid-cols-3 lg:grid-cols-5">
        {QUOTES.map((quote) => (
          <ColumnSelect
            key={quote}
            label={quote.charAt(0).toUpperCase() + quote.slice(1)}
            value={draft.quotes[quote] ?? ""}
            columns={columns}
            onChange={(name) => set({ quotes: { ...draft.quotes, [quote]: name } })}
            error={errorAt(`quotes.${quote}`)}
            none="not there"
          />
        ))}
      </div>
      <KindList
        drafts={draft.features}
        onChange={(features) => set({ features })}
        kinds={context.kinds.marketIndicatorKinds}
        columns={columns}
        placeholder="volatility, RSI, drawdown, beta …"
        errorAt={errorAt}
      />
    </div>
  );
}
