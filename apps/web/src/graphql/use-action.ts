"use client";
import { useCallback, useState } from "react";
import { type AnyVariables, type CombinedError, type TypedDocumentNode, useClient } from "urql";
import { describeError } from "./client.ts";

/** An expected failure of a mutation, or the plain words of an unexpected one (then `path` is null). */
export interface Problem {
  code: string;
  message: string;
  path: readonly string[] | null;
}

type Union = { __typename: string };
type Successful<Member extends Union> = Extract<Member, { __typename: `${string}Success` }>;
export type Outcome<Member extends Union> = { ok: true; value: Successful<Member> } | { ok: false; problem: Problem };

const isSuccess = <Member extends Union>(member: Member): member is Successful<Member> => member.__typename.endsWith("Success");

function problemOf(member: Union): Problem {
  const { code, message, path } = member as Partial<Problem>;
  return { code: code ?? "INTERNAL", message: message ?? "The API refused without saying why.", path: path ?? null };
}

const isUnavailable = (error: CombinedError | undefined): boolean =>
  error !== undefined &&
  (error.networkError !== undefined || error.graphQLErrors.some(({ extensions }) => extensions.code === "UNAVAILABLE"));

const RETRY_PAUSES_MS = [700, 1500, 3000];

interface ActionOptions {
  /** For mutations that may be sent twice (a score, or one with an idempotency key): waits out a part that is restarting. */
  retryUnavailable?: boolean;
}

/** Runs one mutation and opens its result union: a success, or one problem to show. */
export function useAction<Data, Variables extends AnyVariables, Member extends Union>(
  mutation: TypedDocumentNode<Data, Variables>,
  pick: (data: Data) => Member,
  { retryUnavailable = false }: ActionOptions = {},
): [run: (variables: Variables) => Promise<Outcome<Member>>, busy: boolean] {
  const client = useClient();
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (variables: Variables): Promise<Outcome<Member>> => {
      setBusy(true);
      try {
        let { data, error } = await client.mutation(mutation, variables).toPromise();
        for (const pause of retryUnavailable ? RETRY_PAUSES_MS : []) {
          if (data || !isUnavailable(error)) break;
          await new Promise((over) => setTimeout(over, pause));
          ({ data, error } = await client.mutation(mutation, variables).toPromise());
        }
        if (!data) {
          const message = error ? describeError(error) : "The API sent an empty answer.";
          return { ok: false, problem: { code: String(error?.graphQLErrors[0]?.extensions.code ?? "UNAVAILABLE"), message, path: null } };
        }
        const member = pick(data);
        return isSuccess(member) ? { ok: true, value: member } : { ok: false, problem: problemOf(member) };
      } finally {
        setBusy(false);
      }
    },
    [client, mutation, pick, retryUnavailable],
  );
  return [run, busy];
}
