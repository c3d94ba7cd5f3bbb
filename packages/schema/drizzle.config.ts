import { defineConfig } from "drizzle-kit";

/** `npm run migrations -w packages/schema` writes the next migration from the difference between the tables and the last one. */
export default defineConfig({
  dialect: "postgresql",
  schema: "./src/tables/index.ts",
  out: "./migrations",
  schemaFilter: ["plimsoll"],
});
