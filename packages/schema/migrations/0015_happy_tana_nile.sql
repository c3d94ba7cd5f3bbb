CREATE TABLE "plimsoll"."recourse_rules" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_id" text NOT NULL,
	"version" integer NOT NULL,
	"rules" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."recourse_rules" ADD CONSTRAINT "recourse_rules_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."recourse_rules" ADD CONSTRAINT "recourse_rules_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "plimsoll"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "recourse_rules_version" ON "plimsoll"."recourse_rules" USING btree ("model_id","version");