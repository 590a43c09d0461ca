import { describe, expect, it } from '@jest/globals';
import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { contactTable } from './contact/canonical.js';
import { contactFieldNames, type ContactField } from './contact/fields.js';
import type { ContactValues } from './contact/model.js';
import {
  createHasher,
  fieldHashBytes,
  hasChangedSince,
  hasMemory,
  hmacSha256,
  memoryIn,
  noMark,
  settledHashes,
  sha256Hex,
  sharedHashers,
  type FieldMemory,
  type ItemHasher,
  type Settling,
} from './hash.js';
import type { SettledHashes } from './link.js';

const hasher = createHasher('a key of the installation');
const id = 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AaB';
const item = hasher.forItem(id);
const unknownMark = new Uint8Array(fieldHashBytes).fill(0xff);

function settled(
  values: ContactValues,
  previous: SettledHashes | null,
  which: Readonly<Partial<Record<ContactField, Settling>>>,
): SettledHashes {
  return settledHashes(contactTable, item, values, previous, which);
}

function memory(hashes: SettledHashes, field: ContactField): FieldMemory {
  return memoryIn(contactTable, hashes, field);
}

/** What a field that was settled with this value remembers. */
function memoryOfValue(field: ContactField, value: string): FieldMemory {
  return { kind: 'hash', hash: Uint8Array.from(hasher.fieldHash(id, field, value)) };
}

function hex(hash: Uint8Array): string {
  return Buffer.from(hash).toString('hex');
}

describe('createHasher', () => {
  it('gives six bytes a field, the same for the same input', () => {
    const hash = hasher.fieldHash(id, 'LastName', 'Berg');
    expect(hash).toHaveLength(fieldHashBytes);
    expect(createHasher('a key of the installation').fieldHash(id, 'LastName', 'Berg')).toEqual(hash);
  });

  it('keeps the form in which hashes are stored', () => {
    expect(hex(hasher.fieldHash(id, 'LastName', 'Berg'))).toBe('72e2253f5bcb');
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
    ].map(hex);
    expect(new Set(hashes).size).toBe(5);
  });

  it('does not confuse where one part ends and the next begins', () => {
    const a = hasher.fieldHash('a1', 'b', 'c');
    expect(a).not.toEqual(hasher.fieldHash('a', '1b', 'c'));
    expect(a).not.toEqual(hasher.fieldHash('a1', '', 'bc'));
    expect(hasher.fieldHash('', 'a', '1:b')).not.toEqual(hasher.fieldHash('', 'a1:b', ''));
    expect(hasher.keyHash('a', 'bc')).not.toBe(hasher.keyHash('ab', 'c'));
  });

  it('hashes the empty value too, and never to zeros, which mean no memory', () => {
    expect(hasMemory(hasher.fieldHash(id, 'LastName', ''))).toBe(true);
    expect(noMark(new Uint8Array(fieldHashBytes))).toEqual(Uint8Array.of(0, 0, 0, 0, 0, 1));
    expect(noMark(Uint8Array.of(1, 0, 0, 0, 0, 0))).toEqual(Uint8Array.of(1, 0, 0, 0, 0, 0));
  });

  it('hashes no value to the mark of a value that nobody knows', () => {
    expect(noMark(Uint8Array.from(unknownMark))).toEqual(Uint8Array.of(255, 255, 255, 255, 255, 254));
    expect(noMark(Uint8Array.of(255, 255, 255, 255, 255, 0))).toEqual(Uint8Array.of(255, 255, 255, 255, 255, 0));
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

describe('hmacSha256', () => {
  const keys = ['', 'k', 'a key of the installation', 'ü'.repeat(31), 'k'.repeat(64), 'k'.repeat(65), 'ü'.repeat(500)];
  const texts = [
    '',
    'Berg',
    'Jürgen Müßig, Ærø 日本 🙂',
    'half a pair \ud83d',
    'x'.repeat(30_000),
    'ß'.repeat(30_000),
    '日'.repeat(1_024),
    'x'.repeat(1_025),
  ];

  it.each(keys.flatMap((key) => texts.map((text) => [Buffer.from(key).length, text.length, key, text] as const)))(
    'gives the bytes of createHmac for a key of %d bytes and a text of %d characters',
    (_, __, key, text) => {
      expect(hmacSha256(key)(text)).toEqual(createHmac('sha256', key).update(text).digest('hex'));
    },
  );

  const anyText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .tuple(fc.string({ unit: 'binary', minLength: 1, maxLength: 3 }), fc.integer({ min: 300, max: 1_200 }))
      .map(([text, times]) => text.repeat(times)),
  );

  it('gives them for any key and text, one after the other, long and short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(anyText), (key, all) => {
        const digest = hmacSha256(key);
        for (const text of all) expect(digest(text)).toEqual(createHmac('sha256', key).update(text).digest('hex'));
      }),
    );
  });
});

