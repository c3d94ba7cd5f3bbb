"use client";
import { MembersDocument } from "@/graphql/governance.ts";
import { useData } from "@/graphql/use-data.ts";
import { ViewerDocument } from "@/graphql/viewer.ts";
import { Card } from "@/ui/Card.tsx";
import { DefinitionList } from "@/ui/Facts.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { ThemeToggle } from "@/ui/ThemeToggle.tsx";
import { ApiKeys } from "./ApiKeys.tsx";
import { Members } from "./Members.tsx";
import { Rules } from "./Rules.tsx";

export function Settings() {
  const { data, loading, error, reload } = useData(ViewerDocument, {});
  const people = useData(MembersDocument, {});
  const mayManage = data?.viewer.role === "OWNER" || data?.viewer.role === "ADMIN";
  return (
    <>
      <PageHeader title="Settings" />
      <div className="flex flex-col gap-5">
        {loading ? <SkeletonRows /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {people.data ? (
          <>
            <Members members={people.data.members} viewerId={people.data.viewer.id} mayManage={mayManage} onChange={people.reload} />
            <Rules governance={people.data.viewer.workspace.governance} mayChange={mayManage} onChange={people.reload} />
          </>
        ) : null}
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
                ]}
              />
            </Card>
          ) : null}
        </div>
      </div>
    </>
  );
}
