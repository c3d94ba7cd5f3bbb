import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { AppError, IngestOptions } from "@plimsoll/schema";
import { expect, test } from "vitest";
import { ingestFile } from "./ingest.ts";
import { readTable } from "./read.ts";
import { scratch } from "./testing/scratch.ts";

const at = scratch();

async function refusal(
  content: string | Uint8Array,
  options: Parameters<typeof at.ingest>[1] = {},
  more: Parameters<typeof at.ingest>[2] = {},
): Promise<AppError> {
  const before = at.leftovers();
  const error = await at.ingest(at.file(content), options, more).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(AppError);
  expect(at.leftovers()).toEqual(before);
  return error as AppError;
}

async function cells(content: string | Uint8Array, options: Parameters<typeof at.ingest>[1] = {}): Promise<Record<string, unknown[]>> {
  const { path } = await at.ingest(at.file(content), options);
  const table = await readTable(path);
  return Object.fromEntries(
    table.columns.map((column) => [
      `${column.name}:${column.type}`,
      column.type === "STRING"
        ? [...column.codes].map((code) => column.dictionary[code] ?? null)
        : [...column.values].map((value) => (Number.isNaN(value) ? null : value)),
    ]),
  );
}

const refused: [title: string, content: string | Uint8Array, code: string, says: RegExp][] = [
  ["an empty file", "", "EMPTY_FILE", /empty/],
  ["a byte order mark alone", "\ufeff", "EMPTY_FILE", /header/],
  ["a header without rows", "a,b\n", "EMPTY_FILE", /no rows/],
  ["a header without rows and without a line end", "a,b", "EMPTY_FILE", /no rows/],
  ["a blank first line", "\na,b\n1,2\n", "BAD_CSV", /^Line 1: is blank/],
  ["two columns of one name", "a,b,a\n1,2,3\n", "DUPLICATE_COLUMN", /'a' twice: columns 1 and 3/],
  ["two names that differ in case only", "a,A\n1,2\n", "DUPLICATE_COLUMN", /'a' and 'A'.*columns 1 and 2/],
  ["a column without a name", "a,,c\n1,2,3\n", "BAD_CSV", /column 2 has no name/],
  ["a control character in a name", "a,b\u0007\n1,2\n", "BAD_CSV", /control character/],
  ["a name of 300 characters", `a,${"b".repeat(300)}\n1,2\n`, "BAD_CSV", /300 characters/],
  ["10,001 columns", `${Array.from({ length: 10_001 }, (_, i) => `c${i}`).join(",")}\n`, "BAD_CSV", /10001 columns/],
  ["a row with a cell too few", "a,b\n1,2\n3\n4,5\n", "BAD_CSV", /^Line 3: has 1 cell, the header has 2/],
  ["a row with a cell too many", "a,b\n1,2\n3,4\n5,6,7\n", "BAD_CSV", /^Line 4: has 3 cells/],
  ["a ragged row after a quoted line break, counted in lines of the file", 'a,b\n"x\ny",2\n3\n', "BAD_CSV", /^Line 4: has 1 cell/],
  ["a ragged last row without a line end", "a,b\n1,2\n3", "BAD_CSV", /^Line 3/],
  ["a blank line between rows", "a,b\n1,2\n\n3,4\n", "BAD_CSV", /^Line 3: is blank/],
  ["text after a closing quote", 'a,b\n"1"x,2\n', "BAD_CSV", /^Line 2: cell 1 has text after its closing quote/],
  ["a quote inside an unquoted cell", 'a,b\n1,2\n1,x"y\n', "BAD_CSV", /^Line 3: cell 2 has a quote/],
  ["a quote that is never closed", 'a,b\n1,2\n"3,4\n5,6\n', "BAD_CSV", /^Line 3: the quote opened in cell 1/],
  ["a quote that is never closed in the header", 'a,"b\n1,2\n', "BAD_CSV", /^Line 1/],
  ["zero bytes", "a,b\n1,2\n1,\u00002\n", "BAD_CSV", /zero byte|binary/],
  ["a zero byte in a quoted cell, with its line", `a,b\n${"1,2\n".repeat(3000)}1,"\u0000"\n`, "BAD_CSV", /^Line 3002: holds a zero byte/],
  ["a binary file", Uint8Array.from({ length: 4096 }, (_, i) => (i * 131) % 256), "BAD_CSV", /binary/],
  ["lines of JSON", '{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', "BAD_CSV", /the file is JSON. Write it as CSV/],
  ["a JSON array", '[\n {"a": 1}\n]\n', "BAD_CSV", /the file is JSON/],
  ["UTF-16 with its mark", Uint8Array.from([0xff, 0xfe, 97, 0, 44, 0, 98, 0, 10, 0]), "BAD_CSV", /UTF-16/],
  ["UTF-16 without its mark", Buffer.from("a,b\n1,2\n", "utf16le"), "BAD_CSV", /UTF-16/],
  ["Latin-1, with the line", Buffer.from("a,b\n1,2\n3,caf\u00e9\n4,5\n", "latin1"), "BAD_CSV", /^Line 3: the text is not UTF-8/],
  ["Latin-1 in the header", Buffer.from("a,caf\u00e9\n1,2\n", "latin1"), "BAD_CSV", /header is not UTF-8/],
  ["a spreadsheet", Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]), "BAD_CSV", /spreadsheet/],
  ["carriage returns as line ends", "a,b\r1,2\r3,4\r", "BAD_CSV", /carriage return/],
  ["a carriage return in the middle of a row", "a,b\n1,2\n3\r,4\n", "BAD_CSV", /^Line 3: a carriage return/],
  ["a row of 3 MB", `a,b\n1,${"x".repeat(3_000_000)}\n`, "BAD_CSV", /^Line 2: .*longer than 2000000 bytes/],
  ["a header of 3 MB", "x".repeat(3_000_000), "BAD_CSV", /^Line 1: the header is longer/],
  ["a damaged gzip", gzipSync("a,b\n1,2\n").subarray(0, 20), "BAD_CSV", /gzip/],
  ["a gzip of nothing", gzipSync(""), "EMPTY_FILE", /empty|header/],
  ["a gzip made to fill the disk", gzipSync(`a\n${"0\n".repeat(50_000_000)}`), "BAD_CSV", /unpacks to more than 300 times/],
  ["a Parquet file that is cut off", "PAR1 and then nothing", "BAD_PARQUET", /not a whole Parquet/],
];

