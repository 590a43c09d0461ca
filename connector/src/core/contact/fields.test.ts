import { describe, expect, it } from '@jest/globals';
import { cell, readTable } from '../../../test/support/tables.js';
import {
  contactFieldNames,
  contactFields,
  extendedPropertyTags,
  fieldRow,
  type ExchangePlace,
  type FieldRow,
} from './fields.js';

const page = 'fields.md';
const directions: Readonly<Record<FieldRow['direction'], string>> = {
  both: 'both ways',
  toExchange: 'to Exchange',
  toSalesforce: 'to Salesforce',
  off: 'off',
};

function placeName(place: ExchangePlace): string {
  switch (place.kind) {
    case 'property':
      return place.name;
    case 'firstOf':
      return `${place.name}[0]`;
    case 'address':
      return `${place.name}.${place.part}`;
    case 'extended':
      return place.id;
  }
}

function remarks(row: FieldRow): string {
  const all = [
    row.isOptional === true ? 'only where the org has it' : '',
    row.isNotes === true ? 'never overwritten at first link' : '',
  ].filter((text) => text !== '');
  return all.length === 0 ? 'none' : all.join('; ');
}

describe('the field table of contacts', () => {
  const rows = readTable(page, 'Fields of contacts', 'Salesforce');

  it('is on the page row by row, in the order of the stored hashes', () => {
    const inCode = contactFieldNames.map(fieldRow).map((row) => ({
      Salesforce: row.salesforce,
      Exchange: placeName(row.exchange),
      Form: row.form,
      Length: String(row.lengthMax),
      Default: directions[row.direction],
      Fixed: row.isFixed ? 'yes' : 'no',
      Remarks: remarks(row),
    }));
    expect(rows).toEqual(inCode);
  });

  it('uses every form that the page explains, and no other', () => {
    const explained = readTable(page, 'Forms', 'Form').map((row) => cell(row, 'Form'));
    const used = new Set(contactFieldNames.map((field) => fieldRow(field).form));
    expect([...used].sort()).toEqual([...explained].sort());
  });

  it('names each field by its Salesforce name, and no place of Exchange twice', () => {
    expect(contactFieldNames.map((field) => fieldRow(field).salesforce)).toEqual(contactFieldNames);
    const places = contactFieldNames.map((field) => placeName(fieldRow(field).exchange));
    expect(new Set(places).size).toBe(places.length);
  });

  it('asks Exchange for exactly the extended properties that it maps', () => {
    const mapped = Object.values(contactFields).flatMap(({ exchange }) =>
      exchange.kind === 'extended' ? [exchange.id] : [],
    );
    expect([...extendedPropertyTags].sort()).toEqual(mapped.sort());
  });

  it('starts with the matching fields on, both ways', () => {
    const fixed = contactFieldNames.filter((field) => fieldRow(field).isFixed);
    expect(fixed).toEqual(['LastName', 'FirstName', 'Email', 'Account.Name']);
    for (const field of fixed) expect(fieldRow(field).direction).toBe('both');
  });
});
