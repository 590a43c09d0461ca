// Law P10 of the contact maps: what goes over and comes back is the same, and shaping twice is shaping once.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalValue, comparable } from '../../../src/core/contact/canonical.js';
import { cutWithMark } from '../../../src/core/text/clean.js';
import { contactFieldNames, fieldRow, type ContactField } from '../../../src/core/contact/fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from '../../../src/core/contact/graph-body.js';
import type { GraphContact } from '../../../src/core/contact/model.js';
import {
  date,
  email,
  emptyRow,
  fromGraph,
  fromRow,
  graphHabits,
  longText,
  only,
  salesforceHabits,
  shapedValues,
  someFields,
  stamp,
  wildGraphContact,
  wildText,
  writeToSalesforce,
} from './samples.js';
import { emptyGraphContact, graphAfterWrite } from './stored-contact.js';

describe('the canonical form (P10)', () => {
  it.each(contactFieldNames)('of %s is its own form, cut or not, and so is what it is compared by', (field) => {
    const { lengthMax } = fieldRow(field);
    fc.assert(
      fc.property(fc.oneof(wildText, longText, email, date), (text) => {
        const value = canonicalValue(field, text);
        expect(canonicalValue(field, value)).toBe(value);
        expect(comparable(field, comparable(field, value))).toBe(comparable(field, value));
        const cut = cutWithMark(value, lengthMax);
        expect(cut.length).toBeLessThanOrEqual(lengthMax);
        expect(cutWithMark(cut, lengthMax)).toBe(cut);
        if (fieldRow(field).form !== 'date') expect(canonicalValue(field, cut)).toBe(cut);
      }),
      { numRuns: 100 },
    );
  });
});

describe('the round trip (P10)', () => {
  it('of a new contact through Exchange gives the same values', () => {
    fc.assert(
      fc.property(shapedValues, graphHabits, (values, habits) => {
        const stored = graphAfterWrite(emptyGraphContact, graphBodyForCreate(values, stamp), habits);
        const read = fromGraph(stored);
        expect(read.values).toEqual(values);
        expect(read.problems).toEqual([]);
        expect(read.stamp?.intent).toBe('intent');
      }),
    );
  });

  it('of a new contact through Salesforce gives the same values', () => {
    fc.assert(
      fc.property(shapedValues, salesforceHabits, (values, habits) => {
        expect(fromRow(writeToSalesforce(emptyRow, values, habits)).values).toEqual(values);
      }),
    );
  });

  it('of any change in Exchange gives the changed values and leaves the others', () => {
    fc.assert(
      fc.property(shapedValues, shapedValues, someFields, graphHabits, (before, after, fields, habits) => {
        const stored = graphAfterWrite(emptyGraphContact, graphBodyForCreate(before, stamp), habits);
        const change = only(after, fields);
        const changed = graphAfterWrite(stored, graphBodyForUpdate(change, fromGraph(stored)), habits);
        expect(fromGraph(changed).values).toEqual({ ...before, ...change });
        expect(fromGraph(changed).stamp).toEqual(fromGraph(stored).stamp);
      }),
    );
  });

  it('of any change in Salesforce gives the changed values and leaves the others', () => {
    fc.assert(
      fc.property(shapedValues, shapedValues, someFields, salesforceHabits, (before, after, fields, habits) => {
        const stored = writeToSalesforce(emptyRow, before, habits);
        const change = only(after, fields);
        expect(fromRow(writeToSalesforce(stored, change, habits)).values).toEqual({ ...before, ...change });
      }),
    );
  });

  it('of anything typed into Outlook settles at once: to Salesforce, back, and there again', () => {
    fc.assert(
      fc.property(wildGraphContact, graphHabits, salesforceHabits, (raw, habits, rowHabits) => {
        const typed = fromGraph(raw).values;
        const named = { ...typed, LastName: typed.LastName || 'Berg' };
        const inSalesforce = fromRow(writeToSalesforce(emptyRow, named, rowHabits)).values;
        expect(only(inSalesforce, Object.keys(named) as ContactField[])).toEqual(named);
        // What is empty on both sides is not written; clearing the first of several phones would show the second.
        const filled = contactFieldNames.filter((field) => inSalesforce[field] !== '');
        const written = graphAfterWrite(raw, graphBodyForUpdate(only(inSalesforce, filled), fromGraph(raw)), habits);
        const read = fromGraph(written);
        expect(only(read.values, filled)).toEqual(only(inSalesforce, filled));
        expect(read.problems.filter(({ field }) => filled.includes(field))).toEqual([]);
      }),
    );
  });

  it('keeps further addresses and phones as they were read', () => {
    fc.assert(
      fc.property(
        shapedValues,
        someFields,
        fc.array(email, { minLength: 1, maxLength: 2 }),
        graphHabits,
        (values, fields, rest, habits) => {
          const further = rest.map((address) => ({ name: 'further', address }));
          const raw: GraphContact = {
            id: 'AAkALgAAA',
            emailAddresses: [{ name: 'x', address: 'x@example.com' }, ...further],
            businessPhones: ['1', '2'],
            categories: ['VIP'],
          };
          const body = graphBodyForUpdate(only(values, fields), fromGraph(raw));
          const written = graphAfterWrite(raw, body, habits);
          expect(written.emailAddresses?.slice(-further.length)).toEqual(further);
          expect((written.businessPhones as string[]).at(-1)).toBe('2');
          expect(body).not.toHaveProperty('categories');
        },
      ),
    );
  });
});