test.each(refused)("refuses %s, says where, and leaves nothing behind", async (_title, content, code, says) => {
  const error = await refusal(content);
  expect({ code: error.code, kind: error.kind }).toEqual({ code, kind: "data" });
  expect(error.message).toMatch(says);
});

test("refuses a file over the size limit", async () => {
  expect((await refusal(`a,b\n${"1,2\n".repeat(1000)}`, {}, { maxBytes: 1000 })).message).toMatch(/more than 1000 bytes/);
});

test("does not follow a link", async () => {
  const link = join(at.dir, "link.csv");
  symlinkSync("/etc/passwd", link);
  await expect(at.ingest(link)).rejects.toMatchObject({ code: "BAD_CSV" });
});

test("one endless line is refused after its first megabytes: the rest is not read", async () => {
  const path = at.file(Buffer.concat([Buffer.from("a,b\n1,"), Buffer.alloc(40_000_000, 120)]));
  const fractions: number[] = [];
  const options = IngestOptions.parse({});
  const outputPath = join(at.dir, "endless.parquet");
  const running = ingestFile({
    path,
    fileName: "x",
    stagingDir: at.stagingDir,
    outputPath,
    options,
    onProgress: (_phase, fraction) => fractions.push(fraction),
  });
  await expect(running).rejects.toThrow(/longer than 2000000 bytes/);
  expect(Math.max(...fractions)).toBeLessThan(0.2);
});

