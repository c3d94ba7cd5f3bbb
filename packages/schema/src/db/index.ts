export * from "../tables/index.ts";
export * from "./audit.ts";
export * from "./client.ts";
export * from "./governance.ts";
export * from "./keys.ts";
export * from "./migrate.ts";
export * from "./runs.ts";
export * from "./workers.ts";
