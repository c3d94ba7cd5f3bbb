"use client";
import { Download } from "lucide-react";
import Link from "next/link";
import type { RunDetail } from "@/graphql/use-run.ts";
import { formatBytes, formatCount } from "@/lib/format.ts";
import { portalUrl } from "@/lib/upload.ts";
import { ButtonAnchor } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CopyButton } from "@/ui/CopyButton.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { Notice } from "@/ui/states.tsx";

export function ScoringResult({ run }: { run: RunDetail }) {
  const { output, dataset, modelVersion } = run;
  if (!output) return <Notice tone="warn" title="The scored file is no longer kept" />;
  return (
    <Card
      title="The scored file is ready"
      description="Every input column in the input's row order, with probability and decision added."
      actions={
        <ButtonAnchor tone="primary" href={portalUrl(output.url)} download={output.fileName}>
          <Download aria-hidden="true" className="size-4" />
          {`Download ${formatBytes(output.byteSize)}`}
        </ButtonAnchor>
      }
    >
      <DefinitionList
        items={[
          { term: "File", value: output.fileName },
          { term: "Rows", value: formatCount(output.rowCount) },
          { term: "Size", value: formatBytes(output.byteSize) },
          {
            term: "SHA-256",
            value: (
              <span className="flex flex-wrap items-center gap-2">
                <code className="font-mono text-xs [overflow-wrap:anywhere]">{output.sha256}</code>
                <CopyButton text={output.sha256} tone="quiet" />
              </span>
            ),
          },
          ...(modelVersion
            ? [
                {
                  term: "Scored with",
                  value: (
                    <Link className="link" href={`/models/${encodeURIComponent(modelVersion.model.name)}/${modelVersion.version}`}>
                      {modelVersion.model.name} v{modelVersion.version}
                    </Link>
                  ),
                },
              ]
            : []),
          ...(dataset
            ? [
                {
                  term: "Dataset",
                  value: (
                    <Link className="link" href={`/datasets/${dataset.id}`}>
                      {dataset.name}
                    </Link>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
