import { describe, expect, it } from '@jest/globals';
import type { FieldAccess } from '../describe.js';
import type { GraphContact } from '../model.js';
import {
  businessFaxTag,
  contactFieldNames,
  otherTelephoneTag,
  type FieldDirection,
  type ContactField,
} from './fields.js';
import { emailsOf, exchangeContactFromGraph, type ExchangeMapContext } from './map-exchange.js';
import { stampPropertyId } from './stamp.js';

function allFields(direction: FieldDirection): Record<ContactField, FieldDirection> {
  return Object.fromEntries(contactFieldNames.map((field) => [field, direction])) as Record<
    ContactField,
    FieldDirection
  >;
}

function access(more: Partial<FieldAccess>): FieldAccess {
  return { lengthMax: 40, isCreateable: true, isUpdateable: true, allowedValues: null, ...more };
}

const context: ExchangeMapContext = { fields: allFields('both'), describe: null, propertiesRead: 'all' };

const anna: GraphContact = {
  id: 'AAkALgAAA',
  changeKey: 'EQAAABYA',
  lastModifiedDateTime: '2026-11-22T14:03:27Z',
  parentFolderId: 'AAMkFolder',
  surname: 'Berg',
  givenName: 'Anna',
  middleName: null,
  generation: '',
  title: 'Ms.',
  emailAddresses: [
    { name: 'Anna Berg', address: 'Anna.Berg@Example.com' },
    { name: 'home', address: 'anna@home.example' },
  ],
  companyName: 'Berg & Sons',
  jobTitle: null,
  department: '',
  businessPhones: ['+49 30  1234', '+49 30 9'],
  mobilePhone: null,
  homePhones: [],
  assistantName: null,
  businessAddress: { street: '1 Main St\r\nFloor 2', city: 'Berlin' },
  otherAddress: {},
  birthday: '1992-02-29T11:59:00Z',
  personalNotes: '',
  singleValueExtendedProperties: [{ id: 'String 0x3a24', value: '+49 30 7' }],
};

describe('exchangeContactFromGraph', () => {
  it('takes over every mapped field in canonical form', () => {
    expect(exchangeContactFromGraph(anna, context)).toEqual({
      id: 'AAkALgAAA',
      version: 'EQAAABYA',
      modifiedAt: '2026-11-22T14:03:27.000Z',
      folderId: 'AAMkFolder',
      stamp: null,
      raw: anna,
      problems: [],
      values: {
        LastName: 'Berg',
        FirstName: 'Anna',
        MiddleName: '',
        Suffix: '',
        Salutation: 'Ms.',
        Email: 'Anna.Berg@Example.com',
        'Account.Name': 'Berg & Sons',
        Title: '',
        Department: '',
        Phone: '+49 30 1234',
        MobilePhone: '',
        HomePhone: '',
        OtherPhone: '',
        Fax: '+49 30 7',
        AssistantName: '',
        AssistantPhone: '',
        MailingStreet: '1 Main St\nFloor 2',
        MailingCity: 'Berlin',
        MailingState: '',
        MailingPostalCode: '',
        MailingCountry: '',
        OtherStreet: '',
        OtherCity: '',
        OtherState: '',
        OtherPostalCode: '',
        OtherCountry: '',
        Birthdate: '1992-02-29',
        Description: '',
      },
    });
  });

  it('reads every row of the field table, and none whose mapping is off', () => {
    expect(Object.keys(exchangeContactFromGraph(anna, context).values)).toEqual(contactFieldNames);
    expect(exchangeContactFromGraph(anna, { ...context, fields: allFields('off') }).values).toEqual({});
  });

  it('reads null, empty text, empty list and empty address as the same emptiness', () => {
    const asNull = {
      ...anna,
      surname: null,
      businessPhones: null,
      businessAddress: null,
      emailAddresses: null,
      birthday: null,
    };
    const asEmpty = { ...anna, surname: '', businessPhones: [], businessAddress: {}, emailAddresses: [], birthday: '' };
    const asBlank = {
      ...anna,
      surname: ' ',
      businessPhones: [''],
      businessAddress: { street: null, city: '' },
      emailAddresses: [{ name: '', address: null }],
      birthday: null,
    };
    const readings = [asNull, asEmpty, asBlank].map((raw) => exchangeContactFromGraph(raw as never, context));
    for (const { values, problems } of readings) {
      expect(values).toEqual(readings[0]?.values);
      expect(values).toMatchObject({
        LastName: '',
        Phone: '',
        MailingStreet: '',
        MailingCity: '',
        Email: '',
        Birthdate: '',
      });
      expect(problems).toEqual([]);
    }
  });

  it('does not take a property that the answer lacks for an empty one', () => {
    const { surname: _, businessPhones: __, businessAddress: ___, emailAddresses: ____, ...rest } = anna;
    const { values } = exchangeContactFromGraph(rest, context);
    expect(values).not.toHaveProperty('LastName');
    expect(values).not.toHaveProperty('Phone');
    expect(values).not.toHaveProperty('MailingStreet');
    expect(values).not.toHaveProperty('Email');
    expect(values.FirstName).toBe('Anna');
  });

  it('leaves unread what a listing lacks or truncates', () => {
    const listed = exchangeContactFromGraph(
      { ...anna, personalNotes: 'cut after 255' },
      { ...context, propertiesRead: 'listing' },
    );
    for (const field of ['OtherPhone', 'Fax', 'AssistantPhone', 'Description'] as const) {
      expect(listed.values).not.toHaveProperty(field);
    }
    expect(listed.values.LastName).toBe('Berg');
  });

  it('leaves unread what is not of the expected type', () => {
    const odd = { ...anna, surname: 7, businessPhones: [7], businessAddress: 'Main St', homePhones: {} };
    const { values } = exchangeContactFromGraph(odd, context);
    for (const field of ['LastName', 'Phone', 'HomePhone'] as const) expect(values).not.toHaveProperty(field);
  });

  it('carries our stamp', () => {
    const value = '1;00D5g00000AbCdEEAV;0035g00000XyZaBAAW;;0';
    const stamped = { ...anna, singleValueExtendedProperties: [{ id: stampPropertyId, value }] };
    expect(exchangeContactFromGraph(stamped, context).stamp?.record).toBe('0035g00000XyZaBAAW');
  });

  it('counts as older than everything when the answer has no time of change', () => {
    const { lastModifiedDateTime: _, ...rest } = anna;
    expect(exchangeContactFromGraph(rest, context).modifiedAt).toBe('1970-01-01T00:00:00.000Z');
  });
});

