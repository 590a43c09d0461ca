// The only place that hashes: keyed hashes stand for values that we must not keep, plain ones for public names of
// records. Knows no field of any object. What an item's hasher remembers is gone with it: nothing else of what is given
// here is kept. Rule: docs/architecture.md "How sameness is known"; law P12.
import { hash as hashOnce } from 'node:crypto';
import type { SettledHashes } from './link.js';

/** Bytes a field takes in `SettledHashes`: at 2^48 a false "unchanged" needs some 10^14 changes. */
export const fieldHashBytes = 6;
const keyHashBytes = 12;
const blockBytes = 64;
const sha256Bytes = 32;
const shortTextBytes = 3_072;

export interface ItemHasher {
  /** As `Hasher.fieldHash`, worked out once for each value. Not to be changed by who gets it. */
  fieldHash(field: string, value: string): Uint8Array;
}

export interface ItemHashers {
  forItem(memoryKey: string): ItemHasher;
}

export interface Hasher extends ItemHashers {
  /**
   * Six bytes, never one of the two marks. Over the memory key of the link, field and value: equal values of two people
   * differ. `value` is `comparable`.
   */
  fieldHash(memoryKey: string, field: string, value: string): Uint8Array;
  /** 16 characters (base64url) for keys that are only asked for equality; `kind` keeps one use apart from another. */
  keyHash(kind: string, text: string): string;
  /** Tells whether it is still the same key; says nothing about it. */
  fingerprint(): string;
}

export function createHasher(key: string): Hasher {
  const digest = hmacSha256(key);
  const fieldHash = (memoryKey: string, rest: string): Uint8Array =>
    noMark(new Uint8Array(firstBytes(digest(`field${lengthFirst(memoryKey)}${rest}`), fieldHashBytes)));
  return {
    fieldHash: (memoryKey, field, value) => fieldHash(memoryKey, `${lengthFirst(field)}${value}`),
    forItem(memoryKey) {
      const known = workedOutOnce((rest) => fieldHash(memoryKey, rest));
      return { fieldHash: (field, value) => known(`${lengthFirst(field)}${value}`) };
    },
    keyHash: (kind, text) => firstBytes(digest(`key${lengthFirst(kind)}${text}`), keyHashBytes).toString('base64url'),
    fingerprint: () => digest('fingerprint').slice(0, 16),
  };
}

function firstBytes(hex: string, bytes: number): Buffer {
  return Buffer.from(hex.slice(0, 2 * bytes), 'hex');
}

/** One hasher an item for as long as this lives (a chunk): planning and remembering then share their hashes. */
export function sharedHashers(hashers: ItemHashers): ItemHashers {
  return { forItem: workedOutOnce((memoryKey) => hashers.forItem(memoryKey)) };
}

function workedOutOnce<Value>(valueOf: (key: string) => Value): (key: string) => Value {
  const known = new Map<string, Value>();
  return (key) => {
    const value = known.get(key) ?? valueOf(key);
    known.set(key, value);
    return value;
  };
}

/**
 * HMAC (RFC 2104) in hexadecimal, by two hashes in one go each: the same as `createHmac` for little more than half its
 * time, which counts with 56 of them a contact. Texts of usual length are hashed in one place, which is wiped.
 */
export function hmacSha256(key: string): (text: string) => string {
  const bytes = Buffer.from(key, 'utf8');
  const secret = bytes.length > blockBytes ? Buffer.from(sha256Hex(bytes), 'hex') : bytes;
  const inner = Buffer.alloc(blockBytes + shortTextBytes);
  const outer = Buffer.alloc(blockBytes + sha256Bytes);
  for (let at = 0; at < blockBytes; at += 1) {
    inner[at] = (secret[at] ?? 0) ^ 0x36;
    outer[at] = (secret[at] ?? 0) ^ 0x5c;
  }
  const innerHash = (text: string): string => {
    // No character of UTF-16 takes more than three bytes.
    if (text.length * 3 > shortTextBytes) {
      return sha256Hex(Buffer.concat([inner.subarray(0, blockBytes), Buffer.from(text, 'utf8')]));
    }
    const end = blockBytes + inner.write(text, blockBytes, 'utf8');
    const hash = sha256Hex(inner.subarray(0, end));
    inner.fill(0, blockBytes, end);
    return hash;
  };
  return (text) => {
    outer.write(innerHash(text), blockBytes, 'hex');
    return sha256Hex(outer);
  };
}

