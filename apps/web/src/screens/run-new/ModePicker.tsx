"use client";
import { RadioGroup } from "radix-ui";
import type { FormMode } from "./use-training-form.ts";

const MODES: readonly { value: FormMode; title: string; text: string }[] = [
  { value: "TRAIN", title: "Train one model", text: "With the settings below; a version is registered." },
  { value: "SEARCH", title: "Search settings", text: "Many trials around the settings below; the best is registered." },
  { value: "COMPARE", title: "Compare models", text: "Several networks and baselines on the same folds, with tests." },
];

export function ModePicker({ mode, onChange }: { mode: FormMode; onChange: (mode: FormMode) => void }) {
  return (
    <RadioGroup.Root
      aria-label="What to do"
      value={mode}
      onValueChange={(value) => onChange(MODES.find((entry) => entry.value === value)?.value ?? "TRAIN")}
      className="mt-4 grid gap-3 md:grid-cols-3"
    >
      {MODES.map(({ value, title, text }) => (
        <RadioGroup.Item
          key={value}
          value={value}
          className="flex flex-col gap-0.5 rounded-md border border-line-strong/60 bg-surface px-4 py-3 text-left hover:bg-surface-2 data-[state=checked]:border-sea data-[state=checked]:bg-sea-soft data-[state=checked]:shadow-[inset_0_0_0_1px_var(--sea)]"
        >
          <span className="font-semibold">{title}</span>
          <span className="text-sm text-ink-2">{text}</span>
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
