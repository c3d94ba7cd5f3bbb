/**
 * MurmurHash3 (x86, 32 bits) of a text's UTF-8 bytes, as a signed integer: the same on every machine, and that of scikit-learn's
 * `murmurhash3_32`. Source: Appleby (2011), public domain.
 */
export function murmur3(text: string, seed = 0): number {
  const bytes = new TextEncoder().encode(text);
  let hash = seed | 0;
  const whole = bytes.length & ~3;
  for (let i = 0; i < whole; i += 4) {
    const word =
      (bytes[i] as number) | ((bytes[i + 1] as number) << 8) | ((bytes[i + 2] as number) << 16) | ((bytes[i + 3] as number) << 24);
    hash ^= scramble(word);
    hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  let rest = 0;
  for (let i = bytes.length - 1; i >= whole; i--) rest = (rest << 8) | (bytes[i] as number);
  hash ^= scramble(rest);
  hash ^= bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function scramble(word: number): number {
  const mixed = Math.imul(word, 0xcc9e2d51);
  return Math.imul((mixed << 15) | (mixed >>> 17), 0x1b873593);
}

/** The slot of a text among `buckets`, and its sign, as scikit-learn's FeatureHasher has them. */
export function slotOf(text: string, buckets: number): { slot: number; sign: 1 | -1 } {
  const hash = murmur3(text);
  // The magnitude of -2^31 is beyond an int32; scikit-learn puts it in the slot of 2^31 - 1.
  const magnitude = hash === -(2 ** 31) ? (2 ** 31 - 1 - (buckets - 1)) % buckets : Math.abs(hash) % buckets;
  return { slot: magnitude, sign: hash >= 0 ? 1 : -1 };
}
