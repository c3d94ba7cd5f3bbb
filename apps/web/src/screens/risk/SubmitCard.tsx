"use client";
import type { DocumentNode } from "graphql";
import { print } from "graphql";
import { Play } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CopyAsGraphql } from "@/ui/CopyAsGraphql.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { Notice } from "@/ui/states.tsx";
import type { RunForm } from "./use-submit-run.ts";

interface SubmitCardProps {
  form: RunForm;
  label: string;
  facts: readonly { term: string; value: ReactNode }[];
  document: DocumentNode;
  input: object;
}

/** What will be computed, in words, the button, and the same call for a script. */
export function SubmitCard({ form, label, facts, document, input }: SubmitCardProps) {
  const { busy, problem } = form;
  return (
    <div className="self-start xl:sticky xl:top-4">
      <Card title="Summary">
        <DefinitionList items={facts} />
        <Button type="submit" tone="primary" className="mt-4 min-h-10 w-full text-lg" disabled={busy}>
          <Play aria-hidden="true" className="size-4" />
          {busy ? "Submitting…" : label}
        </Button>
        {problem ? (
          <div className="mt-3">
            <Notice tone="bad" title="Not submitted">
              {problem.path && problem.path.length > 0 ? <code className="font-mono text-xs">{problem.path.join(".")}</code> : null}{" "}
              {problem.message}
            </Notice>
          </div>
        ) : null}
        <div className="mt-4 border-t border-line pt-3">
          <p className="mb-1.5 text-xs text-ink-3">The same run from a script:</p>
          <CopyAsGraphql call={{ document: print(document), variables: { input } }} />
        </div>
      </Card>
    </div>
  );
}
