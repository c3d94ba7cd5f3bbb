import { defineConfig } from "vitest/config";

const conditions = ["plimsoll-source", "node"];

/** Pure tests and tests on a real embedded PostgreSQL are two projects, so that each can run alone. */
export default defineConfig({
  // Vite would load the ES module copy of graphql beside the CommonJS one that the schema builder uses; two copies do not mix.
  resolve: { conditions, alias: [{ find: /^graphql$/, replacement: "graphql/index.js" }] },
  ssr: { resolve: { conditions } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{packages,apps,tools}/**/*.test.ts"],
          exclude: ["**/*.int.test.ts", "**/node_modules/**", "**/dist/**"],
        },
      },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["{packages,apps,tools}/**/*.int.test.ts"],
          exclude: ["**/node_modules/**", "**/dist/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
