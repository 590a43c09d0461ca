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
