"use client";
import { ChevronDown, KeyRound, LogOut } from "lucide-react";
import Link from "next/link";
import { DropdownMenu } from "radix-ui";
import { useClient } from "urql";
import type { ViewerQuery } from "@/generated/graphql.ts";
import { SignOutDocument } from "@/graphql/viewer.ts";

const ITEM = "flex items-center gap-2 rounded-sm px-2 py-1.5 outline-none data-[highlighted]:bg-sea-soft";

export function UserMenu({ viewer }: { viewer: ViewerQuery["viewer"] }) {
  const client = useClient();
  const signOut = async () => {
    await client.mutation(SignOutDocument, {}).toPromise();
    // A full load also drops every answer the client remembers.
    window.location.assign("/sign-in");
  };
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="inline-flex items-center gap-2 rounded-md px-2 py-1.5 text-sm font-semibold text-ink-2 hover:bg-surface-3 hover:text-ink">
        {viewer.name}
        <ChevronDown aria-hidden="true" className="size-4" />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          className="z-50 min-w-52 rounded-md border border-line bg-surface p-1 shadow-float"
        >
          <DropdownMenu.Label className="px-2 py-1.5 text-xs text-ink-3">
            {viewer.workspace.name} · {viewer.role.toLowerCase()}
          </DropdownMenu.Label>
          <DropdownMenu.Item asChild className={ITEM}>
            <Link href="/settings">
              <KeyRound aria-hidden="true" className="size-4" />
              API keys
            </Link>
          </DropdownMenu.Item>
          <DropdownMenu.Item className={ITEM} onSelect={signOut}>
            <LogOut aria-hidden="true" className="size-4" />
            Sign out
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
