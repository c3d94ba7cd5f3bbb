CREATE TABLE "plimsoll"."audit_heads" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."findings" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"title" text NOT NULL,
	"description" text NOT NULL,
	"severity" text NOT NULL,
	"owner_id" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"status" text DEFAULT 'OPEN' NOT NULL,
	"resolution" text,
	"opened_by" text NOT NULL,
	"closed_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"closed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."model_events" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_id" text NOT NULL,
	"model_version_id" text,
	"type" text NOT NULL,
	"alias" text,
	"data" jsonb NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."waivers" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"reason" text NOT NULL,
	"signed_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."audit_log" ADD COLUMN "hash_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "plimsoll"."users" ADD COLUMN "removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "plimsoll"."workspaces" ADD COLUMN "governance" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "plimsoll"."models" ADD COLUMN "inventory" jsonb;--> statement-breakpoint
ALTER TABLE "plimsoll"."audit_heads" ADD CONSTRAINT "audit_heads_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."findings" ADD CONSTRAINT "findings_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."findings" ADD CONSTRAINT "findings_model_version_id_model_versions_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "plimsoll"."model_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."model_events" ADD CONSTRAINT "model_events_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."model_events" ADD CONSTRAINT "model_events_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "plimsoll"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."model_events" ADD CONSTRAINT "model_events_model_version_id_model_versions_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "plimsoll"."model_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."waivers" ADD CONSTRAINT "waivers_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."waivers" ADD CONSTRAINT "waivers_model_version_id_model_versions_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "plimsoll"."model_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "findings_version" ON "plimsoll"."findings" USING btree ("model_version_id","status");--> statement-breakpoint
CREATE INDEX "findings_workspace" ON "plimsoll"."findings" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "model_events_model" ON "plimsoll"."model_events" USING btree ("model_id","type","created_at","id");--> statement-breakpoint
CREATE INDEX "waivers_version" ON "plimsoll"."waivers" USING btree ("model_version_id","expires_at");--> statement-breakpoint
INSERT INTO "plimsoll"."audit_heads" ("workspace_id", "position", "hash")
SELECT DISTINCT ON ("workspace_id") "workspace_id", "position", "hash" FROM "plimsoll"."audit_log" ORDER BY "workspace_id", "position" DESC;--> statement-breakpoint
INSERT INTO "plimsoll"."model_events" ("id", "workspace_id", "model_id", "model_version_id", "type", "data", "actor", "created_at")
SELECT 'evt_' || substr(md5("id"), 1, 26), "workspace_id", "model_id", "id", 'REGISTERED', jsonb_build_object('version', "version"), "created_by", "created_at" FROM "plimsoll"."model_versions";--> statement-breakpoint
INSERT INTO "plimsoll"."model_events" ("id", "workspace_id", "model_id", "model_version_id", "type", "alias", "data", "actor", "created_at")
SELECT 'evt_' || substr(md5("model_id" || "alias"), 1, 26), "workspace_id", "model_id", "model_version_id", 'ALIAS_MOVED', "alias", jsonb_build_object('reason', "reason"), "updated_by", "updated_at" FROM "plimsoll"."aliases";--> statement-breakpoint
CREATE FUNCTION "plimsoll"."refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION '% is append-only: its rows are never changed or removed', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;--> statement-breakpoint
CREATE TRIGGER "audit_log_append_only" BEFORE UPDATE OR DELETE ON "plimsoll"."audit_log" FOR EACH ROW EXECUTE FUNCTION "plimsoll"."refuse_change"();--> statement-breakpoint
CREATE TRIGGER "audit_log_no_truncate" BEFORE TRUNCATE ON "plimsoll"."audit_log" FOR EACH STATEMENT EXECUTE FUNCTION "plimsoll"."refuse_change"();--> statement-breakpoint
CREATE TRIGGER "model_events_append_only" BEFORE UPDATE OR DELETE ON "plimsoll"."model_events" FOR EACH ROW EXECUTE FUNCTION "plimsoll"."refuse_change"();--> statement-breakpoint
CREATE TRIGGER "model_events_no_truncate" BEFORE TRUNCATE ON "plimsoll"."model_events" FOR EACH STATEMENT EXECUTE FUNCTION "plimsoll"."refuse_change"();