describe('birthday', () => {
  const read = (birthday: unknown) => exchangeContactFromGraph({ ...anna, birthday }, context);

  it.each([
    ['1991-09-19T11:59:00Z', '1991-09-19'],
    ['2000-02-29T11:59:00Z', '2000-02-29'],
    ['1991-09-19T00:00:00Z', '1991-09-19'],
    ['1991-12-31T23:59:59Z', '1991-12-31'],
  ])('of %s is the date, in any zone', (birthday, date) => {
    expect(read(birthday).values.Birthdate).toBe(date);
  });

  it.each([['1604-02-29T11:59:00Z'], ['0001-01-01T00:00:00Z'], ['1699-12-31T11:59:00Z'], ['in May']])(
    'of %s has no counterpart in Salesforce and is unread, never a blank',
    (birthday) => {
      expect(read(birthday).values).not.toHaveProperty('Birthdate');
      expect(read(birthday).problems).toEqual([]);
    },
  );
});

describe('values that Salesforce does not take as they are', () => {
  it('are cut with a mark at the length of describe, or of the table without it', () => {
    const raw = { ...anna, jobTitle: 'x'.repeat(200) };
    const cut = exchangeContactFromGraph(raw, context);
    expect(cut.values.Title).toBe(`${'x'.repeat(127)}…`);
    expect(cut.problems).toEqual([{ field: 'Title', reason: 'FIELD_TOO_LONG' }]);
    const described = { ...context, describe: new Map([['Title', access({ lengthMax: 10 })]]) };
    expect(exchangeContactFromGraph(raw, described).values.Title).toBe(`${'x'.repeat(9)}…`);
    const roomy = { ...context, describe: new Map([['Title', access({ lengthMax: 255 })]]) };
    expect(exchangeContactFromGraph(raw, roomy).problems).toEqual([]);
  });

  it('are cut between characters', () => {
    const raw = { ...anna, givenName: `${'a'.repeat(38)}😀😀` };
    expect(exchangeContactFromGraph(raw, context).values.FirstName).toBe(`${'a'.repeat(38)}…`);
  });

  it('are no concern where the field goes to Exchange only', () => {
    const oneWay: ExchangeMapContext = {
      ...context,
      fields: allFields('toExchange'),
      describe: new Map([['Salutation', access({ allowedValues: ['Mr.', 'Ms.'] })]]),
    };
    const raw = { ...anna, title: 'Queen', emailAddresses: [{ name: 'Anna' }], jobTitle: 'x'.repeat(200) };
    const { values, problems } = exchangeContactFromGraph(raw, oneWay);
    expect(values).toMatchObject({ Salutation: 'Queen', Email: '', Title: `${'x'.repeat(127)}…` });
    expect(problems).toEqual([]);
  });
});

