import { describe, expect, it } from '@jest/globals';
import type { ContactValues, GraphContact } from '../model.js';
import { contactFieldNames, type FieldDirection, type ContactField } from './fields.js';
import { graphBodyForCreate, graphBodyForUpdate } from './graph-body.js';
import { exchangeContactFromGraph } from './map-exchange.js';
import { stampPropertyId } from './stamp.js';

const stamp = '1;00D5g00000AbCdEEAV;0035g00000XyZaBAAW;intent;1';
const stampProperty = { id: stampPropertyId, value: stamp };
const fields = Object.fromEntries(contactFieldNames.map((field) => [field, 'both'])) as Record<
  ContactField,
  FieldDirection
>;

function update(toExchange: ContactValues, more: Partial<GraphContact> = {}): Record<string, unknown> {
  const raw: GraphContact = { id: 'AAkALgAAA', changeKey: 'EQ', surname: 'Berg', givenName: 'Anna', ...more };
  return graphBodyForUpdate(
    toExchange,
    exchangeContactFromGraph(raw, { fields, describe: null, propertiesRead: 'all' }),
  );
}

describe('graphBodyForCreate', () => {
  it('names filled properties only, and carries the stamp', () => {
    const body = graphBodyForCreate(
      {
        LastName: 'Berg',
        FirstName: 'Anna',
        Email: 'anna@example.com',
        'Account.Name': 'Berg & Sons',
        Phone: '+49 30 1',
        MobilePhone: '',
        Fax: '+49 30 7',
        MailingStreet: '1 Main St\nFloor 2',
        MailingCity: 'Berlin',
        MailingState: '',
        OtherCity: '',
        Birthdate: '1992-02-29',
      },
      stamp,
    );
    expect(body).toEqual({
      surname: 'Berg',
      givenName: 'Anna',
      displayName: 'Anna Berg',
      emailAddresses: [{ name: 'anna@example.com', address: 'anna@example.com' }],
      companyName: 'Berg & Sons',
      businessPhones: ['+49 30 1'],
      businessAddress: { street: '1 Main St\r\nFloor 2', city: 'Berlin' },
      birthday: '1992-02-29T00:00:00Z',
      singleValueExtendedProperties: [stampProperty, { id: 'String 0x3A24', value: '+49 30 7' }],
    });
  });

  it('sends one blank as the given name of somebody with a single name', () => {
    expect(graphBodyForCreate({ LastName: 'Madonna', FirstName: '' }, stamp)).toEqual({
      surname: 'Madonna',
      givenName: ' ',
      displayName: 'Madonna',
      singleValueExtendedProperties: [stampProperty],
    });
  });

  it('names the middle name and the suffix where they are known', () => {
    const values = { LastName: 'Berg', FirstName: 'Anna', MiddleName: 'Maria', Suffix: 'Jr.' };
    expect(graphBodyForCreate(values, stamp)).toMatchObject({
      displayName: 'Anna Maria Berg Jr.',
      middleName: 'Maria',
    });
  });
});

