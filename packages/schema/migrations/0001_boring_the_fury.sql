ALTER TABLE "plimsoll"."model_versions" ALTER COLUMN "signature" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "plimsoll"."model_versions" ADD COLUMN "details" jsonb;--> statement-breakpoint
ALTER TABLE "plimsoll"."models" ADD COLUMN "kind" text DEFAULT 'NETWORK' NOT NULL;--> statement-breakpoint
ALTER TABLE "plimsoll"."runs" ADD COLUMN "job" text;--> statement-breakpoint
UPDATE "plimsoll"."runs" SET "job" = CASE "kind" WHEN 'INGEST' THEN 'dataset.ingest' WHEN 'TRAINING' THEN 'model.train' ELSE 'score.batch' END;--> statement-breakpoint
ALTER TABLE "plimsoll"."runs" ALTER COLUMN "job" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "plimsoll"."runs" ADD COLUMN "parent_run_id" text;--> statement-breakpoint
ALTER TABLE "plimsoll"."runs" ADD COLUMN "result" jsonb;--> statement-breakpoint
CREATE INDEX "runs_parent" ON "plimsoll"."runs" USING btree ("parent_run_id","created_at","id") WHERE "plimsoll"."runs"."parent_run_id" is not null;