export function sha256Hex(data: string | Uint8Array): string {
  return hashOnce('sha256', data, 'hex');
}

/** The fields of one object in the order of their hashes, and what two of their values are compared by. */
export interface HashTable<Field extends string> {
  readonly names: readonly Field[];
  readonly comparable: (field: Field, value: string) => string;
  /** Version of the canonical form: hashes of another one say nothing. */
  readonly formVersion: number;
}

/** What to do with the memory of a field: take the value as it is, leave it, or note that nobody knows the value. */
export type Settling = 'now' | 'keep' | 'unknown';

/** Changed since, and nobody knows to what. No value hashes to it. */
export const unknownMark = new Uint8Array(fieldHashBytes).fill(0xff);

/**
 * The memory of one side after an action. What is not named stays as it was, and so does what is `now` but unread.
 * `previous` null = no memory.
 */
export function settledHashes<Field extends string>(
  table: HashTable<Field>,
  hasher: ItemHasher,
  values: Readonly<Partial<Record<Field, string>>>,
  previous: SettledHashes | null,
  which: Readonly<Partial<Record<Field, Settling>>>,
): SettledHashes {
  const settled = new Uint8Array(table.names.length * fieldHashBytes);
  if (previous !== null) settled.set(previous.subarray(0, settled.length));
  table.names.forEach((field, index) => {
    const value = values[field];
    if (which[field] === 'unknown') settled.set(unknownMark, index * fieldHashBytes);
    if (which[field] !== 'now' || value === undefined) return;
    settled.set(hasher.fieldHash(field, table.comparable(field, value)), index * fieldHashBytes);
  });
  return settled;
}

/** What is remembered of a field. `none`: zeros, or a field that the table did not have yet when it was settled. */
export type FieldMemory = { readonly kind: 'none' } | KnownMemory;
export type KnownMemory = { readonly kind: 'unknown' } | { readonly kind: 'hash'; readonly hash: Uint8Array };

export function memoryIn<Field extends string>(
  { names }: HashTable<Field>,
  hashes: SettledHashes,
  field: Field,
): FieldMemory {
  const start = names.indexOf(field) * fieldHashBytes;
  const hash = hashes.subarray(start, start + fieldHashBytes);
  if (hash.length < fieldHashBytes || !hasMemory(hash)) return { kind: 'none' };
  return isSameHash(hash, unknownMark) ? { kind: 'unknown' } : { kind: 'hash', hash };
}

/** Whether the value is another one than was settled. What nobody knows has changed, whatever the value. */
export function hasChangedSince<Field extends string>(
  table: HashTable<Field>,
  memory: KnownMemory,
  hasher: ItemHasher,
  field: Field,
  value: string,
): boolean {
  return memory.kind === 'unknown' || !isSameHash(memory.hash, hasher.fieldHash(field, table.comparable(field, value)));
}

/** False when every field is without memory. */
export function hasMemory(hashes: SettledHashes): boolean {
  return hashes.some((byte) => byte !== 0);
}

export function isSameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Length before text: no two lists of texts give the same joined text. */
function lengthFirst(text: string): string {
  return `${text.length}:${text}`;
}

/** Two marks stand where no hash is, so no hash may be one of them. */
export function noMark(hash: Uint8Array): Uint8Array {
  if (!hasMemory(hash)) hash[hash.length - 1] = 1;
  else if (isSameHash(hash, unknownMark)) hash[hash.length - 1] = 0xfe;
  return hash;
}
