"use client";
import type { LossBusinessLine, LossEventType } from "@/generated/graphql.ts";
import { SelectField } from "@/ui/SelectField.tsx";
import type { Taxonomy } from "./taxonomy.ts";

interface CategoryFieldsProps {
  taxonomy: Taxonomy;
  eventType: LossEventType | "";
  businessLine: LossBusinessLine | "";
  onEventType: (code: LossEventType | "") => void;
  onBusinessLine: (code: LossBusinessLine | "") => void;
}

/** Event type and business line, neither needed. */
export function CategoryFields({ taxonomy: { data }, eventType, businessLine, onEventType, onBusinessLine }: CategoryFieldsProps) {
  const types = data?.lossEventTypes ?? [];
  const lines = data?.lossBusinessLines ?? [];
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label="Event type"
        value={eventType}
        options={[{ value: "", label: "None" }, ...types.map(({ code, title }) => ({ value: code, label: title }))]}
        onChange={(value) => onEventType(value as LossEventType | "")}
      />
      <SelectField
        label="Business line"
        value={businessLine}
        options={[{ value: "", label: "None" }, ...lines.map(({ code, title }) => ({ value: code, label: title }))]}
        onChange={(value) => onBusinessLine(value as LossBusinessLine | "")}
      />
    </div>
  );
}
