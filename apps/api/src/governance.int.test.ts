import { setTimeout as delay } from "node:timers/promises";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Harness, keyIdOf, openHarness, trainedVersion } from "./testing/harness.ts";

let harness: Harness;
let developerKey: string;
let validatorKey: string;
let validatorId: string;

beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness?.close());

type Value = { __typename: string; code?: string; message?: string; [key: string]: unknown };

async function mutate(
  field: string,
  input: Record<string, unknown>,
  selection: string,
  key?: string,
): Promise<Value & { errors?: string[] }> {
  const type = `${field.charAt(0).toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename ... on ${type}Success { ${selection} } ... on UserError { code message path } } }`;
  const answer = await harness.ask<Record<string, Value>>(query, { input }, key);
  return { ...answer.data?.[field], errors: answer.errors?.map((error) => error.extensions.code) } as Value & { errors?: string[] };
}

const promote = (modelVersionId: string, key?: string, alias = "champion") =>
  mutate("promoteModelVersion", { modelVersionId, alias, reason: "reviewed" }, "modelVersion { id status aliases }", key);

async function invite(name: string, role: string): Promise<{ key: string; id: string }> {
  const answer = await mutate("inviteMember", { name, role }, "member { id name role } key");
  return { key: String(answer.key), id: (answer.member as { id: string }).id };
}

const versionBy = async (key: string, model: string, advantage?: Parameters<typeof trainedVersion>[4]) =>
  trainedVersion(harness.database, harness.workspaceId, model, await keyIdOf(harness.database, key), advantage);

describe("with one member", () => {
  test("four eyes rest, and the checks say so", async () => {
    const { versionId } = await versionBy(harness.ownerKey, "Alone");
    const answer = await harness.ask<{ modelVersion: { promotionChecks: { name: string; passed: boolean; message: string }[] } }>(
      "query ($id: ID!) { modelVersion(id: $id) { promotionChecks { name passed message } } }",
      { id: versionId },
    );
    const checks = answer.data?.modelVersion.promotionChecks ?? [];
    expect(checks.map(({ name }) => name)).toEqual(["STATUS", "FOUR_EYES", "HONESTY", "FINDINGS", "INVENTORY"]);
    expect(checks.find(({ name }) => name === "FOUR_EYES")).toMatchObject({
      passed: true,
      message: expect.stringContaining("one member only"),
    });
    expect(await promote(versionId)).toMatchObject({ modelVersion: { status: "VALIDATED", aliases: ["champion"] } });
  });

  test("a version that does not beat the baseline needs a signed waiver with its end", async () => {
    const { versionId } = await versionBy(harness.ownerKey, "Weak", { metric: "auc", value: 0.01, low: -0.01, high: 0.03 });
    expect(await promote(versionId)).toMatchObject({
      code: "FORBIDDEN_TRANSITION",
      message: expect.stringContaining("does not beat LOGISTIC"),
    });
    expect(await promote(versionId, undefined, "shadow")).toMatchObject({ modelVersion: { aliases: ["shadow"] } });
    const waive = (reason: string, days: number) =>
      mutate(
        "signWaiver",
        { modelVersionId: versionId, reason, expiresAt: new Date(Date.now() + days * 86_400_000).toISOString() },
        "waiver { isActive expiresAt }",
      );
    expect(await waive("because", 10)).toMatchObject({ code: "INVALID_INPUT" });
    expect(await waive("The old model is being switched off this month.", -1)).toMatchObject({ code: "INVALID_INPUT" });
    expect(await waive("The old model is being switched off this month.", 30)).toMatchObject({ waiver: { isActive: true } });
    expect(await promote(versionId)).toMatchObject({ modelVersion: { id: versionId } });
  });

  test("a version that was never measured beside the baseline is refused with the remedy", async () => {
    const { versionId } = await versionBy(harness.ownerKey, "Unmeasured", null);
    expect(await promote(versionId)).toMatchObject({ message: expect.stringContaining("not measured beside the baseline LOGISTIC") });
  });

  test("the gate counts against the workspace's baseline, and can be switched off by the rules", async () => {
    const { versionId } = await versionBy(harness.ownerKey, "Ruled", { metric: "auc", value: 0, low: -0.1, high: 0.1 });
    await mutate("updateGovernance", { honestyGate: false }, "governance { honestyGate }");
    expect(await promote(versionId)).toMatchObject({ modelVersion: { id: versionId } });
    await mutate("updateGovernance", { honestyGate: true, honestyBaseline: "BOOSTED_TREES" }, "governance { honestyBaseline }");
    const good = await versionBy(harness.ownerKey, "Ruled");
    expect(await promote(good.versionId)).toMatchObject({ message: expect.stringContaining("BOOSTED_TREES") });
    await mutate("updateGovernance", { honestyBaseline: "LOGISTIC" }, "governance { honestyBaseline }");
    expect(await promote(good.versionId)).toMatchObject({ modelVersion: { id: good.versionId } });
  });

  test("an inventory is asked for by the rules, and holds every field", async () => {
    const { versionId } = await versionBy(harness.ownerKey, "Described");
    await mutate("updateGovernance", { requireInventory: true }, "governance { requireInventory }");
    expect(await promote(versionId)).toMatchObject({ message: expect.stringContaining("inventory is empty") });
    const inventory = {
      modelName: "Described",
      owner: "Retail risk",
      purpose: "Default probability of card holders",
      exposure: { amount: 2.5e9, currency: "EUR" },
      tier: 1,
      intendedUse: "Limits of existing customers",
      limits: "Not for companies",
    };
    expect(await mutate("updateModelInventory", { ...inventory, purpose: " " }, "model { id }")).toMatchObject({
      code: "INVALID_INPUT",
      path: ["purpose"],
    });
    expect(await mutate("updateModelInventory", { ...inventory, tier: 4 }, "model { id }")).toMatchObject({ code: "INVALID_INPUT" });
    expect(
      await mutate("updateModelInventory", inventory, "model { inventory { tier exposure { amount currency } regulatoryClass } }"),
    ).toMatchObject({
      model: { inventory: { tier: 1, exposure: { amount: 2.5e9, currency: "EUR" }, regulatoryClass: "OTHER" } },
    });
    expect(await promote(versionId)).toMatchObject({ modelVersion: { id: versionId } });
    await mutate("updateGovernance", { requireInventory: false }, "governance { requireInventory }");
  });
});

