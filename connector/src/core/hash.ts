// The only place that hashes: keyed hashes stand for values that we must not keep, plain ones for public names of
// records. Pure functions of their input; nothing of what they are given is kept. Rule: docs/architecture.md "How
// sameness is known"; law P12.
import { createHash, createHmac, createSecretKey } from 'node:crypto';
import { comparable } from './contact/canonical.js';
import { contactFieldNames, type ContactField } from './contact/fields.js';
import type { ContactValues, SettledHashes, Settling } from './model.js';

/** Bytes a field takes in `SettledHashes`: at 2^48 a false "unchanged" needs some 10^14 changes. */
export const fieldHashBytes = 6;
const keyHashBytes = 12;

export interface Hasher {
  /**
   * Six bytes, never all zero. Over item, field and value: equal values of two people differ. `value` is
   * `comparable`.
   */
  fieldHash(exchangeId: string, field: string, value: string): Uint8Array;
  /** 16 characters (base64url) for keys that are only asked for equality; `kind` keeps one use apart from another. */
  keyHash(kind: string, text: string): string;
  /** Tells whether it is still the same key; says nothing about it. */
  fingerprint(): string;
}

export function createHasher(key: string): Hasher {
  const secret = createSecretKey(Buffer.from(key, 'utf8'));
  const digest = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  return {
    fieldHash(exchangeId, field, value) {
      const hash = digest(`field${lengthFirst(exchangeId)}${lengthFirst(field)}${value}`);
      return notZero(Uint8Array.prototype.slice.call(hash, 0, fieldHashBytes));
    },
    keyHash: (kind, text) => digest(`key${lengthFirst(kind)}${text}`).toString('base64url', 0, keyHashBytes),
    fingerprint: () => digest('fingerprint').toString('hex', 0, 8),
  };
}

export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The fields of one object in the order of their hashes, and what two of their values are compared by. */
export interface HashTable<Field extends string> {
  readonly names: readonly Field[];
  readonly comparable: (field: Field, value: string) => string;
}

const contactTable: HashTable<ContactField> = { names: contactFieldNames, comparable };

/**
 * The memory of one side after an action: `now` takes the hash of the value as it is, everything else (`keep`, not
 * named, unread) stays as it was. `previous` null = no memory.
 */
export function settledHashes(
  hasher: Hasher,
  exchangeId: string,
  values: ContactValues,
  previous: SettledHashes | null,
  which: Readonly<Partial<Record<ContactField, Settling>>>,
): SettledHashes {
  return settledHashesOf(contactTable, hasher, exchangeId, values, previous, which);
}

/** The same for any object. */
export function settledHashesOf<Field extends string>(
  table: HashTable<Field>,
  hasher: Hasher,
  exchangeId: string,
  values: Readonly<Partial<Record<Field, string>>>,
  previous: SettledHashes | null,
  which: Readonly<Partial<Record<Field, Settling>>>,
): SettledHashes {
  const settled = new Uint8Array(table.names.length * fieldHashBytes);
  if (previous !== null) settled.set(previous.subarray(0, settled.length));
  table.names.forEach((field, index) => {
    const value = values[field];
    if (which[field] !== 'now' || value === undefined) return;
    settled.set(hasher.fieldHash(exchangeId, field, table.comparable(field, value)), index * fieldHashBytes);
  });
  return settled;
}

/** null = no memory: zeros, or a field that the table did not have yet when the hashes were made. */
export function readHash(hashes: SettledHashes, field: ContactField): Uint8Array | null {
  return readHashOf(contactTable, hashes, field);
}

/** The same for any object. */
export function readHashOf<Field extends string>(
  { names }: HashTable<Field>,
  hashes: SettledHashes,
  field: Field,
): Uint8Array | null {
  const start = names.indexOf(field) * fieldHashBytes;
  const hash = hashes.subarray(start, start + fieldHashBytes);
  return hash.length === fieldHashBytes && hasMemory(hash) ? hash : null;
}

/** False when every field is without memory. */
export function hasMemory(hashes: SettledHashes): boolean {
  return hashes.some((byte) => byte !== 0);
}

/** Missing memory is the same as nothing, not even as missing memory. */
export function sameHash(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a !== null && b !== null && a.length === b.length && a.every((byte, index) => byte === b[index]);
}

/** Length before text: no two lists of texts give the same joined text. */
function lengthFirst(text: string): string {
  return `${text.length}:${text}`;
}

/** Zeros mean "no memory", so no hash may be all zero. */
export function notZero(hash: Uint8Array): Uint8Array {
  if (!hasMemory(hash)) hash[hash.length - 1] = 1;
  return hash;
}