describe('e-mail', () => {
  const read = (first: unknown) =>
    exchangeContactFromGraph({ ...anna, emailAddresses: [first] } as GraphContact, context);

  it.each([
    ['a name without an address', { name: 'anna(at)example' }],
    ['an address without a domain', { name: 'Anna', address: 'anna@localhost' }],
    ['an address of the old directory', { name: 'Anna', address: '/o=ExchangeLabs/ou=Group/cn=Recipients/cn=anna' }],
    ['two addresses in one', { name: 'Anna', address: 'a@example.com; b@example.com' }],
    ['a dot at the end of the local part', { name: 'Anna', address: 'anna.@example.com' }],
    ['two dots', { name: 'Anna', address: 'anna..berg@example.com' }],
    ['letters that Salesforce refuses', { name: 'Anna', address: 'änna@example.com' }],
    ['more letters than Salesforce keeps', { name: 'Anna', address: `${'a'.repeat(70)}@example.com` }],
  ])('with %s is unread and named, never blanked or cut', (_what, first) => {
    const { values, problems } = read(first);
    expect(values).not.toHaveProperty('Email');
    expect(problems).toEqual([{ field: 'Email', reason: 'MALFORMED_EMAIL' }]);
    expect(values.LastName).toBe('Berg');
  });

  it.each([["o'brien+tag@sub.example.co.uk"], ['x_1-y@a-b.example'], ['A.B@EXAMPLE.COM']])(
    'takes %s as it is',
    (address) => {
      expect(read({ name: 'Anna', address }).values.Email).toBe(address);
    },
  );

  it('gives all valid addresses for matching, lower-cased, each once', () => {
    const raw: GraphContact = {
      id: 'x',
      emailAddresses: [
        { name: 'a', address: 'Anna@Example.com' },
        { name: 'broken' },
        { name: 'b', address: 'anna@example.com' },
        { name: 'c', address: ' anna@home.example ' },
      ],
    };
    expect(emailsOf(raw)).toEqual(['anna@example.com', 'anna@home.example']);
    expect(emailsOf({ id: 'x' })).toEqual([]);
    expect(emailsOf({ id: 'x', emailAddresses: null } as never)).toEqual([]);
  });
});

describe('picklists', () => {
  const picky: ExchangeMapContext = {
    ...context,
    describe: new Map([
      ['Salutation', access({ allowedValues: ['Mr.', 'Ms.', 'Dr.'] })],
      ['MailingState', access({ lengthMax: 80, allowedValues: null })],
    ]),
  };

  it('leave a value that they do not offer unread and name it', () => {
    const { values, problems } = exchangeContactFromGraph({ ...anna, title: 'Queen' }, picky);
    expect(values).not.toHaveProperty('Salutation');
    expect(problems).toEqual([{ field: 'Salutation', reason: 'NOT_IN_PICKLIST' }]);
  });

  it('take what they offer in their own spelling, and emptiness always', () => {
    expect(exchangeContactFromGraph({ ...anna, title: 'DR.' }, picky).values.Salutation).toBe('Dr.');
    expect(exchangeContactFromGraph({ ...anna, title: null }, picky)).toMatchObject({
      values: { Salutation: '' },
      problems: [],
    });
  });

  it('are texts where any value goes', () => {
    const raw = { ...anna, businessAddress: { state: 'Brandenburg' } };
    expect(exchangeContactFromGraph(raw, picky).values.MailingState).toBe('Brandenburg');
  });
});

describe('extended properties', () => {
  it('are empty where a read by id does not show them', () => {
    const { singleValueExtendedProperties: _, ...rest } = anna;
    expect(exchangeContactFromGraph(rest, context).values).toMatchObject({
      Fax: '',
      OtherPhone: '',
      AssistantPhone: '',
    });
  });

  it('are read by their ids, not by their places', () => {
    const raw = {
      ...anna,
      singleValueExtendedProperties: [
        { id: otherTelephoneTag, value: '2' },
        { id: businessFaxTag, value: '1' },
      ],
    };
    expect(exchangeContactFromGraph(raw, context).values).toMatchObject({
      Fax: '1',
      OtherPhone: '2',
      AssistantPhone: '',
    });
  });
});
