"use client";
import { useSearchParams } from "next/navigation";
import { type FormEvent, useState } from "react";
import type { SignInMutation } from "@/generated/graphql.ts";
import { useAction } from "@/graphql/use-action.ts";
import { SignInDocument } from "@/graphql/viewer.ts";
import { AwayBanner } from "@/screens/shell/AwayBanner.tsx";
import { Button } from "@/ui/Button.tsx";
import { Field } from "@/ui/Field.tsx";
import { Logo } from "@/ui/Logo.tsx";
import { ThemeToggle } from "@/ui/ThemeToggle.tsx";

const pickSignIn = (data: SignInMutation) => data.signIn;

/** Only a path of this portal: an address in the link must not lead elsewhere. */
const safeNext = (next: string | null): string => (next && /^\/(?![/\\])/.test(next) ? next : "/");

export function SignIn() {
  const params = useSearchParams();
  const [key, setKey] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [signIn, busy] = useAction(SignInDocument, pickSignIn);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() === "") {
      setError("Paste an API key first.");
      return;
    }
    const outcome = await signIn({ input: { apiKey: key.trim() } });
    if (outcome.ok) window.location.assign(safeNext(params.get("next")));
    else setError(outcome.problem.code === "UNAUTHENTICATED" ? "This key is not known, or it was revoked." : outcome.problem.message);
  };

  return (
    <div className="grid min-h-screen lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <HullPanel />
      <div className="flex flex-col">
        <AwayBanner />
        <header className="flex justify-end p-4">
          <ThemeToggle />
        </header>
        <main className="mx-auto flex w-full max-w-md flex-1 flex-col justify-center px-6 pb-24">
          <h1 className="text-3xl font-semibold">Sign in</h1>
          <p className="mt-2 mb-6 text-lg text-ink-2">
            One API key opens the portal in this browser. It is exchanged for a session and not kept.
          </p>
          <form onSubmit={submit} noValidate className="flex flex-col gap-4">
            <Field
              label="API key"
              error={error}
              hint={
                <>
                  The owner's key was written at the first start to{" "}
                  <code className="font-mono text-ink-2">PLIMSOLL_HOME/owner-api-key</code>, by default{" "}
                  <code className="font-mono text-ink-2">.plimsoll/owner-api-key</code>.
                </>
              }
            >
              {(ids) => (
                <input
                  {...ids}
                  className="control min-h-11 font-mono"
                  type="password"
                  autoComplete="current-password"
                  spellCheck={false}
                  value={key}
                  onChange={(event) => {
                    setKey(event.target.value);
                    setError(null);
                  }}
                />
              )}
            </Field>
            <Button type="submit" tone="primary" className="min-h-11 text-lg" disabled={busy}>
              {busy ? "Signing in…" : "Sign in"}
            </Button>
          </form>
        </main>
      </div>
    </div>
  );
}

/** A ship's side with the load line: above it sound, below it the sea. */
function HullPanel() {
  return (
    <aside aria-label="About Plimsoll" className="relative hidden overflow-hidden bg-hull text-hull-ink lg:block">
      <div className="absolute inset-x-0 top-0 flex items-center gap-3 p-8">
        <Logo size={32} />
        <span className="text-2xl font-semibold tracking-tight">Plimsoll</span>
      </div>
      <svg
        aria-hidden="true"
        focusable="false"
        className="absolute inset-0 size-full"
        viewBox="0 0 600 900"
        preserveAspectRatio="xMidYMax slice"
      >
        <rect y="610" width="600" height="290" fill="var(--keel)" />
        <rect y="604" width="600" height="6" fill="#f3d9cf" />
        <circle cx="300" cy="470" r="92" fill="none" stroke="#eaf1f4" strokeWidth="17" />
        <path d="M150 470h300" stroke="#e2673f" strokeWidth="18" />
        {[350, 390, 430, 470, 510, 550].map((y, at) => (
          <path key={y} d={`M${at % 2 ? 502 : 490} ${y}h${at % 2 ? 28 : 40}`} stroke="#a9bcc7" strokeWidth="4" />
        ))}
        <path d="M490 350v200" stroke="#a9bcc7" strokeWidth="4" />
        {[650, 700, 750, 800, 850].map((y) => (
          <path key={y} d={`M0 ${y}h600`} stroke="#00000026" strokeWidth="1.5" />
        ))}
      </svg>
      <p className="absolute inset-x-0 bottom-0 max-w-[44ch] p-8 text-lg text-[#fff4ef]">
        How much risk is safe to carry? Train on your own file, read the evidence beside a plain baseline, and score with reasons.
      </p>
    </aside>
  );
}