describe("with several members", () => {
  beforeAll(async () => {
    developerKey = (await invite("Dora", "ADMIN")).key;
    ({ key: validatorKey, id: validatorId } = await invite("Val", "VALIDATOR"));
  });

  test("whoever developed a version cannot make it pass, in none of twenty ways", async () => {
    const { versionId } = await versionBy(developerKey, "Own", { metric: "auc", value: 0, low: -0.1, high: 0.1 });
    const soon = new Date(Date.now() + 86_400_000).toISOString();
    const second = String((await mutate("createApiKey", { name: "second", role: "VALIDATOR" }, "key", developerKey)).key);
    const attempts = [developerKey, second].flatMap((key) => [
      promote(versionId, key),
      promote(versionId, key, "shadow"),
      mutate("setModelVersionStatus", { modelVersionId: versionId, status: "VALIDATED", reason: "mine" }, "modelVersion { id }", key),
      mutate("signWaiver", { modelVersionId: versionId, reason: "It is my own and it is fine.", expiresAt: soon }, "waiver { id }", key),
      mutate("updateGovernance", { fourEyes: false }, "governance { fourEyes }", key),
      mutate("updateGovernance", { honestyGate: false }, "governance { honestyGate }", key),
      ...Array.from({ length: 4 }, () => promote(versionId, key)),
    ]);
    const answers = await Promise.all(attempts);
    expect(answers).toHaveLength(20);
    for (const answer of answers) expect(answer.code ?? answer.errors?.[0]).toMatch(/^FORBIDDEN/);
    expect(await promote(versionId, validatorKey)).toMatchObject({ message: expect.stringContaining("does not beat LOGISTIC") });
    await mutate(
      "signWaiver",
      { modelVersionId: versionId, reason: "Accepted for the pilot of spring.", expiresAt: soon },
      "waiver { id }",
      validatorKey,
    );
    expect(await promote(versionId, validatorKey)).toMatchObject({ modelVersion: { id: versionId } });
  });

  test("a high finding blocks until somebody other than the developer closes it; a low one blocks once it is overdue", async () => {
    const { versionId } = await versionBy(developerKey, "Found");
    const open = (severity: string, days: number) =>
      mutate(
        "openFinding",
        {
          modelVersionId: versionId,
          title: `${severity} thing`,
          description: "Seen in review",
          severity,
          ownerId: validatorId,
          dueAt: new Date(Date.now() + days * 86_400_000).toISOString(),
        },
        "finding { id isOverdue owner { name } }",
        validatorKey,
      );
    expect(await open("LOW", 5)).toMatchObject({ finding: { isOverdue: false, owner: { name: "Val" } } });
    expect(await promote(versionId, validatorKey)).toMatchObject({ modelVersion: { id: versionId } });
    const high = await open("HIGH", 5);
    expect(await promote(versionId, validatorKey)).toMatchObject({
      code: "FORBIDDEN_TRANSITION",
      message: expect.stringContaining("'HIGH thing' (HIGH)"),
    });
    const close = (key: string) =>
      mutate(
        "closeFinding",
        { findingId: (high.finding as { id: string }).id, status: "RESOLVED", resolution: "mended" },
        "finding { status }",
        key,
      );
    expect(await close(developerKey)).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    expect(await close(validatorKey)).toMatchObject({ finding: { status: "RESOLVED" } });
    expect(await promote(versionId, validatorKey)).toMatchObject({ modelVersion: { id: versionId } });
    await open("LOW", -1);
    expect(await promote(versionId, validatorKey)).toMatchObject({ message: expect.stringContaining("overdue") });
  });

  test("any past champion is known, rollback returns to the one before, and a retired version is never served", async () => {
    const [first, second] = [await versionBy(developerKey, "History"), await versionBy(developerKey, "History")];
    const asOf = async (at: Date) => {
      const query = 'query ($at: DateTime!) { championAsOf(modelName: "History", at: $at) { id } }';
      const answer = await harness.ask<{ championAsOf: { id: string } | null }>(query, { at: at.toISOString() });
      return answer.data?.championAsOf?.id ?? null;
    };
    const moments: Date[] = [];
    const pause = async () => {
      await delay(5);
      moments.push(new Date());
      await delay(5);
    };
    await pause();
    await promote(first.versionId, validatorKey);
    await pause();
    await promote(second.versionId, validatorKey);
    await pause();
    expect(await mutate("rollbackModel", { modelName: "History", reason: "drift" }, "modelVersion { id }", developerKey)).toMatchObject({
      code: "FORBIDDEN_TRANSITION",
    });
    expect(await mutate("rollbackModel", { modelName: "History", reason: "drift" }, "modelVersion { id }", validatorKey)).toMatchObject({
      modelVersion: { id: first.versionId },
    });
    await pause();
    const remove = { modelName: "History", alias: "champion", reason: "switched off" };
    expect(await mutate("removeModelAlias", remove, "modelVersion { aliases }", validatorKey)).toMatchObject({
      modelVersion: { aliases: [] },
    });
    await pause();
    const known = await Promise.all(moments.map(asOf));
    expect(known).toEqual([null, first.versionId, second.versionId, first.versionId, null]);
    const retire = { modelVersionId: second.versionId, status: "RETIRED", reason: "drift" };
    expect(await mutate("setModelVersionStatus", retire, "modelVersion { status }", validatorKey)).toMatchObject({
      modelVersion: { status: "RETIRED" },
    });
    expect(await promote(second.versionId, validatorKey)).toMatchObject({ message: expect.stringContaining("RETIRED") });
  });

  test("a rollback is no way around a finding that was opened since, nor around a waiver that has ended", async () => {
    const [first, second] = [await versionBy(developerKey, "Back"), await versionBy(developerKey, "Back")];
    await promote(first.versionId, validatorKey);
    await promote(second.versionId, validatorKey);
    const finding = {
      modelVersionId: first.versionId,
      title: "Leak",
      description: "A column that is known too late",
      severity: "CRITICAL",
      ownerId: validatorId,
      dueAt: new Date(Date.now() + 86_400_000).toISOString(),
    };
    await mutate("openFinding", finding, "finding { id }", validatorKey);
    const back = () => mutate("rollbackModel", { modelName: "Back", reason: "drift" }, "modelVersion { id }", validatorKey);
    expect(await back()).toMatchObject({ code: "FORBIDDEN_TRANSITION", message: expect.stringContaining("'Leak' (CRITICAL)") });

    const [weak, strong] = [
      await versionBy(developerKey, "Waived", { metric: "auc", value: 0, low: -0.1, high: 0.1 }),
      await versionBy(developerKey, "Waived"),
    ];
    const expiresAt = new Date(Date.now() + 60_000).toISOString();
    const waiver = { modelVersionId: weak.versionId, reason: "A pilot, reviewed by hand.", expiresAt };
    await mutate("signWaiver", waiver, "waiver { id }", validatorKey);
    expect(await promote(weak.versionId, validatorKey)).toMatchObject({ modelVersion: { id: weak.versionId } });
    await promote(strong.versionId, validatorKey);
    await harness.database.db.execute(sql`UPDATE plimsoll.waivers SET expires_at = now() WHERE model_version_id = ${weak.versionId}`);
    expect(await mutate("rollbackModel", { modelName: "Waived", reason: "drift" }, "modelVersion { id }", validatorKey)).toMatchObject({
      message: expect.stringContaining("does not beat LOGISTIC"),
    });
  });

  test("retiring an own version, ending four eyes and bringing it back is no way to promote it", async () => {
    const { key } = await invite("Rita", "ADMIN");
    const { versionId } = await versionBy(key, "Revived");
    const status = (to: string, by: string) =>
      mutate("setModelVersionStatus", { modelVersionId: versionId, status: to, reason: "later" }, "modelVersion { status }", by);
    expect(await status("RETIRED", key)).toMatchObject({ modelVersion: { status: "RETIRED" } });
    expect(await status("CANDIDATE", key)).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    expect(await mutate("updateGovernance", { fourEyes: false }, "governance { fourEyes }", key)).toMatchObject({
      governance: { fourEyes: false },
    });
    for (const to of ["CANDIDATE", "VALIDATED"])
      expect(await status(to, key)).toMatchObject({
        code: "FORBIDDEN_TRANSITION",
        message: expect.stringContaining("retired under four eyes"),
      });
    expect((await promote(versionId, key)).message).toContain("RETIRED");
    expect(await status("CANDIDATE", validatorKey)).toMatchObject({ modelVersion: { status: "CANDIDATE" } });
    await mutate("updateGovernance", { fourEyes: true }, "governance { fourEyes }");
  });

  test("the champion at the very moment that its event tells is the one it names", async () => {
    const query = `{ model(name: "History") { events(first: 50) { edges { node { type alias createdAt modelVersion { id } } } } } }`;
    type Event = { type: string; alias: string | null; createdAt: string; modelVersion: { id: string } };
    const { data } = await harness.ask<{ model: { events: { edges: { node: Event }[] } } }>(query);
    const moves = data?.model.events.edges.flatMap(({ node }) => (node.type === "ALIAS_MOVED" && node.alias === "champion" ? [node] : []));
    expect(moves).toHaveLength(3);
    for (const { createdAt, modelVersion } of moves ?? []) {
      const asked = `query ($at: DateTime!) { championAsOf(modelName: "History", at: $at) { id } }`;
      const answer = await harness.ask<{ championAsOf: { id: string } | null }>(asked, { at: createdAt });
      expect(answer.data?.championAsOf?.id).toBe(modelVersion.id);
    }
  });

  test("of a member who may less from now on, keys that allow more end as well, whatever role they were made for", async () => {
    const { key, id } = await invite("Manyfold", "ADMIN");
    const made = async (role: string) => String((await mutate("createApiKey", { name: role, role }, "key", key)).key);
    const [validator, viewer] = [await made("VALIDATOR"), await made("VIEWER")];
    await mutate("changeMemberRole", { memberId: id, role: "VIEWER" }, "member { role }");
    const codeOf = async (of: string) => (await harness.ask("{ viewer { name } }", {}, of)).errors?.[0]?.extensions.code ?? null;
    expect(await Promise.all([key, validator, viewer].map(codeOf))).toEqual(["UNAUTHENTICATED", "UNAUTHENTICATED", null]);
  });

  test("every change stands in the events and in a chain that verifies", async () => {
    const { data } = await harness.ask<{
      model: { events: { edges: { node: { type: string; member: { name: string } | null } }[] } };
      auditLog: { edges: { node: { action: string; member: { name: string } } }[] };
      verifyAuditLog: { ok: boolean; rows: number; head: { position: number } };
    }>(
      `{ model(name: "History") { events(first: 50) { edges { node { type member { name } } } } }
         auditLog(first: 5, action: "model_version.") { edges { node { action position member { name } } } }
         verifyAuditLog { ok rows head { position hash } firstBad { position reason } } }`,
    );
    const types = data?.model.events.edges.map(({ node }) => node.type);
    expect(types).toEqual(expect.arrayContaining(["ALIAS_MOVED", "ALIAS_REMOVED", "STATUS_CHANGED"]));
    expect(data?.auditLog.edges.map(({ node }) => node.action.split(".")[0])).toEqual(Array(5).fill("model_version"));
    expect(data?.verifyAuditLog).toMatchObject({ ok: true });
    expect(data?.verifyAuditLog.head.position).toBe(data?.verifyAuditLog.rows);
  });

  test("a removed member's key and a former role's key end at once; the last owner stays", async () => {
    const { key, id } = await invite("Temp", "DEVELOPER");
    expect((await harness.ask("{ viewer { name } }", {}, key)).data).toEqual({ viewer: { name: "Temp" } });
    await mutate("changeMemberRole", { memberId: id, role: "VIEWER" }, "member { role }");
    expect((await harness.ask("{ viewer { name } }", {}, key)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
    expect(await mutate("removeMember", { memberId: id }, "member { removedAt }")).toMatchObject({
      member: { removedAt: expect.any(String) },
    });
    const owner = (await harness.ask<{ viewer: { id: string } }>("{ viewer { id } }")).data?.viewer.id;
    expect(await mutate("removeMember", { memberId: owner }, "member { id }")).toMatchObject({ code: "FORBIDDEN_TRANSITION" });
    expect(await mutate("changeMemberRole", { memberId: owner, role: "VIEWER" }, "member { id }")).toMatchObject({
      code: "FORBIDDEN_TRANSITION",
    });
    expect((await mutate("removeMember", { memberId: owner }, "member { id }", developerKey)).errors).toEqual(["FORBIDDEN"]);
  });
});
