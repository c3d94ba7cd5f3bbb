import type { CodegenConfig } from "@graphql-codegen/cli";

/** Typed documents from the committed schema; the output is git-ignored. */
const config: CodegenConfig = {
  schema: "../api/schema.graphql",
  documents: ["src/**/*.{ts,tsx}", "!src/generated/**"],
  generates: {
    "src/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        useTypeImports: true,
        enumType: "string-literal",
        strictScalars: true,
        scalars: { BigInt: "number", DateTime: "string", JSONObject: "Record<string, unknown>" },
      },
    },
  },
};

export default config;
