"use client";
import { Copy, Trash2 } from "lucide-react";
import { paramFields } from "@/lib/param-fields.ts";
import { randomKey } from "@/lib/random-key.ts";
import { ParamFields } from "@/screens/params/ParamFields.tsx";
import { PickDialog } from "@/screens/params/PickDialog.tsx";
import { Button } from "@/ui/Button.tsx";
import { Field } from "@/ui/Field.tsx";
import { Notice } from "@/ui/states.tsx";
import { type FeatureKind, type KindDraft, newKindDraft } from "./kind-draft.ts";

interface KindListProps {
  drafts: readonly KindDraft[];
  onChange: (drafts: KindDraft[]) => void;
  kinds: readonly FeatureKind[];
  /** What parameters that name a column may name. */
  columns: readonly string[];
  placeholder: string;
  errorAt: (path: string) => string | null;
}

/** Features of a registry's kinds: added, copied, named, set and taken out. */
export function KindList({ drafts, onChange, kinds, columns, placeholder, errorAt }: KindListProps) {
  const error = errorAt("features");
  const isTold = drafts.some((_, at) => errorAt(`features.${at}`));
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm font-semibold">{`Features (${drafts.length})`}</p>
        <PickDialog
          label="Add a feature"
          description={`${kinds.length} kinds.`}
          placeholder={placeholder}
          items={kinds.map(({ name, title, description }) => ({ id: name, title, description }))}
          onPick={(id) => onChange([...drafts, ...kinds.filter(({ name }) => name === id).map(newKindDraft)])}
        />
      </div>
      {error && !isTold ? <Notice tone="bad" title={error} /> : null}
      <ul className="flex flex-col gap-2">
        {drafts.map((draft, at) => {
          const kind = kinds.find(({ name }) => name === draft.type);
          const title = kind?.title ?? draft.type;
          const set = (part: Partial<KindDraft>) => onChange(drafts.map((old) => (old.key === draft.key ? { ...old, ...part } : old)));
          return (
            <li key={draft.key} className="rounded-md bg-surface-2 p-3">
              <div className="mb-2 flex flex-wrap items-center gap-2">
                <span className="font-semibold">{title}</span>
                <span className="min-w-0 flex-1 text-sm text-ink-2">{kind?.description}</span>
                <Button
                  size="sm"
                  tone="quiet"
                  aria-label={`Copy feature ${at + 1}, ${title}`}
                  onClick={() => onChange([...drafts.slice(0, at + 1), { ...draft, key: randomKey(), name: "" }, ...drafts.slice(at + 1)])}
                >
                  <Copy aria-hidden="true" className="size-4" />
                </Button>
                <Button
                  size="sm"
                  tone="quiet"
                  aria-label={`Remove feature ${at + 1}, ${title}`}
                  onClick={() => onChange(drafts.filter(({ key }) => key !== draft.key))}
                >
                  <Trash2 aria-hidden="true" className="size-4" />
                </Button>
              </div>
              <div className="flex flex-col gap-3">
                <ParamFields
                  fields={paramFields(kind?.params ?? {})}
                  values={draft.params}
                  onChange={(params) => set({ params })}
                  errorAt={(name) => errorAt(`features.${at}.params.${name}`)}
                  columns={columns}
                />
                <div className="sm:max-w-72">
                  <Field label="Name" hint="Made of kind, column and window unless given." error={errorAt(`features.${at}.name`)}>
                    {(ids) => (
                      <input {...ids} className="control" value={draft.name} onChange={(event) => set({ name: event.target.value })} />
                    )}
                  </Field>
                </div>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
