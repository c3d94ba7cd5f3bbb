"use client";
import { UploadCloud } from "lucide-react";
import { useRouter } from "next/navigation";
import { type DragEvent, useCallback, useId, useRef, useState } from "react";
import { cx } from "@/lib/cx.ts";
import { formatPercent } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { Progress } from "@/ui/Progress.tsx";
import { Notice } from "@/ui/states.tsx";
import { ImportOptions, type ImportSettings, NO_SETTINGS, readSettings } from "./ImportOptions.tsx";
import { nameOf, useAddDataset } from "./use-add-dataset.ts";

interface DropZoneProps {
  /** Where to go with the new dataset; its own page by default. */
  onAdded?: (datasetId: string) => void;
  compact?: boolean;
}

export function DropZone({ onAdded, compact = false }: DropZoneProps) {
  const router = useRouter();
  const go = useCallback((id: string) => (onAdded ? onAdded(id) : router.push(`/datasets/${id}`)), [onAdded, router]);
  const { state, add, cancel, reset } = useAddDataset(go);
  const [over, setOver] = useState(false);
  const [settings, setSettings] = useState<ImportSettings>(NO_SETTINGS);
  const input = useRef<HTMLInputElement>(null);
  const inputId = useId();
  const busy = state.step === "uploading" || state.step === "creating";

  const take = (file: File | undefined) => {
    if (!file || busy) return;
    const { name, types, missing } = readSettings(settings);
    void add(file, { name: name || nameOf(file.name), types, missing });
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files[0]);
  };

  return (
    <div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra for the pointer; the button inside does the same. */}
      <div
        data-testid="drop-zone"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
        className={cx(
          "relative overflow-hidden rounded-lg border-2 border-dashed bg-surface transition-colors",
          compact ? "px-4 py-5" : "px-6 py-8",
          over ? "border-mark bg-mark-soft" : "border-line-strong/60",
        )}
      >
        {busy ? (
          <div className="mx-auto flex max-w-xl flex-col gap-2" role="status">
            <p className="font-semibold">{state.step === "uploading" ? `Sending ${state.fileName}` : `Registering ${state.fileName}`}</p>
            <Progress value={state.step === "uploading" ? state.fraction : 1} label="Upload" />
            <div className="flex items-center justify-between text-sm text-ink-2">
              <span>{state.step === "uploading" ? formatPercent(state.fraction, 0) : "All bytes sent"}</span>
              {state.step === "uploading" ? (
                <Button size="sm" tone="quiet" onClick={cancel}>
                  Cancel
                </Button>
              ) : null}
            </div>
          </div>
        ) : (
          <div className={cx("flex flex-wrap items-center justify-center gap-x-5 gap-y-3", compact ? "" : "sm:justify-between")}>
            <div className="flex items-center gap-4">
              <UploadCloud aria-hidden="true" className="size-9 shrink-0 text-sea" strokeWidth={1.5} />
              <div>
                <p className="text-lg font-semibold">Drop a file here</p>
                <p className="text-sm text-ink-2">CSV (also gzip) or Parquet. One row a case, one column a fact, a header line.</p>
              </div>
            </div>
            <label htmlFor={inputId} className="sr-only">
              Data file
            </label>
            <input
              id={inputId}
              ref={input}
              type="file"
              accept=".csv,.gz,.parquet,.pq,text/csv,application/gzip"
              className="sr-only"
              tabIndex={-1}
              onChange={(event) => {
                take(event.target.files?.[0]);
                event.target.value = "";
              }}
            />
            <Button tone="primary" onClick={() => input.current?.click()}>
              Choose a file
            </Button>
          </div>
        )}
      </div>
      {state.step === "failed" ? (
        <div className="mt-3">
          <Notice tone="bad" title="The file was not taken">
            <p>{state.message}</p>
            <Button size="sm" className="mt-2" onClick={reset}>
              Dismiss
            </Button>
          </Notice>
        </div>
      ) : null}
      {compact ? null : <ImportOptions settings={settings} onChange={setSettings} disabled={busy} />}
    </div>
  );
}
