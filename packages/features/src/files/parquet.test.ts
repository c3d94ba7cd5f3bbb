import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { readTable } from "./read.ts";
import { sample, scratch } from "./testing/scratch.ts";

const at = scratch();
let files = 0;

/** A Parquet file of somebody else's making. */
async function parquet(select: string): Promise<string> {
  const path = join(at.dir, `foreign-${files++}.parquet`);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (${select}) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  return path;
}

test("a Parquet file of the same rows gives the same profile as its CSV", async () => {
  const csv = await at.ingest(sample("credit_german_statlog.csv.gz"));
  const again = await at.ingest(csv.path);
  expect(again.profile).toEqual(csv.profile);
});

test("the types of other writers become ours", async () => {
  const path = await parquet(
    `SELECT 1::TINYINT AS a, 2.5::FLOAT AS b, 1.25::DECIMAL(9, 2) AS c, true AS d, DATE '2020-01-02' AS e, TIMESTAMP_MS '2020-01-02 03:04:05.6' AS f, 'x' AS g,
     9007199254740993::BIGINT AS h, 'NaN'::DOUBLE AS i, TIMESTAMPTZ '2020-01-02 03:04:05+02' AS j, '' AS k, 5::UBIGINT AS "__proto__"`,
  );
  const table = await readTable((await at.ingest(path)).path);
  expect(
    Object.fromEntries(
      table.columns.map((column) => [
        `${column.name}:${column.type}`,
        column.type === "STRING" ? (column.dictionary[0] ?? null) : column.values[0],
      ]),
    ),
  ).toEqual(
    Object.fromEntries([
      ["a:INTEGER", 1],
      ["b:FLOAT", 2.5],
      ["c:FLOAT", 1.25],
      ["d:BOOLEAN", 1],
      ["e:DATE", Date.UTC(2020, 0, 2)],
      ["f:TIMESTAMP", Date.UTC(2020, 0, 2, 3, 4, 5, 600)],
      ["g:STRING", "x"],
      ["h:STRING", "9007199254740993"],
      ["i:FLOAT", Number.NaN],
      ["j:TIMESTAMP", Date.UTC(2020, 0, 2, 1, 4, 5)],
      ["k:STRING", null],
      ["__proto__:INTEGER", 5],
    ]),
  );
});

test.each([
  ["a list", "SELECT [1, 2] AS a", "BAD_PARQUET", /'a' has the Parquet type INTEGER\[\]/],
  ["a struct", "SELECT {'x': 1} AS a, 2 AS b", "BAD_PARQUET", /'a' has the Parquet type STRUCT/],
  ["infinity", "SELECT 'inf'::DOUBLE AS a", "BAD_PARQUET", /'a' holds infinity in 1 rows/],
  ["no rows", "SELECT 1 AS a WHERE false", "EMPTY_FILE", /no rows/],
])("refuses %s and leaves nothing behind", async (_title, select, code, says) => {
  const path = await parquet(select);
  const before = at.leftovers();
  const error = await at.ingest(path).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code, kind: "data" });
  expect(String(error)).toMatch(says);
  expect(at.leftovers()).toEqual(before);
});

test("declared types convert, and a cell that does not fit names its row", async () => {
  const path = await parquet("SELECT * FROM (VALUES (1, '7', 1.0), (0, '8', 2.0)) AS t(a, b, c)");
  const { profile } = await at.ingest(path, { types: { a: "BOOLEAN", b: "INTEGER", c: "STRING" } });
  expect(profile.columns.map(({ type }) => type)).toEqual(["BOOLEAN", "INTEGER", "STRING"]);
  const bad = await parquet("SELECT * FROM (VALUES ('7'), ('x')) AS t(b)");
  await expect(at.ingest(bad, { types: { b: "INTEGER" } })).rejects.toMatchObject({
    code: "TYPE_MISMATCH",
    context: { columns: ["b"], row: 2 },
  });
});
