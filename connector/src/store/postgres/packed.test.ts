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
