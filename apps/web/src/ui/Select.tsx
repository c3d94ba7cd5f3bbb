"use client";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cx } from "@/lib/cx.ts";

export interface Option {
  value: string;
  label: string;
  hint?: string;
}

interface SelectProps {
  value: string;
  onChange: (value: string) => void;
  options: readonly Option[];
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  placeholder?: string;
  className?: string;
  disabled?: boolean;
}

/** Radix reserves the empty value for "nothing chosen", so options with an empty value carry this stand-in. */
const NONE = "\u0000none";

export function Select({ value, onChange, options, placeholder, className, disabled, ...trigger }: SelectProps) {
  const hasEmpty = options.some((option) => option.value === "");
  return (
    <Radix.Root
      value={value === "" && hasEmpty ? NONE : value}
      onValueChange={(next) => onChange(next === NONE ? "" : next)}
      disabled={disabled}
    >
      <Radix.Trigger {...trigger} className={cx("control inline-flex items-center justify-between gap-2 text-left", className)}>
        <span className="min-w-0 truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown aria-hidden="true" className="size-4 text-ink-3" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-[min(24rem,var(--radix-select-content-available-height))] min-w-[var(--radix-select-trigger-width)] max-w-[90vw] overflow-hidden rounded-md border border-line bg-surface shadow-float"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value === "" ? NONE : option.value}
                className="flex items-center gap-2 rounded-sm px-2 py-1.5 text-base outline-none data-[highlighted]:bg-sea-soft data-[highlighted]:text-ink"
              >
                <span className="w-4">
                  <Radix.ItemIndicator>
                    <Check aria-hidden="true" className="size-4 text-sea" />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
                {option.hint ? <span className="ml-auto pl-3 text-xs text-ink-3">{option.hint}</span> : null}
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
