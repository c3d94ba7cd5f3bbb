CREATE TABLE "plimsoll"."decision_overrides" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"decision_record_id" text NOT NULL,
	"outcome" text NOT NULL,
	"reason" text NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."decision_records" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"subject" text NOT NULL,
	"model_version_id" text NOT NULL,
	"request_id" text NOT NULL,
	"input" jsonb NOT NULL,
	"input_hash" text NOT NULL,
	"result" jsonb NOT NULL,
	"actor" text NOT NULL,
	"audit_position" bigint NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."decision_overrides" ADD CONSTRAINT "decision_overrides_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."decision_overrides" ADD CONSTRAINT "decision_overrides_decision_record_id_decision_records_id_fk" FOREIGN KEY ("decision_record_id") REFERENCES "plimsoll"."decision_records"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."decision_records" ADD CONSTRAINT "decision_records_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."decision_records" ADD CONSTRAINT "decision_records_model_version_id_model_versions_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "plimsoll"."model_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "decision_overrides_record" ON "plimsoll"."decision_overrides" USING btree ("decision_record_id","created_at");--> statement-breakpoint
CREATE INDEX "decision_records_subject" ON "plimsoll"."decision_records" USING btree ("workspace_id","subject","created_at");--> statement-breakpoint
CREATE INDEX "decision_records_workspace" ON "plimsoll"."decision_records" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "decision_records_version" ON "plimsoll"."decision_records" USING btree ("workspace_id","model_version_id","created_at");--> statement-breakpoint
CREATE TRIGGER "decision_records_append_only" BEFORE UPDATE OR DELETE ON "plimsoll"."decision_records" FOR EACH ROW EXECUTE FUNCTION "plimsoll"."refuse_change"();--> statement-breakpoint
CREATE TRIGGER "decision_records_no_truncate" BEFORE TRUNCATE ON "plimsoll"."decision_records" FOR EACH STATEMENT EXECUTE FUNCTION "plimsoll"."refuse_change"();--> statement-breakpoint
CREATE TRIGGER "decision_overrides_append_only" BEFORE UPDATE OR DELETE ON "plimsoll"."decision_overrides" FOR EACH ROW EXECUTE FUNCTION "plimsoll"."refuse_change"();--> statement-breakpoint
CREATE TRIGGER "decision_overrides_no_truncate" BEFORE TRUNCATE ON "plimsoll"."decision_overrides" FOR EACH STATEMENT EXECUTE FUNCTION "plimsoll"."refuse_change"();
