import { describe, expect, test } from "vitest";
import { connectionOf, readCursor, readWindow, writeCursor } from "./pagination.ts";

const scope = { secret: "s", workspaceId: "ws_1", list: "runs" };
const place = { micros: "1795414081922123", id: "run_01m83gaj2qsc38psg2y2ha5dh5" };

describe("cursors", () => {
  test("a cursor leads back to its place", () => {
    expect(readCursor(scope, writeCursor(scope, place), "after")).toEqual(place);
  });

  test("a forged, truncated or foreign cursor is refused (H17)", () => {
    const cursor = writeCursor(scope, place);
    const forged = Buffer.from(Buffer.from(cursor, "base64url").toString().replace("1795", "1796")).toString("base64url");
    for (const bad of [forged, cursor.slice(0, -3), "", "x", "%00", "a".repeat(10_000)]) {
      expect(() => readCursor(scope, bad, "after")).toThrow("not one that this list gave out");
    }
    expect(() => readCursor({ ...scope, workspaceId: "ws_2" }, cursor, "after")).toThrow("not one");
    expect(() => readCursor({ ...scope, list: "models" }, cursor, "after")).toThrow("not one");
  });
});

describe("pages", () => {
  test("sizes outside 1 to 100 and both directions at once are refused (H16)", () => {
    for (const first of [0, -1, 101, 1e9]) expect(() => readWindow(scope, { first })).toThrow("from 1 to 100");
    expect(() => readWindow(scope, { first: 1, last: 1 })).toThrow("not both");
    expect(readWindow(scope, {}).size).toBe(20);
  });

  test("a page read backward comes in the list's own order", () => {
    const rows = ["c", "b", "a"].map((name) => ({ id: `run_${name}`, cursor: "1" }));
    const { edges, pageInfo } = connectionOf(scope, readWindow(scope, { last: 2 }), rows);
    expect(edges.map((edge) => edge.node.id)).toEqual(["run_b", "run_c"]);
    expect(pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: false });
  });
});
