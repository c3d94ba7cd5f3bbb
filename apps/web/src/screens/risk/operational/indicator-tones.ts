import type { KriStatus } from "@/generated/graphql.ts";
import type { BadgeTone } from "@/ui/Badge.tsx";

export const STATUS_TONES: Record<KriStatus, BadgeTone> = { GREEN: "good", AMBER: "warn", RED: "bad" };
