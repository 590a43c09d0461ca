import { describe, expect, it } from '@jest/globals';
import type { FieldAccess, ObjectDescription, SalesforceRow } from '../describe.js';
import type { AccountId, GraphContact } from '../model.js';
import { contactFieldNames, fieldRow, type FieldDirection, type ContactField } from './fields.js';
import { exchangeContactFromGraph } from './map-exchange.js';
import { lastNameFor, salesforceBody, salesforceContactFromRow, salesforceFieldsToRead } from './map-salesforce.js';

const fields = allFields('both');
const acme = '0015g00000AcMeEAAV' as AccountId;

function allFields(direction: FieldDirection): Record<ContactField, FieldDirection> {
  return Object.fromEntries(contactFieldNames.map((field) => [field, direction])) as Record<
    ContactField,
    FieldDirection
  >;
}

function describeWithout(...hidden: readonly string[]): ObjectDescription {
  const access: FieldAccess = { lengthMax: 0, isCreateable: true, isUpdateable: true, allowedValues: null };
  const names = ['Id', 'SystemModstamp', 'LastModifiedDate', 'AccountId', 'Exchange_Sync_Key__c'];
  const mapped = contactFieldNames.map((field) => fieldRow(field).salesforce).filter((name) => name !== 'Account.Name');
  const visible = [...names, ...mapped].filter((name) => !hidden.includes(name));
  return {
    isReadable: true,
    isCreateable: true,
    isUpdateable: true,
    isDeletable: true,
    fields: new Map(visible.map((name) => [name, access])),
  };
}

const everything = describeWithout();
const empty = Object.fromEntries([...everything.fields.keys()].map((name) => [name, null]));
const row: SalesforceRow = {
  ...empty,
  Id: '0035g00000XyZaBAAW',
  SystemModstamp: '2026-11-22T14:03:00.000+0000',
  LastModifiedDate: '2026-11-22T14:02:59.000+0000',
  LastName: 'Berg',
  AccountId: acme,
  Account: { attributes: { type: 'Account' }, Name: ' Acme ' },
  MailingStreet: '1 Main St\r\nFloor 2',
  Birthdate: '1992-02-29',
};

function read(more: Readonly<Record<string, unknown>> = {}, describe = everything) {
  return salesforceContactFromRow({ ...row, ...more }, { fields, describe, isInScope: true });
}

describe('salesforceContactFromRow', () => {
  it('takes over every mapped field, and null is empty', () => {
    const contact = read();
    expect(contact).toMatchObject({
      id: '0035g00000XyZaBAAW',
      version: '2026-11-22T14:03:00.000+0000',
      modifiedAt: '2026-11-22T14:02:59.000Z',
      accountId: acme,
      isInScope: true,
    });
    const filled = {
      LastName: 'Berg',
      'Account.Name': 'Acme',
      MailingStreet: '1 Main St\nFloor 2',
      Birthdate: '1992-02-29',
    };
    expect(contact.values).toEqual({ ...Object.fromEntries(contactFieldNames.map((field) => [field, ''])), ...filled });
  });

  it('leaves unread what the person cannot see, what is off, and what the row lacks', () => {
    expect(read({}, describeWithout('MiddleName', 'Phone')).values).not.toHaveProperty('Phone');
    expect(read({ Title: undefined }).values).not.toHaveProperty('Title');
    expect(read({ Title: 7 }).values).not.toHaveProperty('Title');
    const off = salesforceContactFromRow(row, { fields: allFields('off'), describe: everything, isInScope: false });
    expect(off.values).toEqual({});
    expect(off.isInScope).toBe(false);
  });

  it('does not take an account that the person may not see for no account', () => {
    expect(read({ Account: null }).values).not.toHaveProperty('Account.Name');
    expect(read({ Account: undefined }).values).not.toHaveProperty('Account.Name');
    expect(read({ Account: { Name: null } }).values).not.toHaveProperty('Account.Name');
    expect(read({ AccountId: undefined }).values).not.toHaveProperty('Account.Name');
    expect(read({}, describeWithout('AccountId')).values).not.toHaveProperty('Account.Name');
    expect(read({ AccountId: null, Account: null })).toMatchObject({ accountId: null, values: { 'Account.Name': '' } });
  });

  it('falls back on SystemModstamp as the time of change', () => {
    expect(read({ LastModifiedDate: undefined }).modifiedAt).toBe('2026-11-22T14:03:00.000Z');
    expect(read({ LastModifiedDate: undefined, SystemModstamp: undefined })).toMatchObject({
      version: '',
      modifiedAt: '1970-01-01T00:00:00.000Z',
    });
  });
});

