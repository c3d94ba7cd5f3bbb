import { ButtonLink } from "@/ui/Button.tsx";
import { EmptyState } from "@/ui/states.tsx";

export default function NotFound() {
  return (
    <main className="grid min-h-screen place-items-center">
      <h1 className="sr-only">Page not found</h1>
      <EmptyState title="There is nothing at this address" action={<ButtonLink href="/">Go home</ButtonLink>}>
        The link may be old, or part of it was lost on the way.
      </EmptyState>
    </main>
  );
}