describe('graphBodyForUpdate', () => {
  it('names nothing where nothing changes', () => {
    expect(update({})).toEqual({});
  });

  it('names only what changes, and clears with null', () => {
    expect(
      update({ Title: 'Chief', Department: '', Birthdate: '' }, { jobTitle: 'Head', department: 'Sales' }),
    ).toEqual({
      jobTitle: 'Chief',
      department: null,
      birthday: null,
    });
  });

  it('writes the stamp alone when only the stamp is missing', () => {
    const current = exchangeContactFromGraph({ id: 'x' }, { fields, describe: null, propertiesRead: 'all' });
    expect(graphBodyForUpdate({}, current, stamp)).toEqual({ singleValueExtendedProperties: [stampProperty] });
    expect(graphBodyForUpdate({ Fax: '' }, current, stamp)).toEqual({
      singleValueExtendedProperties: [{ id: 'String 0x3A24', value: '' }, stampProperty],
    });
  });

  describe('names', () => {
    it('send displayName along, from changed and current parts', () => {
      expect(update({ LastName: 'Stone' })).toEqual({ surname: 'Stone', displayName: 'Anna Stone' });
    });

    it('keep a middle name and a suffix that only Exchange has', () => {
      expect(update({ LastName: 'Stone' }, { middleName: ' Maria', generation: 'Jr.' })).toEqual({
        surname: 'Stone',
        displayName: 'Anna Maria Stone Jr.',
      });
    });

    it('clear a first name to nothing', () => {
      expect(update({ FirstName: '' })).toEqual({ givenName: null, displayName: 'Berg' });
    });

    it('leave displayName to Exchange when no part is left', () => {
      expect(update({ FirstName: '' }, { surname: null })).toEqual({ givenName: null });
    });

    it('leave displayName alone with every other change', () => {
      expect(update({ Salutation: 'Dr.' })).toEqual({ title: 'Dr.' });
    });
  });

  describe('e-mail addresses', () => {
    const three = [
      { name: 'Anna (work)', address: 'anna@example.com' },
      { name: 'anna@home.example', address: 'anna@home.example' },
      { name: 'broken' },
    ];

    it('replace the first and give the others back as read', () => {
      expect(update({ Email: 'berg@example.com' }, { emailAddresses: three })).toEqual({
        emailAddresses: [{ name: 'Anna (work)', address: 'berg@example.com' }, three[1], three[2]],
      });
    });

    it('remove the first and keep the others', () => {
      expect(update({ Email: '' }, { emailAddresses: three })).toEqual({ emailAddresses: [three[1], three[2]] });
      expect(update({ Email: '' }, { emailAddresses: [] })).toEqual({ emailAddresses: [] });
    });

    it('become a list where there was none', () => {
      const first = [{ name: 'berg@example.com', address: 'berg@example.com' }];
      expect(update({ Email: 'berg@example.com' }, { emailAddresses: [] })).toEqual({ emailAddresses: first });
      expect(update({ Email: 'berg@example.com' })).toEqual({ emailAddresses: first });
    });

    it.each([
      ['the address', 'Anna@Example.com', 'berg@example.com'],
      ['the address in brackets', 'Anna Berg (anna@example.com)', 'Anna Berg (berg@example.com)'],
      ['nothing', '', 'berg@example.com'],
      ['a name of its own', 'Aunt Anna', 'Aunt Anna'],
    ])('let a name made of %s follow', (_what, name, expected) => {
      const emailAddresses = [{ name, address: 'anna@example.com' }];
      expect(update({ Email: 'berg@example.com' }, { emailAddresses })).toEqual({
        emailAddresses: [{ name: expected, address: 'berg@example.com' }],
      });
    });

    it('do not keep a broken address as a name, but do keep a name', () => {
      expect(update({ Email: 'b@example.com' }, { emailAddresses: [{ name: 'anna@@example' }] })).toEqual({
        emailAddresses: [{ name: 'b@example.com', address: 'b@example.com' }],
      });
      expect(update({ Email: 'b@example.com' }, { emailAddresses: [{ name: 'Anna' }] })).toEqual({
        emailAddresses: [{ name: 'Anna', address: 'b@example.com' }],
      });
    });

    it('take no letter of an address for a pattern', () => {
      const emailAddresses = [{ name: 'axb+c@example.com, $& team', address: 'a.b+c@example.com' }];
      expect(update({ Email: '$1@example.com' }, { emailAddresses })).toEqual({
        emailAddresses: [{ name: 'axb+c@example.com, $& team', address: '$1@example.com' }],
      });
    });
  });

  describe('phones', () => {
    it('replace or remove the first and keep the second', () => {
      expect(update({ Phone: '3' }, { businessPhones: ['1', '2'] })).toEqual({ businessPhones: ['3', '2'] });
      expect(update({ Phone: '' }, { businessPhones: ['1', '2'] })).toEqual({ businessPhones: ['2'] });
      expect(update({ Phone: '' }, { businessPhones: ['1'] })).toEqual({ businessPhones: [] });
      expect(update({ HomePhone: '3' }, { homePhones: [] })).toEqual({ homePhones: ['3'] });
    });

    it('of extended properties are cleared with an empty text', () => {
      expect(update({ AssistantPhone: '', OtherPhone: '5' })).toEqual({
        singleValueExtendedProperties: [
          { id: 'String 0x3A1F', value: '5' },
          { id: 'String 0x3A2E', value: '' },
        ],
      });
    });
  });

  describe('addresses', () => {
    const businessAddress = { street: '1 Main St\r\nFloor 2', city: 'Berlin', countryOrRegion: 'Germany' };

    it('send all five parts when one changes', () => {
      expect(update({ MailingCity: 'Potsdam' }, { businessAddress })).toEqual({
        businessAddress: {
          street: '1 Main St\r\nFloor 2',
          city: 'Potsdam',
          state: '',
          postalCode: '',
          countryOrRegion: 'Germany',
        },
      });
    });

    it('clear a part with an empty text and are never null', () => {
      const empty = { street: '', city: '', state: '', postalCode: '', countryOrRegion: '' };
      expect(update({ MailingStreet: '' }, { businessAddress })).toMatchObject({
        businessAddress: { street: '', city: 'Berlin' },
      });
      expect(update({ OtherCity: '' }, { otherAddress: {} })).toEqual({ otherAddress: empty });
      expect(update({ OtherCity: '' }, { otherAddress: null })).toEqual({ otherAddress: empty });
      expect(update({ OtherCity: '' })).toEqual({ otherAddress: empty });
    });

    it('collect several changes of one address', () => {
      expect(update({ MailingStreet: '2 Side St\nRear', MailingCountry: '' }, { businessAddress })).toEqual({
        businessAddress: {
          street: '2 Side St\r\nRear',
          city: 'Berlin',
          state: '',
          postalCode: '',
          countryOrRegion: '',
        },
      });
    });
  });
});
