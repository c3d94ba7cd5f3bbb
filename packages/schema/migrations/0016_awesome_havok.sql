ALTER TABLE "plimsoll"."policy_decisions" ADD COLUMN "quantity" double precision;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_decisions" ADD COLUMN "proposed" double precision;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_decisions" ADD COLUMN "benchmark" double precision;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_states" ADD COLUMN "canary_share" double precision DEFAULT 0 NOT NULL;