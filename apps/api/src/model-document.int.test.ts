import { newId } from "@plimsoll/schema";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness } from "./testing/harness.ts";
import { playResult, type VersionOfData, versionOfData } from "./testing/trained.ts";

let harness: Harness;
let version: VersionOfData;
beforeAll(async () => {
  harness = await openHarness();
  version = await versionOfData(harness);
});
afterAll(() => harness?.close());

interface Submitted {
  code?: string;
  run?: { id: string; kind: string };
}
async function submitted(modelVersionId: string, key?: string): Promise<Submitted> {
  const query = `mutation ($input: SubmitModelDocumentInput!) { submitModelDocument(input: $input) {
    ... on SubmitModelDocumentSuccess { run { id kind } } ... on UserError { code } } }`;
  const { data, errors } = await harness.ask<{ submitModelDocument: Submitted }>(query, { input: { modelVersionId } }, key);
  return data?.submitModelDocument ?? { code: errors?.[0]?.extensions.code };
}

test("a version's newest document is found with the version; a viewer reads it and asks for none", async () => {
  const { run } = await submitted(version.versionId);
  expect(run?.kind).toBe("DOCUMENT");
  const file = (suffix: string) => ({ sha256: suffix.repeat(64), byteSize: 10, fileName: `m-v1.${suffix}` });
  await playResult(harness, run?.id ?? "", { madeAt: "2026-01-02T03:04:05.000Z", html: file("a"), pdf: file("b") });
  const viewer = await harness.keyOf("VIEWER");
  const read = await harness.ask(
    "query ($id: ID!) { modelVersion(id: $id) { document { madeAt html { url } pdf { url fileName } run { id } } } }",
    { id: version.versionId },
    viewer,
  );
  expect(read.data?.modelVersion).toEqual({
    document: {
      madeAt: "2026-01-02T03:04:05.000Z",
      html: { url: `/artifacts/${"a".repeat(64)}` },
      pdf: { url: `/artifacts/${"b".repeat(64)}`, fileName: "m-v1.b" },
      run: { id: run?.id },
    },
  });
  expect(await submitted(version.versionId, viewer)).toEqual({ code: "FORBIDDEN" });
  expect(await submitted(newId("modelVersion"))).toEqual({ code: "NOT_FOUND" });
});
