import { describe, expect, it } from '@jest/globals';
import { contactFieldNames } from './contact/fields.js';
import {
  createHasher,
  fieldHashBytes,
  hasMemory,
  notZero,
  readHash,
  sameHash,
  settledHashes,
  sha256Hex,
} from './hash.js';

const hasher = createHasher('a key of the installation');
const id = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AaB';

describe('createHasher', () => {
  it('gives six bytes a field, the same for the same input', () => {
    const hash = hasher.fieldHash(id, 'LastName', 'Berg');
    expect(hash).toHaveLength(fieldHashBytes);
    expect(createHasher('a key of the installation').fieldHash(id, 'LastName', 'Berg')).toEqual(hash);
  });

  it('keeps the form in which hashes are stored', () => {
    expect(Buffer.from(hasher.fieldHash(id, 'LastName', 'Berg')).toString('hex')).toBe('72e2253f5bcb');
    expect(hasher.keyHash('email', 'anna@example.com')).toBe('kUq7P03lartCshZV');
    expect(hasher.fingerprint()).toBe('6f545e8e1ce46773');
  });

  it('differs by key, item, field and value, so that equal values of two people cannot be joined', () => {
    const hashes = [
      hasher.fieldHash(id, 'LastName', 'Berg'),
      hasher.fieldHash(`${id}x`, 'LastName', 'Berg'),
      hasher.fieldHash(id, 'FirstName', 'Berg'),
      hasher.fieldHash(id, 'LastName', 'Bergs'),
      createHasher('another key').fieldHash(id, 'LastName', 'Berg'),
    ].map((hash) => Buffer.from(hash).toString('hex'));
    expect(new Set(hashes).size).toBe(5);
  });

  it('does not confuse where one part ends and the next begins', () => {
    const a = hasher.fieldHash('a1', 'b', 'c');
    expect(sameHash(a, hasher.fieldHash('a', '1b', 'c'))).toBe(false);
    expect(sameHash(a, hasher.fieldHash('a1', '', 'bc'))).toBe(false);
    expect(sameHash(hasher.fieldHash('', 'a', '1:b'), hasher.fieldHash('', 'a1:b', ''))).toBe(false);
    expect(hasher.keyHash('a', 'bc')).not.toBe(hasher.keyHash('ab', 'c'));
  });

  it('hashes the empty value too, and never to zeros, which mean no memory', () => {
    expect(hasMemory(hasher.fieldHash(id, 'LastName', ''))).toBe(true);
    expect(notZero(new Uint8Array(fieldHashBytes))).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 1));
    expect(notZero(Uint8Array.of(1, 0, 0, 0, 0, 0))).toEqual(Uint8Array.of(1, 0, 0, 0, 0, 0));
  });

  it('tells keys apart by their fingerprint without showing them', () => {
    expect(hasher.fingerprint()).toMatch(/^[0-9a-f]{16}$/);
    expect(createHasher('another key').fingerprint()).not.toBe(hasher.fingerprint());
  });

  it('makes key hashes short and fit for a database key', () => {
    expect(hasher.keyHash('email', 'anna@example.com')).toMatch(/^[\w-]{16}$/);
    expect(hasher.keyHash('name', 'anna@example.com')).not.toBe(hasher.keyHash('email', 'anna@example.com'));
  });
});

describe('sha256Hex', () => {
  it('is plain SHA-256 of the UTF-8 text', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('settledHashes', () => {
  const before = settledHashes(hasher, id, { LastName: 'Berg', Email: 'anna@example.com', Title: '' }, null, {
    LastName: 'now',
    Email: 'now',
    Title: 'now',
  });

  it('has one place a field, and no memory where nothing was settled', () => {
    expect(before).toHaveLength(contactFieldNames.length * fieldHashBytes);
    expect(sameHash(readHash(before, 'LastName'), hasher.fieldHash(id, 'LastName', 'Berg'))).toBe(true);
    expect(readHash(before, 'Phone')).toBeNull();
    expect(hasMemory(new Uint8Array(before.length))).toBe(false);
  });

  it('remembers that a field was empty, which is not the same as no memory', () => {
    expect(readHash(before, 'Title')).not.toBeNull();
  });

  it('forgets the case of an e-mail address', () => {
    const upper = settledHashes(hasher, id, { Email: 'Anna@Example.COM' }, null, { Email: 'now' });
    expect(sameHash(readHash(upper, 'Email'), readHash(before, 'Email'))).toBe(true);
  });

  it('keeps what is kept, not named or unread', () => {
    const after = settledHashes(hasher, id, { LastName: 'Stone', Title: 'Chief' }, before, {
      LastName: 'keep',
      Email: 'now',
      Title: 'now',
    });
    expect(sameHash(readHash(after, 'LastName'), readHash(before, 'LastName'))).toBe(true);
    expect(sameHash(readHash(after, 'Email'), readHash(before, 'Email'))).toBe(true);
    expect(sameHash(readHash(after, 'Title'), hasher.fieldHash(id, 'Title', 'Chief'))).toBe(true);
  });

  it('changes nothing of the memory that it is given', () => {
    const copy = Uint8Array.from(before);
    settledHashes(hasher, id, { LastName: 'Stone' }, before, { LastName: 'now' });
    expect(before).toEqual(copy);
  });

  it('reads memory from before a field was added, and from a longer table, without confusing fields', () => {
    const last = contactFieldNames.at(-1) ?? 'LastName';
    const short = before.slice(0, -fieldHashBytes);
    expect(readHash(short, last)).toBeNull();
    const grown = settledHashes(hasher, id, { [last]: 'x' }, short, { [last]: 'now' });
    expect(sameHash(readHash(grown, last), hasher.fieldHash(id, last, 'x'))).toBe(true);
    expect(sameHash(readHash(grown, 'LastName'), readHash(before, 'LastName'))).toBe(true);
    const long = Uint8Array.from([...before, 1, 2, 3, 4, 5, 6]);
    expect(settledHashes(hasher, id, {}, long, {})).toHaveLength(before.length);
  });

  it('works on a Buffer, as a database gives it', () => {
    expect(sameHash(readHash(Buffer.from(before), 'LastName'), readHash(before, 'LastName'))).toBe(true);
  });
});

describe('sameHash', () => {
  it('is never true for missing memory', () => {
    expect(sameHash(null, null)).toBe(false);
    expect(sameHash(hasher.fieldHash(id, 'Title', ''), null)).toBe(false);
  });
});
