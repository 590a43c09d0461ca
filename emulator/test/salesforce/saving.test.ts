// What a record must be to be saved, and what becomes of its values: notes.md, "Values", "Saving", "Duplicate rule".
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import { admin, codeOf, colleague, integration, plain, rep, startOrg, tokenFor } from './support.js';

let test: TestOrg;
let token: string;
beforeEach(async () => {
  test = await startOrg();
  token = await tokenFor(test, rep);
});
afterEach(() => test.close());

type Fields = Record<string, unknown>;
const create = (fields: Fields, headers: Record<string, string> = {}, object = 'Contact') =>
  plain(test, 'POST', `/sobjects/${object}`, { token, body: fields, headers });

async function saved(fields: Fields): Promise<Fields> {
  const { body } = await create({ LastName: 'Saved', ...fields });
  const { id } = body as { id?: string };
  if (id === undefined) throw new Error(JSON.stringify(body));
  return (await plain(test, 'GET', `/sobjects/Contact/${id}`, { token })).body as Fields;
}

async function refusedWith(fields: Fields): Promise<unknown[]> {
  const { status, body } = await create(fields);
  if (status < 400) throw new Error('nothing was refused');
  return (body as { errorCode: string; fields?: string[] }[]).map((one) => [one.errorCode, ...(one.fields ?? [])]);
}

describe('values', () => {
  it('are trimmed, and empty text is nothing', async () => {
    const contact = await saved({ FirstName: '  Uli ', Title: '   ', Department: '' });
    expect(contact).toMatchObject({ FirstName: 'Uli', Title: null, Department: null, Name: 'Uli Saved' });
  });

  it('are stored in lower case where they are e-mail addresses', async () => {
    expect(await saved({ Email: 'First.Last@Example.ORG' })).toMatchObject({ Email: 'first.last@example.org' });
  });

  it('may be e-mail addresses with odd dots, but for one in front', async () => {
    expect(await saved({ Email: 'a..b.@example.org' })).toMatchObject({ Email: 'a..b.@example.org' });
    const email = [['INVALID_EMAIL_ADDRESS', 'Email']];
    expect(await refusedWith({ LastName: 'A', Email: '.a@example.org' })).toEqual(email);
  });

  it.each(['ä@example.org', 'a@exämple.org'])(
    'may be the address %s where the org takes such letters',
    async (Email) => {
      expect(await refusedWith({ LastName: 'A', Email })).toEqual([['INVALID_EMAIL_ADDRESS', 'Email']]);
      test.org.setSwitch('emailInternationalization', true);
      expect(await saved({ Email })).toMatchObject({ Email });
    },
  );

  it('may be days from 1700 to 4000', async () => {
    expect(await saved({ Birthdate: '1700-01-01' })).toMatchObject({ Birthdate: '1700-01-01' });
    expect(await saved({ Birthdate: '4000-12-31' })).toMatchObject({ Birthdate: '4000-12-31' });
    const days = ['1699-12-31', '4001-01-01'];
    const refused = await Promise.all(days.map((Birthdate) => refusedWith({ LastName: 'A', Birthdate })));
    expect(refused).toEqual(days.map(() => [['FIELD_INTEGRITY_EXCEPTION', 'Birthdate']]));
  });

  it('keep line breaks of text areas as CR LF, unless the org keeps them as sent', async () => {
    expect(await saved({ MailingStreet: 'a\nb\r\nc' })).toMatchObject({ MailingStreet: 'a\r\nb\r\nc' });
    test.org.setSwitch('textAreaLineBreaks', 'asSent');
    expect(await saved({ MailingStreet: 'a\nb' })).toMatchObject({ MailingStreet: 'a\nb' });
  });

  it('make a name and an address of their parts', async () => {
    test.org.setSwitch('middleNameAndSuffix', true);
    const parts = { FirstName: 'A', MiddleName: 'B', Suffix: 'Jr.', MailingCity: 'Ulm', MailingCountry: 'Germany' };
    expect(await saved(parts)).toMatchObject({
      Name: 'A B Saved Jr.',
      MailingAddress: { city: 'Ulm', country: 'Germany', street: null, geocodeAccuracy: null },
    });
  });

  it('take text for numbers and numbers for text where Salesforce does', async () => {
    expect(await saved({ Phone: 4930123, MailingLatitude: '52.5' })).toMatchObject({
      Phone: '4930123',
      MailingLatitude: 52.5,
    });
  });

  it.each([
    ['LastName', { a: 1 }],
    ['Birthdate', '2026-02-30'],
    ['Birthdate', '22.11.2026'],
    ['DoNotCall', 'perhaps'],
    ['MailingLatitude', 'north'],
  ])('of a wrong type for %s (%j) make the request unreadable', async (field, value) => {
    expect(await refusedWith({ LastName: 'X', [field]: value })).toEqual([['JSON_PARSER_ERROR']]);
  });

  it('of instants keep whole seconds', async () => {
    const id = test.org.act(admin, { kind: 'create', object: 'Exchange_Configuration__c', fields: { Name: 'C' } });
    const key = await tokenFor(test, integration);
    const body = { Person_Key__c: 'k', Configuration__c: id, Last_Success__c: '2026-11-22T15:03:00.987+01:00' };
    const made = await plain(test, 'POST', '/sobjects/Exchange_Sync_Status__c', { token: key, body });
    const path = `/sobjects/Exchange_Sync_Status__c/${(made.body as { id: string }).id}`;
    expect((await plain(test, 'GET', path, { token: key })).body).toMatchObject({
      Last_Success__c: '2026-11-22T14:03:00.000+0000',
      Name: 'ESS-000001',
    });
  });
});

