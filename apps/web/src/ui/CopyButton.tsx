"use client";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { Button } from "./Button.tsx";

export function CopyButton({ text, label = "Copy", tone = "secondary" }: { text: string; label?: string; tone?: "secondary" | "quiet" }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 1600);
    } catch {
      toast.error("The browser refused the clipboard. Select the text and copy it by hand.");
    }
  };
  return (
    <Button tone={tone} size="sm" onClick={copy}>
      {copied ? <Check aria-hidden="true" className="size-3.5 text-good" /> : <Copy aria-hidden="true" className="size-3.5" />}
      <span aria-live="polite">{copied ? "Copied" : label}</span>
    </Button>
  );
}
