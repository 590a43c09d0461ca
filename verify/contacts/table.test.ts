// The oracle's own field table says the same as the page of the product, although it was written separately.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { sense } from '../texts.js';
import { contactField, contactTable, textInExchange, type Place } from './table.js';

/** `docs/fields.md` as rows of cells, the head left out. */
function rowsOfThePage(): string[][] {
  const page = readFileSync(fileURLToPath(new URL('../../docs/fields.md', import.meta.url)), 'utf8');
  const from = page.indexOf('| Salesforce ');
  const lines = page.slice(from, page.indexOf('\n\n', from)).split('\n').slice(2);
  return lines.map((line) => line.split('|').map((cell) => cell.trim()));
}

function inWords(place: Place): string {
  switch (place.in) {
    case 'property':
      return place.name;
    case 'list':
      return `${place.name}[0]`;
    case 'address':
      return `${place.name}.${place.part}`;
    case 'extended':
      return place.id;
  }
}

describe('the field table of contacts', () => {
  it('has the fields, places, lengths and defaults of docs/fields.md', () => {
    const ours = contactTable.map(({ name, place, longest, direction }) => {
      return [name, inWords(place), String(longest), direction === 'off' ? 'off' : 'both ways'];
    });
    const theirs = rowsOfThePage().map((cells) => [1, 2, 4, 5].map((column) => cells[column]));
    expect(ours).toEqual(theirs);
  });

  it('refuses names that it does not have', () => {
    expect(() => contactField('Shoe_Size__c')).toThrow('the field table has no Shoe_Size__c');
  });

  it.each<[field: string, one: string, other: string]>([
    ['Email', ' Nora@Mill.Example', 'nora@mill.example'],
    ['MailingStreet', 'Tower B\r\nFloor 2 ', 'Tower B\nFloor 2'],
    ['Phone', '+1  555 0100', '+1 555 0100'],
    ['Birthdate', '1984-02-29T11:59:00Z', '1984-02-29'],
    ['LastName', 'Zoe\u0308', 'Zo\u00eb'],
  ])('takes two ways to write a value of %s for the same', (field, one, other) => {
    expect(sense(contactField(field), one)).toBe(sense(contactField(field), other));
  });

  it('does not take different names, numbers or lines for the same', () => {
    const differs = (field: string, one: string, other: string): boolean =>
      sense(contactField(field), one) !== sense(contactField(field), other);
    expect(differs('LastName', 'berg', 'Berg')).toBe(true);
    expect(differs('Phone', '+1 555-0100', '+1 555 0100')).toBe(true);
    expect(differs('MailingStreet', 'Tower B Floor 2', 'Tower B\nFloor 2')).toBe(true);
  });

  it('reads the first of a list, a part of an address and an extended property, whatever the case of its id', () => {
    const properties = {
      emailAddresses: [{ name: 'x', address: 'first@mill.example' }, { address: 'second@mill.example' }],
      homePhones: ['1', '2'],
      businessAddress: { city: 'Bristol' },
    };
    const read = (field: string): string => textInExchange(contactField(field), properties, { 'string 0x3a24': '9' });
    expect(['Email', 'HomePhone', 'MailingCity', 'Fax', 'Title'].map(read)).toEqual([
      'first@mill.example',
      '1',
      'Bristol',
      '9',
      '',
    ]);
  });
});
