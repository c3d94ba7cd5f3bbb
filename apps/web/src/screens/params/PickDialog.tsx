"use client";
import { Plus, Search } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { EmptyState } from "@/ui/states.tsx";

export interface PickItem {
  id: string;
  title: string;
  description: string;
  /** Short words beside the title. */
  notes?: readonly string[];
  /** A note that asks for care. */
  warning?: string | undefined;
}

interface PickDialogProps {
  /** What the button says and the dialog is called. */
  label: string;
  description: string;
  placeholder: string;
  items: readonly PickItem[];
  onPick: (id: string) => void;
}

/** A button that opens a list of kinds with what each does, found by a word. */
export function PickDialog({ label, description, placeholder, items, onPick }: PickDialogProps) {
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const wanted = search.trim().toLowerCase();
  const found = items.filter(({ id, title, description: text }) => `${id} ${title} ${text}`.toLowerCase().includes(wanted));
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        <Plus aria-hidden="true" className="size-4" />
        {label}
      </Button>
      <Dialog open={open} onOpenChange={setOpen} title={label} description={description}>
        <div className="relative mb-3">
          <Search aria-hidden="true" className="pointer-events-none absolute left-2.5 top-2.5 size-4 text-ink-3" />
          <input
            type="search"
            aria-label="Find"
            placeholder={placeholder}
            className="control pl-8"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        {found.length === 0 ? <EmptyState title="Nothing by that word" /> : null}
        <ul className="flex flex-col gap-1">
          {found.map((item) => (
            <li key={item.id}>
              <button
                type="button"
                className="w-full rounded-md border border-line px-3 py-2 text-left hover:bg-surface-2"
                onClick={() => {
                  onPick(item.id);
                  setOpen(false);
                  setSearch("");
                }}
              >
                <span className="flex flex-wrap items-center gap-2">
                  <span className="font-semibold">{item.title}</span>
                  <Badge className="font-mono">{item.id}</Badge>
                  {(item.notes ?? []).map((note) => (
                    <Badge key={note}>{note}</Badge>
                  ))}
                  {item.warning ? <Badge tone="warn">{item.warning}</Badge> : null}
                </span>
                <span className="mt-0.5 block text-sm text-ink-2">{item.description}</span>
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
