"use client";
import { useState } from "react";
import { curlText, type GraphqlCall, graphqlText } from "@/lib/copy-graphql.ts";
import { Button } from "./Button.tsx";
import { CodeBlock } from "./CodeBlock.tsx";
import { Dialog } from "./Dialog.tsx";

/** What the form on this screen would send, for a terminal or a script. */
export function CopyAsGraphql({ call }: { call: GraphqlCall }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button size="sm" onClick={() => setOpen(true)}>
        Copy as GraphQL
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Copy as GraphQL"
        description="PLIMSOLL_API_KEY holds an API key; Settings makes one."
      >
        <div className="flex flex-col gap-3">
          <CodeBlock title="Mutation and variables" code={graphqlText(call)} />
          <CodeBlock title="curl" code={open ? curlText(call, window.location.origin) : ""} />
        </div>
      </Dialog>
    </>
  );
}
