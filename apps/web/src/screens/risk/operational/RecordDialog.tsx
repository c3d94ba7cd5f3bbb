"use client";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { RecordKriValuesMutation } from "@/generated/graphql.ts";
import { RecordKriValuesDocument } from "@/graphql/risk/indicators.ts";
import { useAction } from "@/graphql/use-action.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { TextField } from "@/ui/TextField.tsx";
import type { Indicator } from "./IndicatorBoard.tsx";
import { readValues } from "./record-values.ts";

const pick = (data: RecordKriValuesMutation) => data.recordKriValues;
export function RecordDialog({ indicator, onClose, onSaved }: { indicator: Indicator; onClose: () => void; onSaved: () => void }) {
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [record, busy] = useAction(RecordKriValuesDocument, pick);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const { values, problem } = readValues(text);
    if (problem) {
      setError(problem);
      return;
    }
    const outcome = await record({ input: { kriId: indicator.id, values } });
    if (!outcome.ok) {
      setError(outcome.problem.message);
      return;
    }
    toast.success(`${values.length} ${values.length === 1 ? "value" : "values"} of ${indicator.name} recorded.`);
    onSaved();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Record values of ${indicator.name}`}
      description="A value of a day that has one replaces it."
    >
      <form noValidate onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label="Values"
          rows={6}
          value={text}
          onChange={(value) => {
            setText(value);
            setError(null);
          }}
          hint="One a line, as two columns of a spreadsheet: 2026-03-31 4.2"
          error={error}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" tone="primary" disabled={busy}>
            Record
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