test("an aborted ingest stops with the signal's reason and leaves nothing behind", async () => {
  const before = at.leftovers();
  const abort = new AbortController();
  const reason = new AppError("CANCELLED", "cancelled", "Cancelled.");
  const path = at.file(`a,b\n${"1,2\n".repeat(3_000_000)}`);
  const running = at.ingest(path, {}, { signal: abort.signal });
  setTimeout(() => abort.abort(reason), 30);
  await expect(running).rejects.toBe(reason);
  expect(at.leftovers()).toEqual(before);
});

const read: [title: string, content: string | Uint8Array, expected: Record<string, unknown[]>][] = [
  ["a byte order mark", "\ufeffa,b\n1,2\n", { "a:INTEGER": [1], "b:INTEGER": [2] }],
  ["CRLF line ends", "a,b\r\n1,x\r\n2,y\r\n", { "a:INTEGER": [1, 2], "b:STRING": ["x", "y"] }],
  ["mixed line ends", "a,b\n1,x\r\n2,y\n3,z\r\n", { "a:INTEGER": [1, 2, 3], "b:STRING": ["x", "y", "z"] }],
  ["no line end at the end", "a,b\n1,2\n3,4", { "a:INTEGER": [1, 3], "b:INTEGER": [2, 4] }],
  ["blank lines at the end", "a,b\n1,2\n\n\n", { "a:INTEGER": [1], "b:INTEGER": [2] }],
  [
    "quoted line breaks, delimiters and quotes",
    'a,b\n"x\ny","1,5"\n"say ""hi""",z\n',
    { "a:STRING": ["x\ny", 'say "hi"'], "b:STRING": ["1,5", "z"] },
  ],
  ["a line break inside a quoted name", '"a\tb","c"\n1,2\n'.replace("\t", " "), { "a b:INTEGER": [1], "c:INTEGER": [2] }],
  ["semicolons with decimal commas", "a;b\n1,5;2\n-0,25;3\n;4\n", { "a:FLOAT": [1.5, -0.25, null], "b:INTEGER": [2, 3, 4] }],
  ["tabs", "a\tb\n1\tx y\n", { "a:INTEGER": [1], "b:STRING": ["x y"] }],
  ["bars", "a|b\n1|x\n", { "a:INTEGER": [1], "b:STRING": ["x"] }],
  ["one column", "a\n1\n2\n", { "a:INTEGER": [1, 2] }],
  [
    "names such as __proto__ and constructor",
    "__proto__,constructor,toString\n1,x,true\n",
    { "__proto__:INTEGER": [1], "constructor:STRING": ["x"], "toString:BOOLEAN": [1] },
  ],
  ["leading zeros as text", "id,n\n007,0\n010,10\n", { "id:STRING": ["007", "010"], "n:INTEGER": [0, 10] }],
  ["numbers beyond 2^53 as text", "n\n9007199254740993\n1\n", { "n:STRING": ["9007199254740993", "1"] }],
  ["numbers too large for a float as text", "n\n1e400\n1.5\n", { "n:STRING": ["1e400", "1.5"] }],
  [
    "0 and 1 as numbers, words as BOOLEAN",
    "a,b,c\n0,yes,TRUE\n1,No,false\n",
    { "a:INTEGER": [0, 1], "b:BOOLEAN": [1, 0], "c:BOOLEAN": [1, 0] },
  ],
  ["one letter alone as text", "sex,flag\nF,Y\nF,N\n", { "sex:STRING": ["F", "F"], "flag:BOOLEAN": [1, 0] }],
  ["spaces around numbers and markers", "a,b\n 1 ,x\n  ,  NA \n2,y\n", { "a:INTEGER": [1, null, 2], "b:STRING": ["x", null, "y"] }],
  ["missing markers", "a,b,c\nNA,?,NULL\n1.5,x,\n", { "a:FLOAT": [null, 1.5], "b:STRING": [null, "x"], "c:STRING": [null, null] }],
  ["dates to year 9999", "d\n2005-09-30\n9999-12-31\n", { "d:DATE": [Date.UTC(2005, 8, 30), Date.UTC(9999, 11, 31)] }],
  ["impossible dates as text", "d\n2005-02-30\n0000-01-01\n", { "d:STRING": ["2005-02-30", "0000-01-01"] }],
  [
    "times with and without an offset",
    "t\n2020-01-02T03:04:05+02:00\n2020-01-02 03:04:05.25Z\n2020-01-02 03:04\n2020-01-02\n",
    {
      "t:TIMESTAMP": [Date.UTC(2020, 0, 2, 1, 4, 5), Date.UTC(2020, 0, 2, 3, 4, 5, 250), Date.UTC(2020, 0, 2, 3, 4), Date.UTC(2020, 0, 2)],
    },
  ],
  [
    "times before 1970 and in far years, to the microsecond",
    "t\n1969-12-31T23:59:59.999750\n9999-12-31T23:59:59.999\n",
    {
      "t:TIMESTAMP": [-0.25, Date.UTC(9999, 11, 31, 23, 59, 59, 999)],
    },
  ],
  ["numbers in every spelling", "x\n-1.5\n.5\n5.\n1e-3\n-2E+2\n0.0\n", { "x:FLOAT": [-1.5, 0.5, 5, 0.001, -200, 0] }],
  ["quoted numbers", 'a,b\n"1","1.5"\n"","-2"\n', { "a:INTEGER": [1, null], "b:FLOAT": [1.5, -2] }],
  ["gzip", gzipSync("a,b\n1,2\n3,x\n"), { "a:INTEGER": [1, 3], "b:STRING": ["2", "x"] }],
  [
    "accents and emoji",
    "n\u00e4me,b\n\u00e9t\u00e9,\ud83d\ude00\n",
    { "n\u00e4me:STRING": ["\u00e9t\u00e9"], "b:STRING": ["\ud83d\ude00"] },
  ],
];

