CREATE TABLE "plimsoll"."schedules" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"job" text NOT NULL,
	"input" jsonb NOT NULL,
	"dataset_id" text,
	"model_version_id" text,
	"follow_dataset" boolean DEFAULT false NOT NULL,
	"cadence" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"last_run_id" text,
	"last_at" timestamp with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."schedules" ADD CONSTRAINT "schedules_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "schedules_name" ON "plimsoll"."schedules" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE INDEX "schedules_created" ON "plimsoll"."schedules" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "schedules_due" ON "plimsoll"."schedules" USING btree ("next_at");