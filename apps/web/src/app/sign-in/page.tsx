import type { Metadata } from "next";
import { Suspense } from "react";
import { SignIn } from "@/screens/sign-in/SignIn.tsx";

export const metadata: Metadata = { title: "Sign in · Plimsoll" };

export default function SignInPage() {
  return (
    <Suspense>
      <SignIn />
    </Suspense>
  );
}
