// What queries mean: notes.md, "Queries". One org for the whole file; queries change nothing.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestOrg } from './support.js';
import { colleague, integration, plain, rep, startOrg, tokenFor } from './support.js';

let test: TestOrg;
let tokens: Readonly<Record<string, string>>;
const ids: Record<string, string> = {};

beforeAll(async () => {
  test = await startOrg();
  const own = { OwnerId: test.users[rep] };
  ids['Acme'] = test.org.seed('Account', { Name: 'Acme', ...own });
  ids['Bauer'] = test.org.seed('Account', { Name: 'Bauer', OwnerId: test.users[colleague] });
  const contact = (LastName: string, fields: Record<string, unknown>): void => {
    ids[LastName] = test.org.seed('Contact', { LastName, ...own, ...fields });
  };
  contact('Adler', { FirstName: 'Eva', Email: 'Eva@Example.com', AccountId: ids['Acme'], Birthdate: '1980-02-29' });
  contact('Busch', { Title: '50% "quoted" it\'s_so', AccountId: ids['Bauer'], DoNotCall: true });
  contact('Clemens', { AccountId: ids['Acme'], Exchange_Sync_Key__c: 'KeyA' });
  contact('Dorn', { AccountId: ids['Acme'], Exchange_Sync_Key__c: 'keya', OwnerId: test.users[colleague] });
  contact('Erle', { Title: 'CEO', SystemModstamp: '2026-01-01T00:00:00Z' });
  tokens = { [rep]: await tokenFor(test, rep), [integration]: await tokenFor(test, integration) };
});
afterAll(() => test.close());

async function ask(soql: string, username = rep, path = '/query') {
  return plain(test, 'GET', `${path}?q=${encodeURIComponent(soql)}`, { token: tokens[username] ?? '' });
}

async function names(where: string, order = 'ORDER BY LastName'): Promise<string[]> {
  const { body } = await ask(`SELECT LastName FROM Contact WHERE ${where} ${order}`);
  const { records } = body as { records?: { LastName: string }[] };
  if (records === undefined) throw new Error(JSON.stringify(body));
  return records.map(({ LastName }) => LastName);
}

async function refusedWith(soql: string): Promise<[number, string, string]> {
  const { status, body } = await ask(soql);
  const [error] = body as { errorCode: string; message: string }[];
  return [status, error?.errorCode ?? '', error?.message ?? ''];
}

describe('conditions', () => {
  it.each([
    [`LastName = 'adler'`, ['Adler']],
    [`Email = 'EVA@example.com'`, ['Adler']],
    [`LastName LIKE 'b%'`, ['Busch']],
    [`LastName LIKE '_orn'`, ['Dorn']],
    [String.raw`Title LIKE '50\%%it\'s\_so'`, ['Busch']],
    [String.raw`Title = '50% "quoted" it\'s_so'`, ['Busch']],
    [`LastName IN ('Adler', 'BUSCH', 'nobody')`, ['Adler', 'Busch']],
    [`LastName NOT IN ('Adler', 'Busch', 'Clemens')`, ['Dorn', 'Erle']],
    [`Title = null`, ['Adler', 'Clemens', 'Dorn']],
    [`Title = ''`, ['Adler', 'Clemens', 'Dorn']],
    [`Title != null`, ['Busch', 'Erle']],
    [`Title != 'CEO'`, ['Adler', 'Busch', 'Clemens', 'Dorn']],
    [`LastName > 'Busch' AND LastName <= 'Dorn'`, ['Clemens', 'Dorn']],
    [`DoNotCall = true`, ['Busch']],
    [`DoNotCall = null AND LastName < 'C'`, ['Adler']],
    [`Birthdate = 1980-02-29`, ['Adler']],
    [`Birthdate > 1980-02-29`, []],
    [`Birthdate < 1990-01-01`, ['Adler']],
    [`SystemModstamp < 2026-01-01T01:00:00+01:00`, []],
    [`SystemModstamp <= 2026-01-01T01:00:00+01:00`, ['Erle']],
    [`(LastName = 'Adler' OR LastName = 'Busch') AND NOT DoNotCall = true`, ['Adler']],
    [`NOT (LastName = 'Adler' OR LastName = 'Busch')`, ['Clemens', 'Dorn', 'Erle']],
    [`Account.Name = 'acme'`, ['Adler', 'Clemens', 'Dorn']],
    [`Account.Name = null`, ['Erle']],
    [`Account.Owner.FirstName = 'Carl'`, ['Busch']],
    [`Owner.Profile.Name = 'Standard User' AND LastName = 'Dorn'`, ['Dorn']],
  ])('%s', async (where, expected) => {
    expect(await names(where)).toEqual(expected);
  });

  it('tell keys apart that differ in case alone, where the field is case sensitive', async () => {
    expect(await names(`Exchange_Sync_Key__c = 'keya'`)).toEqual(['Dorn']);
    expect(await names(`Exchange_Sync_Key__c IN ('KeyA')`)).toEqual(['Clemens']);
  });

  it('take ids of 15 and 18 characters', async () => {
    const id = ids['Adler'] ?? '';
    expect(await names(`Id = '${id}'`)).toEqual(['Adler']);
    expect(await names(`Id IN ('${id.slice(0, 15)}')`)).toEqual(['Adler']);
    expect(await names(`OwnerId = '${test.users[colleague]?.slice(0, 15)}'`)).toEqual(['Dorn']);
  });

  it('leave out empty fields for != where the org does so', async () => {
    test.org.setSwitch('isNullNotEqual', false);
    expect(await names(`Title != 'CEO'`)).toEqual(['Busch']);
    expect(await names(`Title NOT IN ('CEO')`)).toEqual(['Busch']);
    test.org.setSwitch('isNullNotEqual', true);
  });

  it('join other objects one level deep', async () => {
    expect(await names(`AccountId IN (SELECT Id FROM Account WHERE Name = 'Acme')`)).toEqual([
      'Adler',
      'Clemens',
      'Dorn',
    ]);
    expect(await names(`LastName != 'Erle' AND AccountId NOT IN (SELECT Id FROM Account WHERE Name = 'Acme')`)).toEqual(
      ['Busch'],
    );
    const { body } = await ask(
      `SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE DoNotCall = true)`,
    );
    expect(body).toMatchObject({ totalSize: 1, records: [{ Name: 'Bauer' }] });
  });
});

