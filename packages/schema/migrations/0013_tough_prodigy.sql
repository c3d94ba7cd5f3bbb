CREATE TABLE "plimsoll"."policy_decisions" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"model_id" text NOT NULL,
	"model_version_id" text NOT NULL,
	"reference" text,
	"input_hash" text NOT NULL,
	"record" jsonb NOT NULL,
	"action" text NOT NULL,
	"propensity" double precision NOT NULL,
	"mask" jsonb NOT NULL,
	"closed" jsonb NOT NULL,
	"decline_reasons" jsonb NOT NULL,
	"fallback" boolean NOT NULL,
	"seed" bigint NOT NULL,
	"obligor" text,
	"segment" text,
	"amount" double precision,
	"risk" double precision,
	"loss_rate" double precision,
	"group" text,
	"episode" text,
	"reward_due_at" timestamp with time zone,
	"reward" double precision,
	"ended" boolean,
	"rewarded_at" timestamp with time zone,
	"rewarded_by" text,
	"actor" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."policy_states" (
	"model_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"kill_switch" boolean DEFAULT false NOT NULL,
	"fallback_version_id" text,
	"reason" text,
	"updated_by" text,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."policy_usage" (
	"model_id" text NOT NULL,
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"workspace_id" text NOT NULL,
	"exposure" double precision DEFAULT 0 NOT NULL,
	"expected_loss" double precision DEFAULT 0 NOT NULL,
	"decided" bigint DEFAULT 0 NOT NULL,
	"approved" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "policy_usage_model_id_scope_key_pk" PRIMARY KEY("model_id","scope","key")
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_decisions" ADD CONSTRAINT "policy_decisions_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_decisions" ADD CONSTRAINT "policy_decisions_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "plimsoll"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_decisions" ADD CONSTRAINT "policy_decisions_model_version_id_model_versions_id_fk" FOREIGN KEY ("model_version_id") REFERENCES "plimsoll"."model_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_states" ADD CONSTRAINT "policy_states_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "plimsoll"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_states" ADD CONSTRAINT "policy_states_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_states" ADD CONSTRAINT "policy_states_fallback_version_id_model_versions_id_fk" FOREIGN KEY ("fallback_version_id") REFERENCES "plimsoll"."model_versions"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_usage" ADD CONSTRAINT "policy_usage_model_id_models_id_fk" FOREIGN KEY ("model_id") REFERENCES "plimsoll"."models"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."policy_usage" ADD CONSTRAINT "policy_usage_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "policy_decisions_model" ON "plimsoll"."policy_decisions" USING btree ("workspace_id","model_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "policy_decisions_reference" ON "plimsoll"."policy_decisions" USING btree ("model_id","reference") WHERE "plimsoll"."policy_decisions"."reference" is not null;