describe('fields', () => {
  it('that are required are all named when they are missing, when cleared too', async () => {
    expect(await refusedWith({ FirstName: 'X' })).toEqual([['REQUIRED_FIELD_MISSING', 'LastName']]);
    const { Id } = await saved({});
    const answer = await plain(test, 'PATCH', `/sobjects/Contact/${String(Id)}`, { token, body: { LastName: ' ' } });
    expect(answer.body).toMatchObject([{ errorCode: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] }]);
  });

  it('that are wrong are all told at once', async () => {
    const fields = { LastName: 'x'.repeat(81), Email: 'no address', FirstName: 'y'.repeat(41) };
    expect(await refusedWith(fields)).toEqual([
      ['STRING_TOO_LONG', 'LastName'],
      ['INVALID_EMAIL_ADDRESS', 'Email'],
      ['STRING_TOO_LONG', 'FirstName'],
    ]);
  });

  it.each(['a@b', 'a b@c.de', '@c.de', 'a@-c.de', 'ä@c.de', 'a@c.de,b@c.de', 'Anna <a@c.de>'])(
    'for e-mail addresses refuse %s',
    async (Email) => {
      expect(await refusedWith({ LastName: 'X', Email })).toEqual([['INVALID_EMAIL_ADDRESS', 'Email']]);
    },
  );

  it('of picklists take other values, unless they are restricted', async () => {
    expect(await saved({ Salutation: 'Sir' })).toMatchObject({ Salutation: 'Sir' });
    test.org.setSwitch('isSalutationRestricted', true);
    const refused = [['INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', 'Salutation']];
    expect(await refusedWith({ LastName: 'X', Salutation: 'Sir' })).toEqual(refused);
    expect(await saved({ Salutation: 'Dr.' })).toMatchObject({ Salutation: 'Dr.' });
  });

  it('of countries take any text, unless the org has a list', async () => {
    expect(await saved({ MailingCountry: 'Atlantis' })).toMatchObject({ MailingCountry: 'Atlantis' });
    test.org.setSwitch('countryPicklist', ['Germany']);
    const refused = [['FIELD_INTEGRITY_EXCEPTION', 'MailingCountry']];
    expect(await refusedWith({ LastName: 'X', MailingCountry: 'Atlantis' })).toEqual(refused);
    expect(await saved({ MailingCountry: 'Germany' })).toMatchObject({ MailingCountry: 'Germany' });
  });

  it('that are unknown or only the system writes are refused by name', async () => {
    expect(await refusedWith({ LastName: 'X', Nonsense: 1 })).toEqual([['INVALID_FIELD']]);
    const fields = { LastName: 'X', Name: 'Y', CreatedDate: '2020-01-01T00:00:00Z' };
    expect(await refusedWith(fields)).toEqual([['INVALID_FIELD_FOR_INSERT_UPDATE', 'Name', 'CreatedDate']]);
    expect(await refusedWith({ LastName: 'X', Id: '0035g0000000000' })).toEqual([['INVALID_FIELD']]);
  });
});