describe('order and limit', () => {
  it('put empty values first unless told otherwise', async () => {
    const order = async (clause: string): Promise<string[]> => names(`LastName != null`, clause);
    expect(await order('ORDER BY Title, LastName')).toEqual(['Adler', 'Clemens', 'Dorn', 'Busch', 'Erle']);
    expect(await order('ORDER BY Title ASC NULLS LAST, LastName DESC')).toEqual([
      'Busch',
      'Erle',
      'Dorn',
      'Clemens',
      'Adler',
    ]);
    expect(await order('ORDER BY Account.Name DESC NULLS LAST, LastName LIMIT 2')).toEqual(['Busch', 'Adler']);
  });

  it('count without records', async () => {
    expect((await ask(`SELECT COUNT() FROM Contact WHERE Title = null`)).body).toEqual({
      totalSize: 3,
      done: true,
      records: [],
    });
  });
});

describe('records', () => {
  it('show parents with their type and address, and null where there is none', async () => {
    const { body } = await ask(
      `SELECT Id, Name, account.name, Account.Owner.Name FROM Contact WHERE LastName = 'Adler'`,
    );
    const url = (object: string, id: string): string => `/services/data/v65.0/sobjects/${object}/${id}`;
    expect((body as { records: unknown[] }).records).toEqual([
      {
        attributes: { type: 'Contact', url: url('Contact', ids['Adler'] ?? '') },
        Id: ids['Adler'],
        Name: 'Eva Adler',
        Account: {
          attributes: { type: 'Account', url: url('Account', ids['Acme'] ?? '') },
          Name: 'Acme',
          Owner: { attributes: { type: 'User', url: url('User', test.users[rep] ?? '') }, Name: 'Rita Rep' },
        },
      },
    ]);
    const without = await ask(`SELECT LastName, Account.Name FROM Contact WHERE LastName = 'Erle'`);
    expect(without.body).toMatchObject({ records: [{ LastName: 'Erle', Account: null }] });
  });

  it('show what the org says about itself, as clients ask after a sign-in', async () => {
    const fields = 'Name, InstanceName, IsSandbox, TrialExpirationDate, NamespacePrefix, OrganizationType';
    const { body } = await ask(`SELECT ${fields} FROM Organization`);
    expect(body).toMatchObject({ totalSize: 1, records: [{ IsSandbox: false, TrialExpirationDate: null }] });
  });

  it('show dates, instants and addresses as Salesforce writes them', async () => {
    const fields = 'Birthdate, SystemModstamp, MailingAddress';
    const { body } = await ask(`SELECT ${fields} FROM Contact WHERE LastName = 'Erle'`);
    expect(body).toMatchObject({
      records: [{ Birthdate: null, SystemModstamp: '2026-01-01T00:00:00.000+0000', MailingAddress: null }],
    });
  });

  it('read null for a parent that the user may not see, in conditions too', async () => {
    test.org.setHidden(ids['Bauer'] ?? '', true);
    const { body } = await ask(`SELECT AccountId, Account.Name FROM Contact WHERE LastName = 'Busch'`);
    expect(body).toMatchObject({ records: [{ AccountId: ids['Bauer'], Account: null }] });
    expect(await names(`Account.Name = 'Bauer'`)).toEqual([]);
    test.org.setHidden(ids['Bauer'] ?? '', false);
    expect(await names(`Account.Name = 'Bauer'`)).toEqual(['Busch']);
  });
});

