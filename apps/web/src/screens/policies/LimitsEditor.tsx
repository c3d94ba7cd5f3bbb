"use client";
import { Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { type ActionDraft, type BandDraft, guessedFacts, type LimitsDraft, noFacts } from "@/lib/limits-draft.ts";
import { Button } from "@/ui/Button.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

interface LimitsEditorProps {
  draft: LimitsDraft;
  /** Empty while they are not known. */
  actionNames: readonly string[];
  onChange: (draft: LimitsDraft) => void;
  errorAt: (path: string) => string | null;
}

/** The hard limits of a policy over listed actions, one part for each kind of limit. */
export function LimitsEditor({ draft, actionNames, onChange, errorAt }: LimitsEditorProps) {
  const set = (more: Partial<LimitsDraft>) => onChange({ ...draft, ...more });
  const number = (label: string, hint: string, path: string, value: string, put: (text: string) => void) => (
    <Field label={label} hint={hint} error={errorAt(`constraints.${path}`)}>
      {(ids) => <input {...ids} className="control" inputMode="decimal" value={value} onChange={(event) => put(event.target.value)} />}
    </Field>
  );
  return (
    <div className="flex flex-col gap-6">
      <Part
        title="What each action is"
        words="Limits are about money: which price an action offers, what exposure it adds, and whether it declines."
      >
        {actionNames.length === 0 ? (
          <p className="text-sm text-ink-3">Choose a log or an environment first: its actions are listed here.</p>
        ) : (
          <>
            <ActionsTable draft={draft} actionNames={actionNames} onChange={onChange} errorAt={errorAt} />
            <div className="mt-3">
              <Button onClick={() => set({ actions: Object.fromEntries(actionNames.map((name) => [name, guessedFacts(name)])) })}>
                Read from the names
              </Button>
            </div>
          </>
        )}
      </Part>
      <Part
        title="Fallback"
        words="Decides when nothing else may, and while the kill switch is on. A decision of it carries the reasons for which the policy's own actions were closed."
      >
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          <Field label="Fallback action" error={errorAt("constraints.fallbackAction")}>
            {(ids) => (
              <Select
                {...ids}
                value={draft.fallbackAction}
                options={[{ value: "", label: "The past's most frequent" }, ...actionNames.map((name) => ({ value: name, label: name }))]}
                onChange={(fallbackAction) => set({ fallbackAction })}
              />
            )}
          </Field>
          {number(
            "Least decisions in the log",
            "An action that the log took less often in the segment is closed. 0 allows all.",
            "leastLogged",
            draft.leastLogged,
            (leastLogged) => set({ leastLogged }),
          )}
        </div>
      </Part>
      <Part title="Exposure caps" words="Closes what would lift the exposure above. Currency; empty = no cap.">
        <div className="grid gap-4 sm:grid-cols-3">
          {(["obligor", "segment", "portfolio"] as const).map((scope) => (
            <div key={scope}>
              {number(`Of a${scope === "obligor" ? "n obligor" : ` ${scope}`}`, "", `exposureCaps.${scope}`, draft.caps[scope], (text) =>
                set({ caps: { ...draft.caps, [scope]: text } }),
              )}
            </div>
          ))}
        </div>
      </Part>
      <Part title="Price band" words="No offer outside of it. Decimal: 0.12 is 12 %.">
        <div className="grid gap-4 sm:grid-cols-3">
          {number("Least price", "", "priceBand.low", draft.priceBand.low, (low) => set({ priceBand: { ...draft.priceBand, low } }))}
          {number("Largest price", "", "priceBand.high", draft.priceBand.high, (high) => set({ priceBand: { ...draft.priceBand, high } }))}
        </div>
        <PathError words={errorAt("constraints.priceBand")} />
      </Part>
      <Part
        title="Prices that rise with risk"
        words="Each band of risk has the prices it may be offered, none below those of less risk: so a price never falls as risk rises."
      >
        <Ladder rows={draft.ladder} onChange={(ladder) => set({ ladder })} errorAt={errorAt} />
      </Part>
      <Part title="Budget and floor" words="Empty = none.">
        <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {number(
            "Loss budget",
            "Expected loss that all decisions may add up to, currency.",
            "lossBudget",
            draft.lossBudget,
            (lossBudget) => set({ lossBudget }),
          )}
          {number(
            "Fairness floor",
            "Least approval rate of a group over that of the group approved most, 0 to 1; 0.8 is the four-fifths rule.",
            "fairnessFloor",
            draft.fairnessFloor,
            (fairnessFloor) => set({ fairnessFloor }),
          )}
        </div>
      </Part>
    </div>
  );
}

function Part({ title, words, children }: { title: string; words: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0 border-t border-line pt-4 first:border-t-0 first:pt-0">
      <legend className="float-left mb-0.5 w-full text-sm font-semibold">{title}</legend>
      <p className="clear-both mb-3 text-xs text-ink-3">{words}</p>
      {children}
    </fieldset>
  );
}

const PathError = ({ words }: { words: string | null }) => (words ? <p className="mt-2 text-sm font-medium text-bad">{words}</p> : null);

function ActionsTable({ draft, actionNames, onChange, errorAt }: LimitsEditorProps) {
  const put = (name: string, more: Partial<ActionDraft>) =>
    onChange({ ...draft, actions: { ...draft.actions, [name]: { ...(draft.actions[name] ?? noFacts()), ...more } } });
  return (
    <TableScroll label="What each action is">
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">Price (decimal)</th>
            <th scope="col">Exposure of each unit of the amount</th>
            <th scope="col">Declines</th>
          </tr>
        </thead>
        <tbody>
          {actionNames.map((name) => {
            const facts = draft.actions[name] ?? noFacts();
            const cell = (field: "price" | "exposureShare", label: string) => {
              const words = errorAt(`constraints.actions.${name}.${field}`);
              return (
                <td>
                  <input
                    aria-label={`${label} of ${name}`}
                    aria-invalid={words ? true : undefined}
                    className="control max-w-40"
                    inputMode="decimal"
                    value={facts[field]}
                    onChange={(event) => put(name, { [field]: event.target.value })}
                  />
                  <PathError words={words} />
                </td>
              );
            };
            return (
              <tr key={name}>
                <th scope="row">{name}</th>
                {cell("price", "Price")}
                {cell("exposureShare", "Exposure")}
                <td>
                  <Checkbox label="declines" checked={facts.declines} onChange={(declines) => put(name, { declines })} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </TableScroll>
  );
}

interface LadderProps {
  rows: readonly BandDraft[];
  onChange: (rows: BandDraft[]) => void;
  errorAt: (path: string) => string | null;
}

function Ladder({ rows, onChange, errorAt }: LadderProps) {
  const put = (at: number, more: Partial<BandDraft>) => onChange(rows.map((row, k) => (k === at ? { ...row, ...more } : row)));
  const cell = (at: number, field: keyof BandDraft, label: string, path: string) => {
    const words = errorAt(`constraints.priceLadder.${path}`);
    return (
      <td>
        <input
          aria-label={`${label}, band ${at + 1}`}
          aria-invalid={words ? true : undefined}
          className="control max-w-36"
          inputMode="decimal"
          value={rows[at]?.[field] ?? ""}
          onChange={(event) => put(at, { [field]: event.target.value })}
        />
        <PathError words={words} />
      </td>
    );
  };
  return (
    <>
      {rows.length > 0 ? (
        <TableScroll label="Prices by risk">
          <table className="data-table mb-3">
            <thead>
              <tr>
                <th scope="col">Risk below</th>
                <th scope="col">Least price</th>
                <th scope="col">Largest price</th>
                <th scope="col">
                  <span className="sr-only">Remove</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((_row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a band has no name of its own but its place.
                <tr key={at}>
                  {at === rows.length - 1 ? <td className="text-ink-3">any</td> : cell(at, "upTo", "Risk below", `edges.${at}`)}
                  {cell(at, "low", "Least price", `bands.${at}.low`)}
                  {cell(at, "high", "Largest price", `bands.${at}.high`)}
                  <td>
                    <Button aria-label={`Remove band ${at + 1}`} onClick={() => onChange(rows.filter((_own, k) => k !== at))}>
                      <Trash2 aria-hidden="true" className="size-4" />
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : null}
      <Button onClick={() => onChange([...rows, { upTo: "", low: "", high: "" }])}>
        <Plus aria-hidden="true" className="size-4" />
        {rows.length === 0 ? "Ask for prices that rise with risk" : "Add a band of more risk"}
      </Button>
      <PathError words={errorAt("constraints.priceLadder")} />
    </>
  );
}
