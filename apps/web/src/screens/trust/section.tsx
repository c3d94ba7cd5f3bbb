"use client";
import type { ReactNode } from "react";
import type { AnyVariables, TypedDocumentNode } from "urql";
import { useData } from "@/graphql/use-data.ts";
import { EmptyState, ErrorState, SkeletonCards } from "@/ui/states.tsx";

/** What every tab of the report is given. */
export interface TrustTabProps {
  versionId: string;
  /** The outcome that probabilities are of. */
  event: string | null;
}

interface SectionProps<Data, Part> {
  versionId: string;
  document: TypedDocumentNode<Data, { id: string } & AnyVariables>;
  pick: (data: Data) => Part | null | undefined;
  children: (part: Part) => ReactNode;
}

/** Loads one part of a report, which may be large, when it is looked at. */
export function Section<Data, Part>({ versionId, document, pick, children }: SectionProps<Data, Part>) {
  const { data, loading, error, reload } = useData(document, { id: versionId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  if (loading || data === undefined) return <SkeletonCards />;
  const part = pick(data);
  return part ? (
    children(part)
  ) : (
    <EmptyState title="Not in this report">The version or its test rows do not allow this section; the note above says why.</EmptyState>
  );
}