describe('columns', () => {
  const columnsOf = async (soql: string): Promise<Record<string, unknown>> =>
    (await plain(test, 'GET', `/query?q=${encodeURIComponent(soql)}&columns=true`, { token: tokens[rep] ?? '' }))
      .body as Record<string, unknown>;
  const column = (columnName: string, differences: object): object => ({
    aggregate: false,
    apexType: 'String',
    booleanType: false,
    columnName,
    custom: false,
    displayName: columnName,
    foreignKeyName: null,
    insertable: false,
    joinColumns: [],
    numberType: false,
    textType: true,
    updatable: false,
    ...differences,
  });

  it('are told instead of records, those of one parent together', async () => {
    const answer = await columnsOf('SELECT Id, Account.Name, LastName, Account.Owner.Name, DoNotCall FROM Contact');
    const parent = { apexType: null, textType: false };
    const name = column('Name', {});
    const owner = column('Owner', { ...parent, foreignKeyName: 'OwnerId', joinColumns: [name] });
    const account = { ...parent, foreignKeyName: 'AccountId' };
    expect(answer).toEqual({
      columnMetadata: [
        column('Id', { apexType: 'Id', textType: false }),
        column('Account', { ...account, joinColumns: [column('Name', { insertable: true, updatable: true }), owner] }),
        column('LastName', { insertable: true, updatable: true }),
        column('DoNotCall', {
          apexType: 'Boolean',
          booleanType: true,
          textType: false,
          insertable: true,
          updatable: true,
        }),
      ],
      entityName: 'Contact',
      groupBy: false,
      idSelected: true,
      keyPrefix: '003',
    });
  });

  it('are none for a count, and refused with the query', async () => {
    expect(await columnsOf('SELECT COUNT() FROM Contact')).toMatchObject({ columnMetadata: [], idSelected: false });
    expect(await columnsOf('SELECT Foo FROM Contact')).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
  });
});

describe('the keyset poll of the integration user', () => {
  it('goes on behind time and id, in order', async () => {
    const poll = async (time: string, id: string): Promise<string[]> => {
      const soql =
        'SELECT Id, OwnerId, AccountId, IsDeleted, MasterRecordId, SystemModstamp FROM Contact ' +
        `WHERE SystemModstamp > ${time} OR (SystemModstamp = ${time} AND Id > '${id}') ` +
        'ORDER BY SystemModstamp, Id LIMIT 2';
      const { body } = await ask(soql, integration, '/queryAll');
      return (body as { records: { Id: string }[] }).records.map((one) => one.Id);
    };
    const of = (...lastNames: string[]): string[] => lastNames.map((name) => ids[name] ?? '');
    expect(await poll('2025-01-01T00:00:00Z', '000000000000000')).toEqual(of('Erle', 'Adler'));
    const time = '2026-11-22T14:03:00.000+0000';
    expect(await poll(time, ids['Adler'] ?? '')).toEqual(of('Busch', 'Clemens'));
    expect(await poll(time, ids['Clemens'] ?? '')).toEqual(of('Dorn'));
    expect(await poll('2026-11-22T14:03:01Z', '000000000000000')).toEqual([]);
  });
});

