CREATE SCHEMA "plimsoll";
--> statement-breakpoint
CREATE TABLE "plimsoll"."api_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"prefix" text NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."audit_log" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"position" bigint NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"data" text DEFAULT '{}' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"previous_hash" text NOT NULL,
	"hash" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"api_key_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."users" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."workers" (
	"id" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"host" text NOT NULL,
	"process_id" integer NOT NULL,
	"code_version" text NOT NULL,
	"engine" text NOT NULL,
	"engine_version" text NOT NULL,
	"threads" integer NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."workspaces" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"four_eyes" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."artifacts" (
	"workspace_id" text NOT NULL,
	"sha256" text NOT NULL,
	"kind" text NOT NULL,
	"byte_size" bigint NOT NULL,
	"content_type" text NOT NULL,
	"file_name" text NOT NULL,
	"run_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "artifacts_workspace_id_sha256_pk" PRIMARY KEY("workspace_id","sha256")
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."dataset_columns" (
	"dataset_id" text NOT NULL,
	"position" integer NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"profile" jsonb NOT NULL,
	CONSTRAINT "dataset_columns_dataset_id_position_pk" PRIMARY KEY("dataset_id","position")
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."datasets" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"status" text DEFAULT 'INGESTING' NOT NULL,
	"upload_id" text NOT NULL,
	"options" jsonb NOT NULL,
	"run_id" text NOT NULL,
	"artifact_sha256" text,
	"row_count" bigint,
	"duplicate_row_count" bigint,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."uploads" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"file_name" text NOT NULL,
	"byte_size" bigint NOT NULL,
	"received_bytes" bigint DEFAULT 0 NOT NULL,
	"sha256" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"completed_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."aliases" (
	"model_id" text NOT NULL,
	"alias" text NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"reason" text NOT NULL,
	"updated_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "aliases_model_id_alias_pk" PRIMARY KEY("model_id","alias")
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."model_versions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_id" text NOT NULL,
	"version" integer NOT NULL,
	"status" text DEFAULT 'CANDIDATE' NOT NULL,
	"run_id" text NOT NULL,
	"artifact_sha256" text NOT NULL,
	"engine" text NOT NULL,
	"metrics" jsonb NOT NULL,
	"baselines" jsonb NOT NULL,
	"lineage" jsonb NOT NULL,
	"signature" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."models" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."run_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"number" integer NOT NULL,
	"worker_id" text NOT NULL,
	"outcome" text DEFAULT 'RUNNING' NOT NULL,
	"checkpoint" jsonb,
	"error" jsonb,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."run_events" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"type" text NOT NULL,
	"epoch" integer,
	"data" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."runs" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"kind" text NOT NULL,
	"status" text DEFAULT 'QUEUED' NOT NULL,
	"phase" text DEFAULT 'Queued' NOT NULL,
	"progress" real DEFAULT 0 NOT NULL,
	"eta_seconds" real,
	"input" jsonb NOT NULL,
	"dataset_id" text,
	"mutation" text NOT NULL,
	"idempotency_key" text,
	"input_hash" text NOT NULL,
	"retry_of" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempt_token" text,
	"worker_id" text,
	"engine" text,
	"error" jsonb,
	"metrics" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"baselines" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"report" jsonb,
	"output" jsonb,
	"model_version_id" text,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	"heartbeat_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."scores" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"request_id" text NOT NULL,
	"position" bigint NOT NULL,
	"input_hash" text NOT NULL,
	"result" jsonb NOT NULL,
	"actor" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."api_keys" ADD CONSTRAINT "api_keys_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."api_keys" ADD CONSTRAINT "api_keys_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "plimsoll"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."audit_log" ADD CONSTRAINT "audit_log_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."sessions" ADD CONSTRAINT "sessions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."sessions" ADD CONSTRAINT "sessions_api_key_id_api_keys_id_fk" FOREIGN KEY ("api_key_id") REFERENCES "plimsoll"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."users" ADD CONSTRAINT "users_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."artifacts" ADD CONSTRAINT "artifacts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."dataset_columns" ADD CONSTRAINT "dataset_columns_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "plimsoll"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."dataset_columns" ADD CONSTRAINT "dataset_columns_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."datasets" ADD CONSTRAINT "datasets_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."datasets" ADD CONSTRAINT "datasets_upload_id_uploads_id_fk" FOREIGN KEY ("upload_id") REFERENCES "plimsoll"."uploads"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."uploads" ADD CONSTRAINT "uploads_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."aliases" ADD CONSTRAINT "aliases_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "plimsoll"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."aliases" ADD CONSTRAINT "aliases_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."aliases" ADD CONSTRAINT "aliases_model_version_id_model_versions_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "plimsoll"."model_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."model_versions" ADD CONSTRAINT "model_versions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."model_versions" ADD CONSTRAINT "model_versions_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "plimsoll"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."model_versions" ADD CONSTRAINT "model_versions_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "plimsoll"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."models" ADD CONSTRAINT "models_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."run_attempts" ADD CONSTRAINT "run_attempts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."run_attempts" ADD CONSTRAINT "run_attempts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "plimsoll"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."run_events" ADD CONSTRAINT "run_events_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."run_events" ADD CONSTRAINT "run_events_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "plimsoll"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."runs" ADD CONSTRAINT "runs_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."scores" ADD CONSTRAINT "scores_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_secret_hash" ON "plimsoll"."api_keys" USING btree ("secret_hash");--> statement-breakpoint
CREATE INDEX "api_keys_workspace" ON "plimsoll"."api_keys" USING btree ("workspace_id");--> statement-breakpoint
CREATE UNIQUE INDEX "audit_log_chain" ON "plimsoll"."audit_log" USING btree ("workspace_id","position");--> statement-breakpoint
CREATE UNIQUE INDEX "sessions_token_hash" ON "plimsoll"."sessions" USING btree ("token_hash");--> statement-breakpoint
CREATE INDEX "sessions_api_key" ON "plimsoll"."sessions" USING btree ("api_key_id");--> statement-breakpoint
CREATE INDEX "users_workspace" ON "plimsoll"."users" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "workers_heartbeat" ON "plimsoll"."workers" USING btree ("heartbeat_at");--> statement-breakpoint
CREATE UNIQUE INDEX "dataset_columns_name" ON "plimsoll"."dataset_columns" USING btree ("dataset_id","name");--> statement-breakpoint
CREATE INDEX "datasets_workspace" ON "plimsoll"."datasets" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "uploads_workspace" ON "plimsoll"."uploads" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "aliases_version" ON "plimsoll"."aliases" USING btree ("model_version_id");--> statement-breakpoint
CREATE UNIQUE INDEX "model_versions_version" ON "plimsoll"."model_versions" USING btree ("model_id","version");--> statement-breakpoint
CREATE UNIQUE INDEX "model_versions_run" ON "plimsoll"."model_versions" USING btree ("run_id");--> statement-breakpoint
CREATE UNIQUE INDEX "models_name" ON "plimsoll"."models" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE INDEX "models_created" ON "plimsoll"."models" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "run_attempts_number" ON "plimsoll"."run_attempts" USING btree ("run_id","number");--> statement-breakpoint
CREATE INDEX "run_events_run" ON "plimsoll"."run_events" USING btree ("run_id","seq");--> statement-breakpoint
CREATE INDEX "runs_workspace" ON "plimsoll"."runs" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE INDEX "runs_workspace_kind" ON "plimsoll"."runs" USING btree ("workspace_id","kind","created_at");--> statement-breakpoint
CREATE INDEX "runs_workspace_status" ON "plimsoll"."runs" USING btree ("workspace_id","status","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "runs_idempotency" ON "plimsoll"."runs" USING btree ("workspace_id","mutation","idempotency_key") WHERE "plimsoll"."runs"."idempotency_key" is not null;--> statement-breakpoint
CREATE INDEX "runs_unfinished" ON "plimsoll"."runs" USING btree ("status","heartbeat_at") WHERE "plimsoll"."runs"."status" in ('QUEUED', 'RUNNING');--> statement-breakpoint
CREATE INDEX "scores_version" ON "plimsoll"."scores" USING btree ("workspace_id","model_version_id","created_at");