import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pack, packMeetingKey, unpack, unpackMeetingKey } from './packed.js';

describe('packing ids', () => {
  it('gives back any text exactly', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(unpack(pack(text))).toBe(text);
      }),
    );
  });

  it('gives back any base64 text exactly, padded or not, in either alphabet', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom('base64' as const, 'base64url' as const), (bytes, form) => {
        const text = Buffer.from(bytes).toString(form);
        expect(unpack(pack(text))).toBe(text);
      }),
    );
  });

  it('gives back any SystemModstamp exactly, and what only looks like one', () => {
    const times = fc.date({ noInvalidDate: true }).map((date) => date.toISOString().replace('Z', '+0000'));
    fc.assert(
      fc.property(
        fc.oneof(
          times,
          times.map((time) => time.replace(/\d(?=\d\d\+)/, '')),
          fc.constant('+0000'),
        ),
        (text) => {
          expect(unpack(pack(text))).toBe(text);
        },
      ),
    );
    expect(pack('2026-11-22T14:03:00.000+0000')).toHaveLength(7);
  });

  it('keeps ids apart that differ only in case', () => {
    expect(Buffer.compare(pack('AAkALgAAAAAAHYQDEapm'), pack('AAkALgAAAAAAHYQDEapM'))).not.toBe(0);
  });

  it('stores an immutable id of 68 characters in 52 bytes and a change key of 40 in 31', () => {
    expect(pack('AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0AeFAvOBKI7UmuObkgLZTVjgAAAZ7TLwAA')).toHaveLength(52);
    expect(pack('EQAAABYAAAB4UC84EojtSa45uSAtlNWOAAABnunN')).toHaveLength(31);
  });

  it('packs every text as if each form had been tried, from the tightest on', () => {
    const at = (from: number, to: number) =>
      fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true }).map((date) => date.toISOString());
    // Years of six digits too, of which only some can be stored as a time; and what only looks like a time.
    const isoTexts = fc.oneof(
      at(-62_198_755_200_000, 253_402_300_799_999),
      at(253_402_300_800_000, 2 ** 48 + 2 ** 40),
      at(-8.64e15, 8.64e15),
    );
    const times = fc
      .tuple(isoTexts, fc.constantFrom('Z', '+0000', '+00:00', ''))
      .map(([iso, end]) => iso.replace('Z', end));
    const texts = fc.oneof(
      times,
      times.map((time) => time.replace(/\d(?=\d\d)/, '')),
      times.map((time) => time.replace('T', ' ')),
      times.map((time) => ` ${time}`),
      fc.string({ unit: 'grapheme' }),
      fc.base64String(),
      fc.base64String().map((text) => `+${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => expect(pack(text)).toEqual(packedInTurn(text))),
      { numRuns: 5_000 },
    );
  });

  it.each(['1970-01-01T00:00:00.001Z', '9999-12-31T23:59:59.999+0000', '+010000-01-01T00:00:00.000Z'])(
    'stores the time %s in 7 bytes',
    (text) => {
      expect(pack(text)).toHaveLength(7);
      expect(pack(text)).toEqual(packedInTurn(text));
    },
  );

  it('refuses bytes of a later form instead of guessing', () => {
    expect(() => unpack(Uint8Array.of(9, 1, 2))).toThrow(RangeError);
    expect(() => unpack(new Uint8Array())).toThrow(RangeError);
  });
});

describe('packing meeting keys', () => {
  it('gives back the key from 32 bytes', () => {
    const key = 'c0ffee'.padEnd(64, '0123456789abcdef');
    expect(packMeetingKey(key)).toHaveLength(32);
    expect(unpackMeetingKey(packMeetingKey(key))).toBe(key);
  });

  it.each(['', 'c0ffee', 'C'.repeat(64), 'g'.repeat(64), 'a'.repeat(66)])('refuses %p, which is none', (text) => {
    expect(() => packMeetingKey(text)).toThrow(RangeError);
  });
});

/** What a text was packed as when times were tried on every one of them. */
function packedInTurn(text: string): Uint8Array {
  for (const [form, zone] of [
    [3, '+0000'],
    [4, 'Z'],
  ] as const) {
    const timeMs = text.endsWith(zone) ? Date.parse(text.replace(zone, 'Z')) : 0;
    const storedMs = timeMs > 0 && timeMs < 2 ** 48 ? timeMs : 0;
    if (new Date(storedMs).toISOString().replace('Z', zone) !== text) continue;
    const bytes = Buffer.alloc(6);
    bytes.writeUIntBE(storedMs, 0, 6);
    return Uint8Array.of(form, ...bytes);
  }
  if (Buffer.from(text, 'base64url').toString('base64url') === text) {
    return Uint8Array.of(1, ...Buffer.from(text, 'base64url'));
  }
  if (Buffer.from(text, 'base64').toString('base64') === text) return Uint8Array.of(2, ...Buffer.from(text, 'base64'));
  return Uint8Array.of(0, ...Buffer.from(text, 'utf8'));
}
