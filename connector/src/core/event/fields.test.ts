import { describe, expect, it } from '@jest/globals';
import { cell, readPage, readTable } from '../../../test/support/tables.js';
import { eventFieldNames, eventFieldRow, eventKeyField } from './fields.js';

const page = 'fields.md';
const rows = readTable(page, 'Fields of events', 'Field');

describe('the field table of events', () => {
  it('stands on the page row by row, in the order of the stored hashes', () => {
    const inCode = eventFieldNames.map((field) => {
      const { exchange, salesforce, lengthMax } = eventFieldRow(field);
      return [field, exchange.join(', '), salesforce.join(', '), lengthMax === undefined ? 'none' : String(lengthMax)];
    });
    expect(rows.map((row) => ['Field', 'Exchange', 'Salesforce', 'Length'].map((name) => cell(row, name)))).toEqual(
      inCode,
    );
  });

  it('says of each field what its canonical form is', () => {
    for (const row of rows) expect(cell(row, 'Canonical form').length).toBeGreaterThan(10);
  });

  it('writes no field of Salesforce, and reads no property of Exchange, for two rows at once', () => {
    const written = eventFieldNames.flatMap((field) => eventFieldRow(field).salesforce);
    const read = eventFieldNames.flatMap((field) => eventFieldRow(field).exchange);
    expect(new Set(written).size).toBe(written.length);
    expect(new Set(read).size).toBe(read.length);
  });

  it('names the field of the meeting key on the page', () => {
    expect(readPage(page)).toContain(`\`${eventKeyField}\``);
  });
});

describe('what a field of an event becomes when nothing but busy time may be seen', () => {
  it.each(eventFieldNames)('is said of %s, and fits into it (P12)', (field) => {
    const { hidden, lengthMax } = eventFieldRow(field);
    // Not `undefined`: whoever adds a field decides what is left of it, or says with null that it stays.
    expect(hidden === null || typeof hidden === 'string').toBe(true);
    if (hidden !== null && lengthMax !== undefined) expect(hidden.length).toBeLessThanOrEqual(lengthMax);
  });

  it('leaves only when it is and how it is shown as they are, and says nothing of anybody else', () => {
    const hidden = Object.fromEntries(eventFieldNames.map((field) => [field, eventFieldRow(field).hidden]));
    expect(hidden).toEqual({
      ...{ Times: null, ShowAs: null },
      ...{ Subject: 'Busy', Location: '', Text: '', Private: '1', Reminder: '', People: '' },
    });
  });
});