describe('refusals', () => {
  it('show where in the query the trouble is', async () => {
    const [status, code, message] = await refusedWith('SELECT Id, Foo FROM Contact');
    expect([status, code]).toEqual([400, 'INVALID_FIELD']);
    expect(message).toContain('ERROR at Row:1:Column:12');
    expect(message).toContain("No such column 'Foo' on entity 'Contact'");
  });

  it.each([
    ['SELECT Id FROM Nothing', 'INVALID_TYPE', "sObject type 'Nothing' is not supported"],
    ['SELECT Id FROM UserLogin', 'INVALID_TYPE', "sObject type 'UserLogin' is not supported"],
    ['SELECT Id FROM Exchange_Sync_Command__e', 'INVALID_TYPE', 'is not supported'],
    ['SELECT Foo.Name FROM Contact', 'INVALID_FIELD', "Didn't understand relationship 'Foo'"],
    ['SELECT Id, id FROM Contact', 'INVALID_FIELD', 'duplicate field selected: id'],
    ['SELECT FROM Contact', 'MALFORMED_QUERY', ''],
    [
      "SELECT Id FROM Contact WHERE Title = 'a' AND Title = 'b' OR Title = 'c'",
      'MALFORMED_QUERY',
      'unexpected token: OR',
    ],
    ["SELECT Id FROM Contact WHERE Description = 'a'", 'INVALID_FIELD', "field 'Description' can not be filtered"],
    ['SELECT Id FROM Contact ORDER BY Description', 'INVALID_FIELD', "field 'Description' can not be sorted"],
    ["SELECT Id FROM Contact WHERE MailingAddress = 'a'", 'INVALID_FIELD', 'can not be filtered'],
    [
      "SELECT Id FROM Contact WHERE SystemModstamp > '2026-01-01T00:00:00Z'",
      'INVALID_FIELD',
      'should not be enclosed in quotes',
    ],
    ['SELECT Id FROM Contact WHERE SystemModstamp > 2026-01-01', 'INVALID_FIELD', 'must be of type dateTime'],
    ['SELECT Id FROM Contact WHERE Birthdate = 2026-01-01T00:00:00Z', 'INVALID_FIELD', 'must be of type date'],
    ['SELECT Id FROM Contact WHERE LastName = 5', 'INVALID_FIELD', 'should be enclosed in quotes'],
    ["SELECT Id FROM Contact WHERE DoNotCall = 'true'", 'INVALID_FIELD', 'must be of type boolean'],
    ["SELECT Id FROM Contact WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
    ["SELECT Id FROM Contact WHERE Id > ''", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: '],
    ["SELECT Id FROM Contact WHERE Id LIKE '003%'", 'INVALID_QUERY_FILTER_OPERATOR', ''],
    ['SELECT Id FROM Contact WHERE DoNotCall > false', 'INVALID_QUERY_FILTER_OPERATOR', ''],
    [`SELECT Id FROM Contact WHERE Title = '${'x'.repeat(4_001)}'`, 'MALFORMED_QUERY', 'longer than 4000'],
    ["SELECT Id FROM Contact WHERE Title = '\\q'", 'MALFORMED_QUERY', ''],
    ['SELECT Id FROM Contact WHERE Id IN (SELECT ReportsToId FROM Contact)', 'MALFORMED_QUERY', 'same object type'],
    [
      'SELECT Id FROM Contact WHERE AccountId IN (SELECT Name FROM Account)',
      'MALFORMED_QUERY',
      'can only query id fields',
    ],
    ['SELECT Id FROM Contact WHERE LastName IN (SELECT Id FROM Account)', 'MALFORMED_QUERY', 'id or reference field'],
    [
      'SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account WHERE OwnerId IN (SELECT Id FROM User))',
      'MALFORMED_QUERY',
      'Nesting of semi join',
    ],
    [
      "SELECT Id FROM Contact WHERE Title = 'a' OR AccountId IN (SELECT Id FROM Account)",
      'MALFORMED_QUERY',
      'top level WHERE',
    ],
  ])('%s', async (soql, code, message) => {
    const [status, given, text] = await refusedWith(soql);
    expect([status, given]).toEqual([400, code]);
    expect(text).toContain(message);
  });

  it('name what the language has and the emulator has not', async () => {
    const unmodelled = [
      ['SELECT Id FROM Contact OFFSET 5', 'OFFSET'],
      ['SELECT COUNT(Id) FROM Contact', 'COUNT(Id)'],
      ['SELECT Title FROM Contact GROUP BY Title', 'GROUP BY'],
      ['SELECT Id, (SELECT Id FROM Contacts) FROM Account', 'child records'],
      ['SELECT FIELDS(ALL) FROM Contact LIMIT 5', 'FIELDS'],
      ['SELECT c.Id FROM Contact c', 'alias'],
      ['SELECT Id FROM Contact WHERE CreatedDate = TODAY', 'TODAY'],
      ['SELECT Id FROM Contact WITH USER_MODE', 'WITH USER_MODE'],
      ['SELECT Id FROM Contact WHERE CALENDAR_YEAR(CreatedDate) = 2026', 'functions'],
      ["SELECT Id FROM Contact WHERE LeadSource INCLUDES ('a')", 'INCLUDES'],
    ] as const;
    for (const [soql, word] of unmodelled) {
      const [status, code, message] = await refusedWith(soql);
      expect([soql, status, code]).toEqual([soql, 501, 'NOT_MODELLED_BY_EMULATOR']);
      expect(message).toContain(word);
    }
  });

  it('come with a query that is missing', async () => {
    const answer = await plain(test, 'GET', '/query', { token: tokens[rep] ?? '' });
    expect([answer.status, (answer.body as { errorCode: string }[])[0]?.errorCode]).toEqual([400, 'MALFORMED_QUERY']);
  });
});