test.each(read)("reads %s", async (_title, content, expected) => {
  expect(await cells(content)).toEqual(Object.fromEntries(Object.entries(expected)));
});

test("a type in the table that the user declares wins over the inferred one", async () => {
  expect(await cells("a,b,c\n1,007,0\n2,5,1\n", { types: { a: "STRING", b: "INTEGER", c: "BOOLEAN" } })).toEqual({
    "a:STRING": ["1", "2"],
    "b:INTEGER": [7, 5],
    "c:BOOLEAN": [0, 1],
  });
});

test("a cell that does not fit the declared type names its column and line", async () => {
  const error = await refusal("a,b\n1,2\n3,x\n", { types: { b: "INTEGER" } });
  expect(error).toMatchObject({ code: "TYPE_MISMATCH", kind: "data", context: { columns: ["b"], line: 3 } });
  expect(error.message).toMatch(/^Line 3: column 'b' was declared INTEGER/);
});

test("a declared type of no column names the nearest column", async () => {
  expect((await refusal("income,b\n1,2\n", { types: { incme: "FLOAT" } })).message).toMatch(/did you mean 'income'/);
});

test("the user's own markers are missing, also where they are numbers", async () => {
  expect(await cells("a\n-999\n5\n", { missing: ["-999"] })).toEqual({ "a:INTEGER": [null, 5] });
});

test("a million different texts are kept as they are", async () => {
  const rows = Array.from({ length: 1_000_000 }, (_, i) => `k${i}`);
  const { path, profile } = await at.ingest(at.file(`key\n${rows.join("\n")}\n`));
  const table = await readTable(path);
  expect(profile.columns[0]).toMatchObject({ distinctExact: false, missingCount: 0 });
  expect(profile.columns[0]?.hints.join()).toMatch(/identifier/);
  expect(table.columns[0]).toMatchObject({ dictionary: rows });
}, 30_000);