describe('the hasher of an item', () => {
  it('gives the same hashes, each worked out once', () => {
    expect(item.fieldHash('Title', 'Chief')).toEqual(hasher.fieldHash(id, 'Title', 'Chief'));
    expect(item.fieldHash('Title', 'Chief')).toBe(item.fieldHash('Title', 'Chief'));
    expect(item.fieldHash('Title', 'Chief')).not.toEqual(item.fieldHash('Suffix', 'Chief'));
    expect(item.fieldHash('a1', 'b')).not.toEqual(item.fieldHash('a', '1b'));
  });

  it('is one for each item where a chunk shares them, and forgotten with it', () => {
    const shared = sharedHashers(hasher);
    expect(shared.forItem(id)).toBe(shared.forItem(id));
    expect(shared.forItem(id)).not.toBe(shared.forItem(`${id}x`));
    expect(sharedHashers(hasher).forItem(id)).not.toBe(shared.forItem(id));
    expect(shared.forItem(id).fieldHash('Title', 'Chief')).toEqual(hasher.fieldHash(id, 'Title', 'Chief'));
  });
});

describe('sha256Hex', () => {
  it('is plain SHA-256 of the UTF-8 text', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('settledHashes', () => {
  const now = { LastName: 'now', Email: 'now', Title: 'now' } as const;
  const before = settled({ LastName: 'Berg', Email: 'anna@example.com', Title: '' }, null, now);

  it('has one place a field, and no memory where nothing was settled', () => {
    expect(before).toHaveLength(contactFieldNames.length * fieldHashBytes);
    expect(memory(before, 'LastName')).toEqual(memoryOfValue('LastName', 'Berg'));
    expect(memory(before, 'Phone')).toEqual({ kind: 'none' });
    expect(hasMemory(new Uint8Array(before.length))).toBe(false);
  });

  it('remembers that a field was empty, which is not the same as no memory', () => {
    expect(memory(before, 'Title').kind).toBe('hash');
  });

  it('forgets the case of an e-mail address', () => {
    const upper = settled({ Email: 'Anna@Example.COM' }, null, { Email: 'now' });
    expect(memory(upper, 'Email')).toEqual(memory(before, 'Email'));
  });

  it('keeps what is kept, not named or unread', () => {
    const which = { LastName: 'keep', Email: 'now', Title: 'now' } as const;
    const after = settled({ LastName: 'Stone', Title: 'Chief' }, before, which);
    expect(memory(after, 'LastName')).toEqual(memory(before, 'LastName'));
    expect(memory(after, 'Email')).toEqual(memory(before, 'Email'));
    expect(memory(after, 'Title')).toEqual(memoryOfValue('Title', 'Chief'));
  });

  it('marks what nobody knows, read or unread, until it is settled again', () => {
    const which = { LastName: 'unknown', Phone: 'unknown' } as const;
    const after = settled({ LastName: 'Stone' }, before, which);
    expect(memory(after, 'LastName')).toEqual({ kind: 'unknown' });
    expect(memory(after, 'Phone')).toEqual({ kind: 'unknown' });
    expect(memory(settled({}, after, {}), 'LastName')).toEqual({ kind: 'unknown' });
    expect(memory(settled({ LastName: 'Berg' }, after, now), 'LastName')).toEqual(memory(before, 'LastName'));
    expect(hasMemory(settled({}, null, which))).toBe(true);
  });

  it('changes nothing of the memory that it is given', () => {
    const copy = Uint8Array.from(before);
    settled({ LastName: 'Stone' }, before, { LastName: 'now', Email: 'unknown' });
    expect(before).toEqual(copy);
  });

  it('reads memory from before a field was added, and from a longer table, without confusing fields', () => {
    const last = contactFieldNames.at(-1) ?? 'LastName';
    const short = before.slice(0, -fieldHashBytes);
    expect(memory(short, last)).toEqual({ kind: 'none' });
    const grown = settled({ [last]: 'x' }, short, { [last]: 'now' });
    expect(memory(grown, last)).toEqual(memoryOfValue(last, 'x'));
    expect(memory(grown, 'LastName')).toEqual(memory(before, 'LastName'));
    const long = Uint8Array.from([...before, 1, 2, 3, 4, 5, 6]);
    expect(settled({}, long, {})).toHaveLength(before.length);
  });

  it('works on a Buffer, as a database gives it', () => {
    expect(hasChanged(memory(Buffer.from(before), 'LastName'), 'LastName', 'Berg')).toBe(false);
    const marked = Buffer.from(settled({}, null, { LastName: 'unknown' }));
    expect(memory(marked, 'LastName')).toEqual({ kind: 'unknown' });
  });
});

/** Throws where there is no memory: then the question makes no sense. */
function hasChanged(known: FieldMemory, field: ContactField, value: string, by: ItemHasher = item): boolean {
  if (known.kind === 'none') throw new Error('no memory');
  return hasChangedSince(contactTable, known, by, field, value);
}

describe('whether a field has changed since it was settled', () => {
  const before = settled({ LastName: 'Berg', Email: 'anna@example.com' }, null, { LastName: 'now', Email: 'now' });

  it('is told by its value in the form that is compared', () => {
    expect(hasChanged(memory(before, 'LastName'), 'LastName', 'Berg')).toBe(false);
    expect(hasChanged(memory(before, 'LastName'), 'LastName', 'berg')).toBe(true);
    expect(hasChanged(memory(before, 'Email'), 'Email', 'ANNA@example.com')).toBe(false);
  });

  it('is always so where nobody knows what it was', () => {
    for (const value of ['', 'Berg', '\0']) expect(hasChanged({ kind: 'unknown' }, 'LastName', value)).toBe(true);
  });

  it('is asked of the memory of its own item', () => {
    expect(hasChanged(memory(before, 'LastName'), 'LastName', 'Berg', hasher.forItem(`${id}x`))).toBe(true);
  });
});
