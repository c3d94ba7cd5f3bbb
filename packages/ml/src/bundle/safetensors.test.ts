import { describe, expect, it } from "vitest";
import { readTensorFile, writeTensorFile } from "./safetensors.ts";

const weights = [
  { name: "0.dense.kernel", shape: [2, 3], values: Float32Array.of(1, -2, 3.5, 0, 1e-30, -1e30) },
  { name: "0.dense.bias", shape: [3], values: Float32Array.of(0.1, 0.2, 0.3) },
];
const file = () => writeTensorFile({ plimsoll: "{}" }, weights);

/** A file with any header over `dataLength` zero bytes. */
function forged(header: unknown, dataLength: number, claimedLength?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === "string" ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, claimedLength ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}
const tensor = (shape: unknown, begin: unknown, end: unknown, dtype = "F32") => ({ dtype, shape, data_offsets: [begin, end] });
const refused = expect.objectContaining({ code: "BAD_BUNDLE", kind: "data" });

describe("the tensor file", () => {
  it("reads back what was written, to the bit", () => {
    const { metadata, tensors } = readTensorFile(file());
    expect([...tensors.values()]).toEqual(weights);
    expect([...metadata]).toEqual([["plimsoll", "{}"]]);
  });

  it("has the same bytes for the same content", () => {
    expect(file()).toEqual(file());
  });

  it("follows the safetensors layout: header length, padded JSON, values in order", () => {
    const bytes = file();
    const view = new DataView(bytes.buffer);
    const headerLength = Number(view.getBigUint64(0, true));
    expect(headerLength % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
    expect(header["0.dense.bias"]).toEqual({ dtype: "F32", shape: [3], data_offsets: [24, 36] });
    expect(view.getFloat32(8 + headerLength + 8, true)).toBe(3.5);
  });

  it("reads from the middle of a larger buffer, as a network read gives it", () => {
    const bytes = file();
    const larger = new Uint8Array(bytes.length + 13);
    larger.set(bytes, 5);
    expect(readTensorFile(larger.subarray(5, 5 + bytes.length)).tensors.get("0.dense.bias")?.values).toEqual(weights[1]?.values);
  });

  it("refuses the file cut at any place", () => {
    const bytes = file();
    for (let length = 0; length < bytes.length; length++) expect(() => readTensorFile(bytes.subarray(0, length))).toThrow(refused);
  });

  it.each<[string, Uint8Array]>([
    ["a header length beyond the file", forged("{}", 0, 1_000n)],
    ["a header length of 2^63", forged("{}", 0, 2n ** 63n)],
    ["a header that is no JSON", forged("{", 0)],
    ["a header that is a list", forged("[]", 0)],
    [
      "a header that is not UTF-8",
      (() => {
        const bytes = forged('{"a":1}', 0);
        bytes[10] = 0xff;
        return bytes;
      })(),
    ],
    ["a tensor beyond the end", forged({ a: tensor([4], 0, 16) }, 8)],
    ["negative offsets", forged({ a: tensor([1], -4, 0) }, 4)],
    ["offsets that are no integers", forged({ a: tensor([1], 0.5, 4.5) }, 8)],
    ["offsets as text", forged({ a: tensor([1], "0", "4") }, 4)],
    ["a begin after the end", forged({ a: tensor([1], 4, 0) }, 4)],
    ["overlapping tensors", forged({ a: tensor([2], 0, 8), b: tensor([2], 4, 12) }, 12)],
    ["two tensors on the same bytes", forged({ a: tensor([2], 0, 8), b: tensor([2], 0, 8) }, 8)],
    ["a gap between tensors", forged({ a: tensor([1], 0, 4), b: tensor([1], 8, 12) }, 12)],
    ["bytes that no tensor names", forged({ a: tensor([1], 0, 4) }, 8)],
    ["a shape that is not the size", forged({ a: tensor([3], 0, 8) }, 8)],
    ["a shape whose product overflows", forged({ a: tensor([2 ** 31, 2 ** 31, 4], 0, 4) }, 4)],
    ["a shape whose product overflows to zero of 2^64", forged({ a: tensor([2 ** 32, 2 ** 32], 0, 0) }, 0)],
    ["a negative dimension", forged({ a: tensor([-1], 0, 4) }, 4)],
    ["a rank of nine", forged({ a: tensor(Array(9).fill(1), 0, 4) }, 4)],
    ["another type", forged({ a: tensor([1], 0, 4, "F64") }, 4)],
    ["a description that is null", forged({ a: null }, 0)],
    ["a tensor named __proto__", forged('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4)],
    ["metadata that is not text", forged({ __metadata__: { plimsoll: { a: 1 } } }, 0)],
  ])("refuses %s", (_what, bytes) => {
    expect(() => readTensorFile(bytes)).toThrow(refused);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("refuses a weight that is %s", (value) => {
    expect(() => readTensorFile(writeTensorFile({}, [{ name: "a", shape: [2], values: Float32Array.of(1, value) }]))).toThrow(refused);
  });

  it("keeps metadata under __proto__ out of every object", () => {
    const { metadata } = readTensorFile(forged('{"__metadata__":{"__proto__":"x"}}', 0));
    expect(metadata.get("__proto__")).toBe("x");
    expect(({} as Record<string, unknown>).x).toBeUndefined();
  });
});
