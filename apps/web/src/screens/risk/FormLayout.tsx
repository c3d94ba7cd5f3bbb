"use client";
import type { ReactNode } from "react";
import type { RunForm } from "./use-submit-run.ts";

/** Sections on the left, what will happen on the right. */
export function FormLayout({ form, side, children }: { form: RunForm; side: ReactNode; children: ReactNode }) {
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.submit();
      }}
      className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_21rem]"
    >
      <div className="flex min-w-0 flex-col gap-5">{children}</div>
      {side}
    </form>
  );
}

export const FieldGrid = ({ children }: { children: ReactNode }) => (
  <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">{children}</div>
);
