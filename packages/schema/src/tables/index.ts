export * from "./access.ts";
export * from "./data.ts";
export * from "./decision-records.ts";
export * from "./feature-sets.ts";
export * from "./governance.ts";
export * from "./registry.ts";
export * from "./runs.ts";
export * from "./schedules.ts";
