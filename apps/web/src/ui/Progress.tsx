import { Progress as Radix } from "radix-ui";

export function Progress({ value, label }: { value: number; label: string }) {
  const percent = Math.round(Math.min(1, Math.max(0, value)) * 100);
  return (
    <Radix.Root value={percent} max={100} aria-label={label} className="h-2 w-full overflow-hidden rounded-full bg-surface-3">
      <Radix.Indicator className="h-full rounded-full bg-sea transition-[width] duration-500" style={{ width: `${percent}%` }} />
    </Radix.Root>
  );
}