describe('lookups', () => {
  it.each([
    ['no id', () => 'abc', ['MALFORMED_ID', 'AccountId']],
    ['an id of another object', () => test.users[rep], ['FIELD_INTEGRITY_EXCEPTION', 'AccountId']],
    ['an id that nobody has', () => '0015g00000zzzzzAAA', ['INVALID_CROSS_REFERENCE_KEY', 'AccountId']],
    ['a deleted record', () => account({ IsDeleted: true }), ['ENTITY_IS_DELETED']],
    ['a hidden record', () => account({}, true), ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY']],
  ])('to %s are refused', async (_what, id, expected) => {
    expect(await refusedWith({ LastName: 'X', AccountId: id() })).toEqual([expected]);
  });

  function account(fields: Fields, isHidden = false): string {
    const id = test.org.seed('Account', { Name: 'A', OwnerId: test.users[colleague], ...fields });
    test.org.setHidden(id, isHidden);
    return id;
  }

  it('to a visible record are kept', async () => {
    const id = account({});
    expect(await saved({ AccountId: id.slice(0, 15) })).toMatchObject({ AccountId: id });
  });

  it('to an owner ask for someone active who may read the object', async () => {
    const OwnerId = test.users[colleague] ?? '';
    const visible = { OwnerId, AccountId: account({}) };
    expect(await saved(visible)).toMatchObject({ OwnerId, CreatedById: test.users[rep] });
    test.org.setAccess('Minimum Access - Salesforce', 'Contact', {});
    test.org.setAccess('Exchange_Sync_Connector', 'Contact', { read: false, viewAll: false });
    const connector = { LastName: 'X', OwnerId: test.users[integration] };
    expect(await refusedWith(connector)).toEqual([['TRANSFER_REQUIRES_READ', 'OwnerId']]);
    test.org.seed('User', { Id: OwnerId, IsActive: false });
    expect(await refusedWith({ LastName: 'X', OwnerId })).toEqual([['INACTIVE_OWNER_OR_USER', 'OwnerId']]);
  });
});

describe('unique fields', () => {
  it('name the record that has the value, unless it is in the recycle bin', async () => {
    const { Id } = await saved({ Exchange_Sync_Key__c: 'k' });
    const { status, body } = await create({ LastName: 'X', Exchange_Sync_Key__c: 'k' });
    const message = 'duplicate value found: Exchange_Sync_Key__c duplicates value on record with id: ';
    const error = { errorCode: 'DUPLICATE_VALUE', message: message + String(Id).slice(0, 15) };
    expect([status, body]).toEqual([400, [error]]);
    expect((await create({ LastName: 'X', Exchange_Sync_Key__c: 'K' })).status).toBe(201);
    test.org.act(rep, { kind: 'delete', object: 'Contact', id: String(Id) });
    expect((await create({ LastName: 'X', Exchange_Sync_Key__c: 'k' })).status).toBe(201);
    expect(codeOf(() => test.org.act(rep, { kind: 'undelete', object: 'Contact', id: String(Id) }))).toBe(
      'DUPLICATE_VALUE',
    );
  });
});

describe('rules and automation of the admin', () => {
  it('refuse a value with the text of the admin', async () => {
    const rule = { object: 'Contact', field: 'Title', failsWhen: '^$', message: 'Give a title.' };
    test.org.setSwitch('validationRules', [rule]);
    const { body } = await create({ LastName: 'X' });
    expect(body).toEqual([
      { errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Give a title.', fields: ['Title'] },
    ]);
    expect((await create({ LastName: 'X', Title: 'CEO' })).status).toBe(201);
  });

  it('of force-app are kept', () => {
    const make = (object: string, fields: Fields): string => test.org.act(admin, { kind: 'create', object, fields });
    const Configuration__c = make('Exchange_Configuration__c', { Name: 'C' });
    const assign = (fields: Fields): string | null =>
      codeOf(() => make('Exchange_Configuration_Assignment__c', { Configuration__c, ...fields }));
    const refused = 'FIELD_CUSTOM_VALIDATION_EXCEPTION';
    const User__c = test.users[rep];
    expect([assign({}), assign({ User__c, Profile_Id__c: 'p' }), assign({ User__c })]).toEqual([
      refused,
      refused,
      null,
    ]);
  });

  it('rewrite a value while it is saved, and check what they made of it', async () => {
    const automation = { object: 'Contact', field: 'Phone', pattern: '[^0-9+]', replacement: '' };
    test.org.setSwitch('automation', [automation]);
    expect(await saved({ Phone: '+49 (30) 123-45' })).toMatchObject({ Phone: '+493012345' });
    test.org.setSwitch('automation', [{ ...automation, replacement: 'x'.repeat(30) }]);
    expect(await refusedWith({ LastName: 'X', Phone: '(0) 1' })).toEqual([['STRING_TOO_LONG', 'Phone']]);
  });
});

describe('the duplicate rule', () => {
  const header = (text: string): Record<string, string> => ({ 'Sforce-Duplicate-Rule-Header': text });
  const twin = { LastName: 'Other', Email: 'ANNA@example.com' };

  beforeEach(async () => {
    await saved({ FirstName: 'Anna', LastName: 'Adler', Email: 'anna@example.com' });
  });

  it('is off', async () => {
    expect((await create(twin)).status).toBe(201);
  });

  it('names what it found under a misspelt key', async () => {
    test.org.setSwitch('contactDuplicateRule', 'alert');
    const { status, body } = await create(twin, header('includeRecordDetails=true'));
    expect(status).toBe(400);
    expect(body).toMatchObject([
      {
        errorCode: 'DUPLICATES_DETECTED',
        duplicateResut: {
          allowSave: true,
          matchResults: [
            { size: 1, matchRecords: [{ record: { FirstName: 'Anna', attributes: { type: 'Contact' } } }] },
          ],
        },
      },
    ]);
  });

  it('finds same names, and neither same last names nor records that the user cannot see', async () => {
    test.org.setSwitch('contactDuplicateRule', 'block');
    expect(await refusedWith({ FirstName: 'anna', LastName: 'ADLER' })).toEqual([['DUPLICATES_DETECTED']]);
    expect((await create({ FirstName: 'Eva', LastName: 'Adler' })).status).toBe(201);
    const hidden = test.org.seed('Contact', { LastName: 'Hidden', OwnerId: test.users[colleague], Email: 'h@x.de' });
    test.org.setHidden(hidden, true);
    expect((await create({ LastName: 'H', Email: 'h@x.de' })).status).toBe(201);
  });

  it('lets a save past an alert that allows it, never past a block', async () => {
    test.org.setSwitch('contactDuplicateRule', 'alert');
    expect((await create(twin, header('allowSave=true; runAsCurrentUser=true'))).status).toBe(201);
    test.org.setSwitch('contactDuplicateRule', 'block');
    const answer = await create({ ...twin, LastName: 'Third' }, header('allowSave=true'));
    expect(answer.body).toMatchObject([{ duplicateResut: { allowSave: false } }]);
  });

  it('looks at an update only when a matched field changes', async () => {
    const { Id } = await saved(twin);
    test.org.setSwitch('contactDuplicateRule', 'block');
    const update = (body: Fields) => plain(test, 'PATCH', `/sobjects/Contact/${String(Id)}`, { token, body });
    expect((await update({ Title: 'x' })).status).toBe(204);
    expect((await update({ Title: 'y', FirstName: 'New' })).status).toBe(400);
  });
});
