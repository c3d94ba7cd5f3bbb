CREATE TABLE "plimsoll"."reason_mappings" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_id" text NOT NULL,
	"version" integer NOT NULL,
	"reasons" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."reason_mappings" ADD CONSTRAINT "reason_mappings_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."reason_mappings" ADD CONSTRAINT "reason_mappings_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "plimsoll"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "reason_mappings_version" ON "plimsoll"."reason_mappings" USING btree ("model_id","version");