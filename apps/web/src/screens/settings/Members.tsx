"use client";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { ChangeMemberRoleMutation, InviteMemberMutation, MembersQuery, RemoveMemberMutation, Role } from "@/generated/graphql.ts";
import { ChangeMemberRoleDocument, InviteMemberDocument, RemoveMemberDocument } from "@/graphql/governance.ts";
import { useAction } from "@/graphql/use-action.ts";
import { formatTime } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CodeBlock } from "@/ui/CodeBlock.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { Notice } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { asRole, ROLE_OPTIONS } from "./roles.ts";

type MemberRow = MembersQuery["members"][number];

const pickInvited = (data: InviteMemberMutation) => data.inviteMember;
const pickChanged = (data: ChangeMemberRoleMutation) => data.changeMemberRole;
const pickRemoved = (data: RemoveMemberMutation) => data.removeMember;

interface MembersProps {
  members: readonly MemberRow[];
  viewerId: string;
  mayManage: boolean;
  onChange: () => void;
}

export function Members({ members, viewerId, mayManage, onChange }: MembersProps) {
  const [inviting, setInviting] = useState(false);
  const [removing, setRemoving] = useState<MemberRow | null>(null);
  return (
    <Card
      title="Members"
      description="From the second one on, nobody approves what they developed themselves."
      padded={false}
      actions={
        mayManage ? (
          <Button tone="primary" size="sm" onClick={() => setInviting(true)}>
            <Plus aria-hidden="true" className="size-4" />
            Invite
          </Button>
        ) : null
      }
    >
      <TableScroll label="Members">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Role</th>
              <th scope="col">Since</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {members.map((member) => (
              <tr key={member.id}>
                <th scope="row">
                  {member.name} {member.id === viewerId ? <span className="font-normal text-ink-3">(you)</span> : null}
                </th>
                <td>
                  {mayManage && !member.removedAt && member.id !== viewerId ? (
                    <RoleChoice member={member} onChange={onChange} />
                  ) : (
                    member.role.toLowerCase()
                  )}
                </td>
                <td className="whitespace-nowrap">{formatTime(member.createdAt)}</td>
                <td className="num">
                  {member.removedAt ? <Badge tone="warn">removed</Badge> : null}
                  {mayManage && !member.removedAt && member.id !== viewerId ? (
                    <Button size="sm" tone="danger" aria-label={`Remove ${member.name}`} onClick={() => setRemoving(member)}>
                      Remove
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {inviting ? <InviteDialog onClose={() => setInviting(false)} onInvited={onChange} /> : null}
      {removing ? <RemoveDialog member={removing} onClose={() => setRemoving(null)} onRemoved={onChange} /> : null}
    </Card>
  );
}

function RoleChoice({ member, onChange }: { member: MemberRow; onChange: () => void }) {
  const [change, busy] = useAction(ChangeMemberRoleDocument, pickChanged);
  const choose = async (role: Role) => {
    const outcome = await change({ input: { memberId: member.id, role } });
    if (outcome.ok) toast.success(`${member.name} is now ${role.toLowerCase()}; keys of the former role have ended.`);
    else toast.error(outcome.problem.message);
    onChange();
  };
  return (
    <Select
      aria-label={`Role of ${member.name}`}
      className="w-40"
      value={member.role}
      disabled={busy}
      options={ROLE_OPTIONS}
      onChange={(value) => void choose(asRole(value))}
    />
  );
}

function InviteDialog({ onClose, onInvited }: { onClose: () => void; onInvited: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("VALIDATOR");
  const [error, setError] = useState<string | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [invite, busy] = useAction(InviteMemberDocument, pickInvited);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await invite({ input: { name: name.trim(), role } });
    if (outcome.ok) {
      setSecret(outcome.value.key);
      onInvited();
    } else setError(outcome.problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={secret ? "Give them this key now" : "Invite a member"}
      description={secret ? "They sign in with it. It is not shown again." : "They get a key of their own to sign in with."}
    >
      {secret ? (
        <div className="flex flex-col gap-4">
          <CodeBlock title={`Key of ${name.trim()}`} code={secret} />
          <Button tone="primary" onClick={onClose}>
            I have copied it
          </Button>
        </div>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Name" error={error}>
            {(ids) => <input {...ids} className="control" required value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label="Role">
            {(ids) => <Select {...ids} value={role} options={ROLE_OPTIONS} onChange={(value) => setRole(asRole(value))} />}
          </Field>
          <Button tone="primary" type="submit" disabled={busy || name.trim() === ""}>
            Invite
          </Button>
        </form>
      )}
    </Dialog>
  );
}

function RemoveDialog({ member, onClose, onRemoved }: { member: MemberRow; onClose: () => void; onRemoved: () => void }) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [remove, busy] = useAction(RemoveMemberDocument, pickRemoved);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await remove({ input: { memberId: member.id } });
    if (outcome.ok) {
      toast.success(`${member.name} is removed.`);
      onRemoved();
      onClose();
    } else setError(outcome.problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Remove ${member.name}`}
      description="Their keys and sessions end at once. What they did stays on record."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={`Type ${member.name} to confirm`}>
          {(ids) => <input {...ids} className="control" value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        {error ? <Notice tone="bad" title={error} /> : null}
        <Button tone="danger" type="submit" disabled={busy || typed !== member.name}>
          Remove the member
        </Button>
      </form>
    </Dialog>
  );
}
