CREATE TABLE "plimsoll"."feature_set_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"feature_set_id" text NOT NULL,
	"version" integer NOT NULL,
	"definition" jsonb NOT NULL,
	"sha256" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."feature_sets" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."datasets" ALTER COLUMN "upload_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "plimsoll"."datasets" ADD COLUMN "feature_set_version_id" text;--> statement-breakpoint
ALTER TABLE "plimsoll"."datasets" ADD COLUMN "sources" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "plimsoll"."feature_set_versions" ADD CONSTRAINT "feature_set_versions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."feature_set_versions" ADD CONSTRAINT "feature_set_versions_feature_set_id_feature_sets_id_fk" FOREIGN KEY ("feature_set_id") REFERENCES "plimsoll"."feature_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."feature_sets" ADD CONSTRAINT "feature_sets_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "feature_set_versions_version" ON "plimsoll"."feature_set_versions" USING btree ("feature_set_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "feature_set_versions_content" ON "plimsoll"."feature_set_versions" USING btree ("feature_set_id","sha256");--> statement-breakpoint
CREATE UNIQUE INDEX "feature_sets_name" ON "plimsoll"."feature_sets" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE INDEX "feature_sets_created" ON "plimsoll"."feature_sets" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
ALTER TABLE "plimsoll"."datasets" ADD CONSTRAINT "datasets_feature_set_version_id_feature_set_versions_id_fk" FOREIGN KEY ("feature_set_version_id") REFERENCES "plimsoll"."feature_set_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "datasets_feature_set_version" ON "plimsoll"."datasets" USING btree ("feature_set_version_id");