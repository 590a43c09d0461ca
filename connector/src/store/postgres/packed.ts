// Ids and versions in as few bytes as they need, behind one byte that says how they were written: Graph ids and change
// keys are base64 texts, SystemModstamps are times. Must be exact (the same text comes back, capitals and all) and
// canonical (one text, one packing), because ids are looked up packed.
import { fieldHashBytes } from '../../core/hash.js';

interface Form {
  /** May lose something: `pack` compares. */
  toBytes(text: string): Buffer;
  toText(bytes: Buffer): string;
}

const encoded = (encoding: 'utf8' | 'base64url' | 'base64'): Form => ({
  toBytes: (text) => Buffer.from(text, encoding),
  toText: (bytes) => bytes.toString(encoding),
});

const stampBytes = 6;
/** `2026-11-22T14:03:00.000+0000` (as Salesforce writes it) or `…Z` (an Instant) as milliseconds since 1970. */
const timeEnding = (zone: '+0000' | 'Z'): Form => ({
  toBytes(text) {
    const timeMs = text.endsWith(zone) ? Date.parse(text.replace(zone, 'Z')) : 0;
    const bytes = Buffer.alloc(stampBytes);
    if (timeMs > 0 && timeMs < 2 ** (8 * stampBytes)) bytes.writeUIntBE(timeMs, 0, stampBytes);
    return bytes;
  },
  toText: (bytes) => new Date(bytes.readUIntBE(0, stampBytes)).toISOString().replace('Z', zone),
});

/** The position is stored: only add at the end. */
const forms = [encoded('utf8'), encoded('base64url'), encoded('base64'), timeEnding('+0000'), timeEnding('Z')] as const;
/** From the tightest to the one that takes any text; in one order, so that a text always packs the same way. */
const tries = [3, 4, 1, 2, 0] as const;
const triesOfIds = [1, 2, 0] as const;

/**
 * The two places where a time shows at a glance, its `T` and the sign of a year of six digits. Anything else is not
 * tried as one: that took most of the work, and nearly every text is an id.
 */
function mayBeTime(text: string): boolean {
  return text[10] === 'T' || text[0] === '+';
}

export function pack(text: string): Uint8Array {
  for (const number of mayBeTime(text) ? tries : triesOfIds) {
    const bytes = forms[number].toBytes(text);
    if (forms[number].toText(bytes) === text) return Uint8Array.of(number, ...bytes);
  }
  throw new RangeError('not a text that can be stored');
}

export function unpack(packed: Uint8Array): string {
  const form = forms[packed[0] ?? -1];
  if (form === undefined) throw new RangeError('packed in a form that this version does not know');
  return form.toText(Buffer.from(packed.buffer, packed.byteOffset + 1, packed.byteLength - 1));
}

/** Hashes of a few fields out of many: four bytes that say which, then those that are not zero. */
export function packHashes(hashes: Uint8Array): Uint8Array {
  const fields = Math.ceil(hashes.length / fieldHashBytes);
  const named = Array.from({ length: fields }, (_, index) =>
    hashes.subarray(index * fieldHashBytes, (index + 1) * fieldHashBytes),
  ).map((hash) => (hash.some((byte) => byte !== 0) ? hash : null));
  const mask = Buffer.alloc(maskBytes);
  mask.writeUInt32BE(named.reduce((sum, hash, index) => (hash === null ? sum : sum + 2 ** index), 0));
  return Uint8Array.from(Buffer.concat([mask, ...named.filter((hash) => hash !== null)]));
}

/** As long as its last field needs. Nothing at all: no hashes. */
export function unpackHashes(packed: Uint8Array): Uint8Array {
  if (packed.length < maskBytes) return new Uint8Array();
  const mask = Buffer.from(packed.buffer, packed.byteOffset, maskBytes).readUInt32BE();
  const hashes = new Uint8Array((32 - Math.clz32(mask)) * fieldHashBytes);
  let at = maskBytes;
  for (let index = 0; index * fieldHashBytes < hashes.length; index += 1) {
    if (Math.floor(mask / 2 ** index) % 2 === 0) continue;
    hashes.set(packed.subarray(at, at + fieldHashBytes), index * fieldHashBytes);
    at += fieldHashBytes;
  }
  return hashes;
}

const maskBytes = 4;

/** 64 hexadecimal characters in 32 bytes; not led by a form, because there is no other. */
export function packMeetingKey(key: string): Uint8Array {
  if (!/^[0-9a-f]{64}$/.test(key)) throw new RangeError('not a meeting key');
  return Uint8Array.from(Buffer.from(key, 'hex'));
}

export function unpackMeetingKey(packed: Uint8Array): string {
  return Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('hex');
}