describe('salesforceFieldsToRead', () => {
  it('names what every row needs and every mapped field', () => {
    const names = salesforceFieldsToRead(fields, everything);
    expect(names.slice(0, 5)).toEqual([
      'Id',
      'SystemModstamp',
      'LastModifiedDate',
      'AccountId',
      'Exchange_Sync_Key__c',
    ]);
    expect(names.slice(5)).toEqual(contactFieldNames.map((field) => fieldRow(field).salesforce));
    expect(new Set(names).size).toBe(names.length);
  });

  it('names nothing that the person cannot see, because the whole query would fail', () => {
    const names = salesforceFieldsToRead(fields, describeWithout('AccountId', 'Exchange_Sync_Key__c', 'MiddleName'));
    for (const hidden of ['AccountId', 'Account.Name', 'Exchange_Sync_Key__c', 'MiddleName'])
      expect(names).not.toContain(hidden);
    expect(names).toContain('LastName');
  });

  it('names no field whose mapping is off', () => {
    const names = salesforceFieldsToRead({ ...fields, Description: 'off' }, everything);
    expect(names).not.toContain('Description');
    expect(names).toContain('Title');
  });
});

describe('salesforceBody', () => {
  const accountIdByName = (name: string) => (name === 'Acme' ? acme : null);

  it('sends what changes, null for empty', () => {
    expect(
      salesforceBody({ Title: 'Chief', Phone: '', MailingStreet: '1\n2', Birthdate: '' }, accountIdByName),
    ).toEqual({
      fields: { Title: 'Chief', Phone: null, MailingStreet: '1\n2', Birthdate: null },
      problems: [],
    });
    expect(salesforceBody({}, accountIdByName)).toEqual({ fields: {}, problems: [] });
  });

  it('never blanks a last name', () => {
    expect(salesforceBody({ LastName: '', Title: 'Chief' }, accountIdByName)).toEqual({
      fields: { Title: 'Chief' },
      problems: [{ field: 'LastName', reason: 'MISSING_LAST_NAME' }],
    });
    expect(salesforceBody({ LastName: 'Berg' }, accountIdByName).fields).toEqual({ LastName: 'Berg' });
  });

  it('sets the account that has the name, takes it away with the name, and guesses none', () => {
    expect(salesforceBody({ 'Account.Name': 'Acme' }, accountIdByName)).toEqual({
      fields: { AccountId: acme },
      problems: [],
    });
    expect(salesforceBody({ 'Account.Name': '' }, accountIdByName)).toEqual({
      fields: { AccountId: null },
      problems: [],
    });
    for (const answer of [null, undefined]) {
      expect(salesforceBody({ 'Account.Name': 'Elsewhere' }, () => answer)).toEqual({
        fields: {},
        problems: [{ field: 'Account.Name', reason: 'ACCOUNT_NOT_MATCHED' }],
      });
    }
  });
});

describe('lastNameFor', () => {
  const of = (raw: Omit<GraphContact, 'id'>) =>
    lastNameFor(exchangeContactFromGraph({ id: 'x', ...raw }, { fields, describe: null, propertiesRead: 'all' }));

  it('is the surname where there is one', () => {
    expect(of({ surname: 'Berg', companyName: 'Acme' })).toEqual({ lastName: 'Berg', isDerived: false });
  });

  it('is the company, then the local part of a valid address', () => {
    const emailAddresses = [{ name: 'broken' }, { name: 'x', address: 'Info@acme.example' }];
    expect(of({ surname: ' ', companyName: 'Acme', emailAddresses })).toEqual({ lastName: 'Acme', isDerived: true });
    expect(of({ surname: null, companyName: null, emailAddresses })).toEqual({ lastName: 'Info', isDerived: true });
  });

  it('fits into the field', () => {
    const long = of({ surname: '', companyName: 'Sons of Berg '.repeat(10) })?.lastName ?? '';
    expect(long.length).toBeLessThanOrEqual(80);
    expect(long.endsWith('…')).toBe(true);
  });

  it('is none where nothing could stand for it', () => {
    expect(of({ givenName: 'Madonna', emailAddresses: [{ name: 'broken' }] })).toBeNull();
  });
});
