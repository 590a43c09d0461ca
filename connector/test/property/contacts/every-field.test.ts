// Every row of the field table is covered by both maps: set, changed and cleared, in both directions.
import { describe, expect, it } from '@jest/globals';
import { contactFieldNames, fieldRow, type ContactField } from '../../../src/core/contact/fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from '../../../src/core/contact/graph-body.js';
import { emptyRow, fromGraph, fromRow, stamp, writeToSalesforce } from './samples.js';
import { emptyGraphContact, graphAfterWrite, type GraphHabits } from './stored-contact.js';

// F23: a field that cannot be cleared, or is cleared by accident, was the most frequent fault of older products.
describe('every mapped field', () => {
  const [first, second] = [exampleValues('1'), exampleValues('2')];
  const habits: GraphHabits = { unsetText: null, propertyIds: 'normalised' };

  it.each(contactFieldNames)('%s is set, changed and cleared from Salesforce to Exchange', (field) => {
    let raw = graphAfterWrite(emptyGraphContact, graphBodyForCreate({ LastName: 'Berg' }, stamp), habits);
    const blank = fromGraph(raw).values;
    for (const value of [first[field], second[field], '', first[field]]) {
      raw = graphAfterWrite(raw, graphBodyForUpdate({ [field]: value }, fromGraph(raw)), habits);
      expect(fromGraph(raw).values).toEqual({ ...blank, [field]: value });
    }
  });

  it.each(contactFieldNames)('%s is set, changed and cleared from Exchange to Salesforce', (field) => {
    let row = writeToSalesforce(emptyRow, { LastName: 'Berg' }, { lineBreaks: 'crlf' });
    const blank = fromRow(row).values;
    for (const value of [first[field], second[field], '', first[field]]) {
      const before = fromRow(row).values[field];
      row = writeToSalesforce(row, { [field]: value }, { lineBreaks: 'crlf' });
      const expected = field === 'LastName' && value === '' ? before : value;
      expect(fromRow(row).values).toEqual({ ...blank, [field]: expected });
    }
  });

  it.each(contactFieldNames)('%s is set in a new contact of either side', (field) => {
    const values = { LastName: 'Berg', [field]: first[field] };
    expect(
      fromGraph(graphAfterWrite(emptyGraphContact, graphBodyForCreate(values, stamp), habits)).values,
    ).toMatchObject(values);
    expect(fromRow(writeToSalesforce(emptyRow, values, { lineBreaks: 'asSent' })).values).toMatchObject(values);
  });
});

function exampleValues(mark: string): Record<ContactField, string> {
  const special: Partial<Record<ContactField, string>> = {
    Salutation: mark === '1' ? 'Ms.' : 'Dr.',
    Email: `anna${mark}@example.com`,
    Birthdate: `199${mark}-02-28`,
  };
  const example = (field: ContactField): string => {
    const { form } = fieldRow(field);
    return (
      special[field] ??
      (form === 'lines' ? `${field}\n${mark}` : form === 'phone' ? `+49 30 ${mark}` : `${field} ${mark}`)
    );
  };
  return Object.fromEntries(contactFieldNames.map((field) => [field, example(field)])) as Record<ContactField, string>;
}
