CREATE TABLE "plimsoll"."kri_values" (
	"kri_id" text NOT NULL,
	"observed_at" timestamp with time zone NOT NULL,
	"workspace_id" text NOT NULL,
	"value" double precision NOT NULL,
	"run_id" text,
	"recorded_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "kri_values_kri_id_observed_at_pk" PRIMARY KEY("kri_id","observed_at")
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."kris" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb NOT NULL,
	"retired" boolean DEFAULT false NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."loss_registers" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"dataset_id" text NOT NULL,
	"run_id" text NOT NULL,
	"n_rows" integer NOT NULL,
	"n_refused" integer NOT NULL,
	"summary" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plimsoll"."loss_scenarios" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"name" text NOT NULL,
	"definition" jsonb NOT NULL,
	"retired" boolean DEFAULT false NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "plimsoll"."kri_values" ADD CONSTRAINT "kri_values_kri_id_kris_id_fk" FOREIGN KEY ("kri_id") REFERENCES "plimsoll"."kris"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."kri_values" ADD CONSTRAINT "kri_values_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."kris" ADD CONSTRAINT "kris_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."loss_registers" ADD CONSTRAINT "loss_registers_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."loss_registers" ADD CONSTRAINT "loss_registers_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "plimsoll"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."loss_registers" ADD CONSTRAINT "loss_registers_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "plimsoll"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plimsoll"."loss_scenarios" ADD CONSTRAINT "loss_scenarios_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "plimsoll"."workspaces"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "kris_name" ON "plimsoll"."kris" USING btree ("workspace_id","name");--> statement-breakpoint
CREATE UNIQUE INDEX "loss_registers_version" ON "plimsoll"."loss_registers" USING btree ("workspace_id","name","version");--> statement-breakpoint
CREATE UNIQUE INDEX "loss_registers_run" ON "plimsoll"."loss_registers" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "loss_registers_created" ON "plimsoll"."loss_registers" USING btree ("workspace_id","created_at","id");--> statement-breakpoint
CREATE UNIQUE INDEX "loss_scenarios_name" ON "plimsoll"."loss_scenarios" USING btree ("workspace_id","name");