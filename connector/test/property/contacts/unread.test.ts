// Law P24 of the contact maps: what was not read is in no value and in no body.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contactFieldNames, fieldRow } from '../../../src/core/contact/fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from '../../../src/core/contact/graph-body.js';
import { salesforceBody, salesforceFieldsToRead } from '../../../src/core/contact/map-salesforce.js';
import type { GraphContact } from '../../../src/core/contact/model.js';
import {
  accountIdByName,
  allBoth,
  describeWithout,
  emptyRow,
  everything,
  fromGraph,
  fromRow,
  graphName,
  only,
  shapedValues,
  someFields,
  stamp,
  writeToSalesforce,
} from './samples.js';
import { emptyGraphContact, graphAfterWrite } from './stored-contact.js';

describe('an unread field (P24)', () => {
  const fieldsOff = someFields.map((off) => ({
    ...allBoth,
    ...Object.fromEntries(off.map((field) => [field, 'off'])),
  }));

  it('is in no body for Exchange, unless it is a part of an address or a name that goes back as read', () => {
    fc.assert(
      fc.property(shapedValues, shapedValues, someFields, (before, after, fields) => {
        const stored = graphAfterWrite(emptyGraphContact, graphBodyForCreate(before, stamp), {
          unsetText: null,
          propertyIds: 'asSent',
        });
        const change = only(after, fields);
        const body = graphBodyForUpdate(change, fromGraph(stored));
        expect(new Set(Object.keys(body).filter((name) => name !== 'displayName'))).toEqual(
          new Set(fields.map(graphName)),
        );
        const untouched = contactFieldNames.filter((field) => !fields.includes(field));
        const { displayName: _, ...written } = body;
        const read = fromGraph({ ...stored, ...written, singleValueExtendedProperties: [] });
        for (const field of untouched.filter((one) => fieldRow(one).exchange.kind !== 'extended')) {
          expect(read.values[field]).toBe(before[field]);
        }
      }),
    );
  });

  it('is in no body for Salesforce', () => {
    fc.assert(
      fc.property(shapedValues, someFields, (values, fields) => {
        const body = salesforceBody(only(values, fields), accountIdByName).fields;
        const names = fields.map((field) => (field === 'Account.Name' ? 'AccountId' : fieldRow(field).salesforce));
        expect(Object.keys(body).sort()).toEqual([...names].sort());
      }),
    );
  });

  it('comes of a mapping that is off, on both sides', () => {
    fc.assert(
      fc.property(shapedValues, fieldsOff, (values, fields) => {
        const on = contactFieldNames.filter((field) => fields[field] !== 'off');
        const raw = graphAfterWrite(emptyGraphContact, graphBodyForCreate(values, stamp), {
          unsetText: '',
          propertyIds: 'normalised',
        });
        expect(fromGraph(raw, everything, fields).values).toEqual(only(values, on));
        const row = writeToSalesforce(emptyRow, values, { lineBreaks: 'crlf' });
        expect(fromRow(row, everything, fields).values).toEqual(only(values, on));
      }),
    );
  });

  it('comes of a field that describe lacks, and is not asked for', () => {
    fc.assert(
      fc.property(shapedValues, someFields, (values, hidden) => {
        const describe = describeWithout(
          hidden.map((field) => (field === 'Account.Name' ? 'AccountId' : fieldRow(field).salesforce)),
        );
        const row = writeToSalesforce(emptyRow, values, { lineBreaks: 'crlf' });
        expect(fromRow(row, describe).values).toEqual(
          only(
            values,
            contactFieldNames.filter((field) => !hidden.includes(field)),
          ),
        );
        const asked = salesforceFieldsToRead(allBoth, describe);
        for (const field of hidden) expect(asked).not.toContain(fieldRow(field).salesforce);
      }),
    );
  });

  it('comes of every property that an answer of Graph lacks', () => {
    fc.assert(
      fc.property(
        shapedValues,
        fc.subarray(contactFieldNames.filter((field) => fieldRow(field).exchange.kind !== 'extended')),
        (values, lost) => {
          const raw = graphAfterWrite(emptyGraphContact, graphBodyForCreate(values, stamp), {
            unsetText: null,
            propertyIds: 'asSent',
          });
          const names = new Set(lost.map(graphName));
          const less = Object.fromEntries(
            Object.entries(raw).filter(([name]) => !names.has(name)),
          ) as unknown as GraphContact;
          const kept = contactFieldNames.filter((field) => !names.has(graphName(field)));
          expect(fromGraph(less).values).toEqual(only(values, kept));
        },
      ),
    );
  });
});
