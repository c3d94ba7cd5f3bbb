import { AppError } from "@plimsoll/schema";

/** The two inner loops of training, as WebAssembly of 128-bit lanes: a [gradient, hessian] pair is read, added and written at once. */
export interface HistogramKernel {
  /** For each of `size` rows: adds its pair to the slot of each of the four features of one word of cells.
   *  Addresses in bytes: row offsets [size] i32 from `words`, pairs [size] f64x2, first slot of each feature. */
  addWord(
    size: number,
    rowOffsets: number,
    pairs: number,
    words: number,
    first: number,
    second: number,
    third: number,
    fourth: number,
  ): void;
  /** target[k] -= other[k] for `bytes` bytes of f64x2, bytes > 0. */
  subtract(target: number, other: number, bytes: number): void;
}

/** What we use of it: Node's types do not name it. */
declare const WebAssembly: {
  Memory: new (limits: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
  Module: new (bytes: Uint8Array<ArrayBuffer>) => object;
  Instance: new (module: object, imports: Record<string, Record<string, object>>) => { exports: unknown };
};

const PAGE = 65_536;
const MAX_PAGES = 65_536;

/** A kernel and the memory that it works on, `bytes` long. @throws AppError "OUT_OF_MEMORY" beyond 4 GiB or what the machine gives. */
export function openHistogramKernel(bytes: number): { kernel: HistogramKernel; buffer: ArrayBuffer } {
  const pages = Math.ceil(bytes / PAGE);
  const tooMuch = (cause?: unknown) =>
    new AppError(
      "OUT_OF_MEMORY",
      "resource",
      `Boosted trees need ${Math.ceil(bytes / 2 ** 20)} MiB for binned rows and histograms; at most 4,096 MiB and what is free can be had. Use fewer rows, features, bins or leaves.`,
      {},
      { cause },
    );
  if (pages > MAX_PAGES) throw tooMuch();
  try {
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
    compiled ??= new WebAssembly.Module(moduleBytes());
    const instance = new WebAssembly.Instance(compiled, { plimsoll: { memory } });
    return { kernel: instance.exports as HistogramKernel, buffer: memory.buffer };
  } catch (cause) {
    if (cause instanceof RangeError) throw tooMuch(cause);
    throw cause;
  }
}

let compiled: object | null = null;

// What follows writes the module: the instructions by the names of the WebAssembly specification, version 2.0, section 5.4.
const I32 = 0x7f;
const V128 = 0x7b;
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const tee = (local: number) => [0x22, local];
const i32 = (value: number) => [0x41, ...signedLeb(value)];
const add = [0x6a];
const and = [0x71];
const shiftLeft = [0x74];
const shiftRight = [0x76];
const lessThan = [0x49];
const loadI32 = [0x28, 2, 0];
const loadPair = [0xfd, 0x00, 3, 0];
const storePair = [0xfd, 0x0b, 3, 0];
const addPairs = [0xfd, 0xf0, 0x01];
const subtractPairs = [0xfd, 0xf1, 0x01];
const loop = (body: number[]) => [0x03, 0x40, ...body, 0x0d, 0, 0x0b];
const step = (local: number, by: number) => [...get(local), ...i32(by), ...add, ...set(local)];

function moduleBytes(): Uint8Array<ArrayBuffer> {
  const name = (text: string) => vector([...new TextEncoder().encode(text)].map((byte) => [byte]));
  const section = (id: number, content: number[]) => [id, ...leb(content.length), ...content];
  const type = (parameters: number) => [0x60, ...vector(Array.from({ length: parameters }, () => [I32])), 0];
  const code = (locals: number[][], body: number[]) => {
    const content = [...vector(locals), ...body, 0x0b];
    return [...leb(content.length), ...content];
  };
  const anyMemory = [0x02, 0x00, 0];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector([type(8), type(3)])),
    ...section(2, vector([[...name("plimsoll"), ...name("memory"), ...anyMemory]])),
    ...section(3, vector([[0], [1]])),
    ...section(
      7,
      vector([
        [...name("addWord"), 0, 0],
        [...name("subtract"), 0, 1],
      ]),
    ),
    ...section(
      10,
      vector([
        code(
          [
            [3, I32],
            [1, V128],
          ],
          addWord(),
        ),
        code([[1, I32]], subtract()),
      ]),
    ),
  ]);
}

function addWord(): number[] {
  const [size, rowOffsets, pairs, words] = [0, 1, 2, 3];
  const [end, cells, slot, pair] = [8, 9, 10, 11];
  const addTo = (feature: number): number[] => {
    // Sixteen times the feature's byte of the word is its slot's distance from the first.
    const distance = feature === 0 ? [...i32(4), ...shiftLeft] : [...i32(8 * feature - 4), ...shiftRight];
    const address = [...get(4 + feature), ...get(cells), ...distance, ...i32(0xff0), ...and, ...add];
    return [...address, ...tee(slot), ...get(slot), ...loadPair, ...get(pair), ...addPairs, ...storePair];
  };
  return [
    ...[...get(rowOffsets), ...get(size), ...i32(2), ...shiftLeft, ...add, ...set(end)],
    ...loop([
      ...[...get(words), ...get(rowOffsets), ...loadI32, ...add, ...loadI32, ...set(cells)],
      ...[...get(pairs), ...loadPair, ...set(pair)],
      ...[0, 1, 2, 3].flatMap(addTo),
      ...[...step(rowOffsets, 4), ...step(pairs, 16)],
      ...[...get(rowOffsets), ...get(end), ...lessThan],
    ]),
  ];
}

function subtract(): number[] {
  const [target, other, bytes, end] = [0, 1, 2, 3];
  return [
    ...[...get(target), ...get(bytes), ...add, ...set(end)],
    ...loop([
      ...[...get(target), ...get(target), ...loadPair, ...get(other), ...loadPair, ...subtractPairs, ...storePair],
      ...[...step(target, 16), ...step(other, 16)],
      ...[...get(target), ...get(end), ...lessThan],
    ]),
  ];
}

const vector = (items: number[][]): number[] => [...leb(items.length), ...items.flat()];

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)];
}

/** Of a value >= 0: its last byte must not look negative. */
function signedLeb(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signedLeb(value >>> 7)];
}
