import { describe, expect, it } from '@jest/globals';
import type { Stamp } from './model.js';
import type { OrgId, SalesforceContactId } from '../model.js';
import { extendedProperty, formatStamp, parseStamp, stampOf, stampPropertyId } from './stamp.js';

const stamp: Stamp = {
  org: '00D5g00000AbCdEEAV' as OrgId,
  record: '0035g00000XyZaBAAW' as SalesforceContactId,
  intent: 'a3c1f0e2-77aa-4d0e-9b1e-0c5d2b8f6a11',
  attempt: 2,
  write: null,
};
const text = '1;00D5g00000AbCdEEAV;0035g00000XyZaBAAW;a3c1f0e2-77aa-4d0e-9b1e-0c5d2b8f6a11;2';

describe('stamp', () => {
  it('is written and read back', () => {
    expect(formatStamp(stamp)).toBe(text);
    expect(parseStamp(text)).toEqual(stamp);
  });

  it('names our last update beside the write that made the item', () => {
    const updated = { ...stamp, write: { id: 'b7', attempt: 1 } };
    expect(formatStamp(updated)).toBe(`${text};b7;1`);
    expect(parseStamp(formatStamp(updated))).toEqual(updated);
  });

  it('has no intent on an item that a person made', () => {
    const adopted = { ...stamp, intent: '', attempt: 0 };
    expect(parseStamp(formatStamp(adopted))).toEqual(adopted);
  });

  it('is read whatever org it names, so that a foreign one can be told apart', () => {
    const foreign = text.replace('00D5g00000AbCdEEAV', '00D0X000000FFFFUA4');
    expect(parseStamp(foreign)?.org).toBe('00D0X000000FFFFUA4');
  });

  it('keeps the case of ids, because another case is another record', () => {
    expect(parseStamp(text.replace('0035g00000XyZaBAAW', '0035g00000xyzabAAW'))?.record).toBe('0035g00000xyzabAAW');
  });

  it.each([
    ['nothing', null],
    ['empty', ''],
    ['an unknown version', text.replace('1;', '2;')],
    ['ids of 15 characters', '1;00D5g00000AbCdE;0035g00000XyZaB;x;1'],
    ['a missing part', '1;00D5g00000AbCdEEAV;0035g00000XyZaBAAW;x'],
    ['a further part', `${text};x`],
    ['an attempt that is no number', text.replace(/2$/, 'two')],
    ['words', 'Christmas card list'],
    ['a line behind', `${text}\n`],
  ])('is none when the text is %s', (_what, garbage) => {
    expect(parseStamp(garbage)).toBeNull();
  });

  it('is never written so that it could not be read', () => {
    expect(() => formatStamp({ ...stamp, intent: 'a;b' })).toThrow('STAMP_NOT_READABLE');
    expect(() => formatStamp({ ...stamp, org: '00D5g00000AbCdE' as OrgId })).toThrow('STAMP_NOT_READABLE');
    expect(() => formatStamp({ ...stamp, attempt: -1 })).toThrow('STAMP_NOT_READABLE');
  });
});

describe('extended properties of a contact', () => {
  const raw = {
    id: 'AAkALg',
    singleValueExtendedProperties: [
      { id: 'String 0x3a24', value: '+49 30 1' },
      { id: stampPropertyId.toUpperCase(), value: text },
    ],
  };

  it('are found in whatever spelling Graph answers their ids', () => {
    expect(stampOf(raw)).toEqual(stamp);
    expect(extendedProperty(raw, 'String 0x3A24')).toBe('+49 30 1');
    expect(
      extendedProperty(
        { id: 'x', singleValueExtendedProperties: [{ id: 'String 0x3a1f', value: '2' }] },
        'String 0x03A1F',
      ),
    ).toBe('2');
  });

  it('are null where the item has none', () => {
    expect(stampOf({ id: 'AAkALg' })).toBeNull();
    expect(stampOf({ id: 'AAkALg', singleValueExtendedProperties: [] })).toBeNull();
    expect(extendedProperty(raw, 'String 0x3A2E')).toBeNull();
  });

  it('survive an answer without ids', () => {
    const odd = { id: 'x', singleValueExtendedProperties: [{ id: null, value: text }] } as never;
    expect(stampOf(odd)).toBeNull();
  });
});
