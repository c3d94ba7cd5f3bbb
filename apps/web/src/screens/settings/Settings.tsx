"use client";
import { useData } from "@/graphql/use-data.ts";
import { ViewerDocument } from "@/graphql/viewer.ts";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { ThemeToggle } from "@/ui/ThemeToggle.tsx";
import { ApiKeys } from "./ApiKeys.tsx";

export function Settings() {
  const { data, loading, error, reload } = useData(ViewerDocument, {});
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex flex-col gap-5">
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data ? <ApiKeys keys={data.viewer.apiKeys} onChange={reload} /> : null}
        <div className="grid gap-5 md:grid-cols-2">
          <Card title="Appearance" description="Kept in this browser.">
            <ThemeToggle />
          </Card>
          {data ? (
            <Card title="Workspace">
              <DefinitionList
                items={[
                  { term: "Name", value: data.viewer.workspace.name },
                  { term: "You", value: `${data.viewer.name} (${data.viewer.role.toLowerCase()})` },
                  {
                    term: "Four eyes",
                    value: data.viewer.workspace.fourEyes ? "On: from the second member on, nobody promotes their own version" : "Off",
                  },
                ]}
              />
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
}
