"use client";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { numericColumns, type SeriesDataset } from "../series-draft.ts";
import { QUOTES, type StudyDraft } from "./study-draft.ts";

const MEASURES = [
  { value: "", label: "None" },
  { value: "COLUMN", label: "A column of variances", hint: "such as realised" },
  { value: "parkinson", label: "Parkinson", hint: "high, low" },
  { value: "garman-klass", label: "Garman-Klass", hint: "all four prices" },
  { value: "rogers-satchell", label: "Rogers-Satchell", hint: "all four prices" },
];

interface MeasureFieldsProps {
  dataset: SeriesDataset;
  draft: StudyDraft;
  change: (part: Partial<StudyDraft>) => void;
  errorAt: (path: string) => string | null;
}

/** Where the daily variance comes from that HAR and its like read. */
export function MeasureFields({ dataset, draft, change, errorAt }: MeasureFieldsProps) {
  const columns = numericColumns(dataset).map(({ name }) => ({ value: name, label: name }));
  const isRange = draft.measure !== "" && draft.measure !== "COLUMN";
  return (
    <>
      <SelectField
        label="Daily variance"
        value={draft.measure}
        options={MEASURES}
        onChange={(measure) => change({ measure })}
        hint="For the models that read one, such as HAR."
        error={errorAt("series.measureRange.measure") ?? errorAt("series.measureRange") ?? errorAt("series.measureColumn")}
      />
      {draft.measure === "COLUMN" ? (
        <>
          <SelectField
            label="Column of variances"
            placeholder="Choose"
            value={draft.measureColumn}
            options={columns}
            onChange={(measureColumn) => change({ measureColumn })}
            hint="A variance a day, not a volatility."
            error={errorAt("series.measureColumn.column")}
          />
          <TextField
            label="Scale of the variances"
            numeric
            value={draft.measureScale}
            onChange={(measureScale) => change({ measureScale })}
            hint="To squared decimal returns: 0.0001 where they are squared percents."
            error={errorAt("series.measureColumn.scale")}
          />
        </>
      ) : null}
      {isRange
        ? QUOTES.map((quote) => (
            <SelectField
              key={quote}
              label={`${quote.charAt(0).toUpperCase()}${quote.slice(1)} price`}
              placeholder="Choose"
              value={draft.quotes[quote]}
              options={columns}
              onChange={(column) => change({ quotes: { ...draft.quotes, [quote]: column } })}
              error={errorAt(`series.measureRange.${quote}`)}
            />
          ))
        : null}
    </>
  );
}
