DROP INDEX "plimsoll"."runs_workspace";--> statement-breakpoint
DROP INDEX "plimsoll"."runs_workspace_kind";--> statement-breakpoint
DROP INDEX "plimsoll"."runs_workspace_status";--> statement-breakpoint
ALTER TABLE "plimsoll"."runs" ADD COLUMN "paused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "runs_workspace" ON "plimsoll"."runs" USING btree ("workspace_id","created_at","id") WHERE "plimsoll"."runs"."parent_run_id" is null;--> statement-breakpoint
CREATE INDEX "runs_workspace_kind" ON "plimsoll"."runs" USING btree ("workspace_id","kind","created_at","id") WHERE "plimsoll"."runs"."parent_run_id" is null;--> statement-breakpoint
CREATE INDEX "runs_workspace_status" ON "plimsoll"."runs" USING btree ("workspace_id","status","created_at","id") WHERE "plimsoll"."runs"."parent_run_id" is null;