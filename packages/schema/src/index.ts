export * from "./enums.ts";
export * from "./errors.ts";
export * from "./governance.ts";
export * from "./ids.ts";
export * from "./ingest.ts";
export * from "./scoring.ts";
export * from "./training.ts";
export * from "./validation.ts";
