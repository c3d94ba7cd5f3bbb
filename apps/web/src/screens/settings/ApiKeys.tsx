"use client";
import { Plus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { CreateApiKeyMutation, RevokeApiKeyMutation, Role, ViewerQuery } from "@/generated/graphql.ts";
import { useAction } from "@/graphql/use-action.ts";
import { CreateApiKeyDocument, RevokeApiKeyDocument } from "@/graphql/viewer.ts";
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

type ApiKey = ViewerQuery["viewer"]["apiKeys"][number];

const pickCreated = (data: CreateApiKeyMutation) => data.createApiKey;
const pickRevoked = (data: RevokeApiKeyMutation) => data.revokeApiKey;

export function ApiKeys({ keys, onChange }: { keys: readonly ApiKey[]; onChange: () => void }) {
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Card
      title="API keys"
      description="A key signs a client in with one role. It is shown once; only its fingerprint is stored."
      padded={false}
      actions={
        <Button tone="primary" size="sm" onClick={() => setCreating(true)}>
          <Plus aria-hidden="true" className="size-4" />
          New key
        </Button>
      }
    >
      <TableScroll label="API keys">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Begins with</th>
              <th scope="col">Role</th>
              <th scope="col">Made</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span className="sr-only">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key.id}>
                <th scope="row">{key.name}</th>
                <td className="font-mono text-xs">{key.prefix}…</td>
                <td>{key.role.toLowerCase()}</td>
                <td className="whitespace-nowrap">{formatTime(key.createdAt)}</td>
                <td className="whitespace-nowrap">{key.lastUsedAt ? formatTime(key.lastUsedAt) : "never"}</td>
                <td className="num">
                  {key.revokedAt ? (
                    <Badge tone="warn">revoked</Badge>
                  ) : (
                    <Button size="sm" tone="danger" aria-label={`Revoke ${key.name}`} onClick={() => setRevoking(key)}>
                      Revoke
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
      {creating ? <CreateDialog onClose={() => setCreating(false)} onCreated={onChange} /> : null}
      {revoking ? <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} onRevoked={onChange} /> : null}
    </Card>
  );
}

function CreateDialog({ onClose, onCreated }: { onClose: () => void; onCreated: () => void }) {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("DEVELOPER");
  const [error, setError] = useState<string | null>(null);
  const [secret, setSecret] = useState<string | null>(null);
  const [create, busy] = useAction(CreateApiKeyDocument, pickCreated);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await create({ input: { name: name.trim(), role } });
    if (outcome.ok) {
      setSecret(outcome.value.key);
      onCreated();
    } else setError(outcome.problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={secret ? "Copy the key now" : "New API key"}
      description={secret ? "It is not shown again." : "For a script, a notebook or a colleague."}
    >
      {secret ? (
        <div className="flex flex-col gap-4">
          <CodeBlock title="API key" code={secret} />
          <Button tone="primary" onClick={onClose}>
            I have copied it
          </Button>
        </div>
      ) : (
        <form onSubmit={submit} className="flex flex-col gap-4">
          <Field label="Name" hint="What will use it." error={error}>
            {(ids) => <input {...ids} className="control" required value={name} onChange={(event) => setName(event.target.value)} />}
          </Field>
          <Field label="Role">
            {(ids) => <Select {...ids} value={role} options={ROLE_OPTIONS} onChange={(value) => setRole(asRole(value))} />}
          </Field>
          <Button tone="primary" type="submit" disabled={busy || name.trim() === ""}>
            Make the key
          </Button>
        </form>
      )}
    </Dialog>
  );
}

function RevokeDialog({ apiKey, onClose, onRevoked }: { apiKey: ApiKey; onClose: () => void; onRevoked: () => void }) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [revoke, busy] = useAction(RevokeApiKeyDocument, pickRevoked);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const outcome = await revoke({ input: { apiKeyId: apiKey.id } });
    if (outcome.ok) {
      toast.success(`${apiKey.name} is revoked.`);
      onRevoked();
      onClose();
    } else setError(outcome.problem.message);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`Revoke ${apiKey.name}`}
      description="Clients that use it stop working at once. This cannot be undone."
    >
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={`Type ${apiKey.name} to confirm`}>
          {(ids) => <input {...ids} className="control" value={typed} onChange={(event) => setTyped(event.target.value)} />}
        </Field>
        {error ? <Notice tone="bad" title={error} /> : null}
        <Button tone="danger" type="submit" disabled={busy || typed !== apiKey.name}>
          Revoke the key
        </Button>
      </form>
    </Dialog>
  );
}
