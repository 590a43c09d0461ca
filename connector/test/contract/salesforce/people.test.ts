// What the sync relies on when it reads and writes contacts as a person, tried over HTTP.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SalesforceContactId } from '../../../src/core/model.js';
import type { ContactReach, RowPage, SalesforceRow } from '../../../src/ports/salesforce.js';
import type { Outcome } from '../../../src/core/failure.js';
import { valueOf } from '../../support/outcome.js';
import { repProfile, startTestOrg, type TestOrg } from './org.js';

let stage: TestOrg;

beforeEach(async () => {
  stage = await startTestOrg();
});

afterEach(async () => {
  await stage.stop();
});

const owned: ContactReach = { isOwnedOnly: true, conditions: [] };
const visible: ContactReach = { isOwnedOnly: false, conditions: [] };

function failureOf<T>(outcome: Outcome<T> | undefined) {
  if (outcome === undefined || outcome.ok) throw new Error('expected a failure');
  return outcome.failure;
}

function names(rows: readonly SalesforceRow[]): unknown[] {
  return rows.map(({ LastName }) => LastName).sort();
}

const key = (number: number): string => number.toString(16).padStart(64, '0');

function seedContacts(count: number, fields: (index: number) => Record<string, unknown>): SalesforceContactId[] {
  return Array.from({ length: count }, (_, index) => {
    const id = stage.backstage.seed('Contact', {
      OwnerId: stage.rep.id,
      LastName: `Last${index}`,
      ...fields(index),
    });
    return id as SalesforceContactId;
  });
}

describe('listing contacts', () => {
  it('gives pages of 2,000 until nothing is left, without a limit at 10,000', async () => {
    seedContacts(10_500, () => ({}));
    const ids = new Set<string>();
    let next: string | null = null;
    let pages = 0;
    do {
      const page: RowPage = valueOf(await stage.rep.org.listContacts(owned, ['LastName'], next));
      for (const row of page.rows) ids.add(row.Id);
      next = page.next;
      pages += 1;
    } while (next !== null);
    expect(ids.size).toBe(10_500);
    expect(pages).toBe(6);
  });

  it('follows the scope: owned ones alone, or all that the person can see', async () => {
    const other = stage.addRep('Otto');
    seedContacts(2, () => ({}));
    const AccountId = stage.backstage.seed('Account', { Name: 'Acme', OwnerId: other.id });
    stage.backstage.seed('Contact', { OwnerId: other.id, LastName: 'Others', AccountId });
    stage.backstage.seed('Contact', { OwnerId: other.id, LastName: 'Private to its owner' });
    expect(valueOf(await stage.rep.org.listContacts(owned, [], null)).rows).toHaveLength(2);
    expect(valueOf(await stage.rep.org.listContacts(visible, [], null)).rows).toHaveLength(3);
  });

  it('puts conditions on contact and account into the query, whatever stands in their values', async () => {
    const energy = stage.backstage.seed('Account', {
      Name: "O'Hara & Söhne",
      Industry: 'Energy',
      OwnerId: stage.rep.id,
    });
    seedContacts(4, (index) => ({
      Title: index % 2 === 0 ? "Head of '50%_off'" : 'Buyer',
      AccountId: index < 2 ? energy : null,
      Birthdate: index === 0 ? '1980-05-01' : null,
    }));
    const listed = async (conditions: ContactReach['conditions']) =>
      names(valueOf(await stage.rep.org.listContacts({ isOwnedOnly: true, conditions }, ['LastName'], null)).rows);
    expect(await listed([{ field: 'Title', operator: 'contains', value: "'50%_" }])).toEqual(['Last0', 'Last2']);
    expect(await listed([{ field: 'Account.Name', operator: 'startsWith', value: "O'HARA" }])).toEqual([
      'Last0',
      'Last1',
    ]);
    expect(await listed([{ field: 'Account.Industry', operator: 'in', value: ['Media', 'Energy'] }])).toEqual([
      'Last0',
      'Last1',
    ]);
    expect(await listed([{ field: 'Birthdate', operator: 'less', value: '1990-01-01' }])).toEqual(['Last0']);
    expect(
      await listed([
        { field: 'Title', operator: 'equals', value: 'Buyer' },
        { field: 'AccountId', operator: 'equals', value: null },
      ]),
    ).toEqual(['Last3']);
    expect(
      await listed([{ field: 'CreatedDate', operator: 'greaterOrEqual', value: '2020-02-29T01:02:03+02:00' }]),
    ).toHaveLength(4);
  });

  it('with a condition on a field that the person cannot see is refused by name, before any query', async () => {
    stage.backstage.setAccess(repProfile, 'Contact', { fields: { Department: 'none' } });
    const outcome = await stage.rep.org.listContacts(
      { isOwnedOnly: true, conditions: [{ field: 'Department', operator: 'equals', value: 'x' }] },
      [],
      null,
    );
    expect(failureOf(outcome)).toEqual({
      class: 'permission',
      code: 'CONDITION_FIELD_NOT_VISIBLE',
      fields: ['Department'],
    });
    expect(stage.callsMade()).toEqual(['GET /sobjects/{object}/describe']);
  });
});

describe('reading contacts by id', () => {
  it('takes one call for 200 and few for 5,000, and gives each contact once', async () => {
    const ids = seedContacts(5_000, () => ({}));
    stage.callsMade();
    expect(valueOf(await stage.rep.org.readContacts(ids.slice(0, 200), ['LastName', 'Account.Name']))).toHaveLength(
      200,
    );
    expect(stage.callsMade()).toEqual(['GET /query']);
    const rows = valueOf(await stage.rep.org.readContacts([...ids, ...ids.slice(0, 10)], ['LastName']));
    expect(new Set(rows.map(({ Id }) => Id)).size).toBe(5_000);
    expect(rows).toHaveLength(5_000);
    expect(stage.callsMade().length).toBeLessThanOrEqual(3);
  });

  it('tells what the person deleted as it was, and nothing that is there or belongs to somebody else', async () => {
    const [deleted, kept] = seedContacts(2, () => ({ Title: 'Chief' }));
    const ids = [deleted, kept].map((id) => id as SalesforceContactId);
    stage.backstage.act(stage.rep.username, { kind: 'delete', object: 'Contact', id: String(deleted) });
    expect(valueOf(await stage.rep.org.readDeletedContacts(ids, ['Title']))).toMatchObject([
      { Id: deleted, Title: 'Chief' },
    ]);
    stage.callsMade();
    expect(valueOf(await stage.rep.org.readDeletedContacts([], ['Title']))).toEqual([]);
    expect(stage.callsMade()).toEqual([]);
  });

  it('leaves out what is deleted, hidden or out of scope, and asks nothing for no ids', async () => {
    const other = stage.addRep('Otto');
    const AccountId = stage.backstage.seed('Account', { Name: 'Acme', OwnerId: other.id });
    const ids = seedContacts(3, (index) => ({ OwnerId: index === 2 ? other.id : stage.rep.id, AccountId }));
    const [deleted, kept] = ids;
    stage.backstage.act(stage.rep.username, { kind: 'delete', object: 'Contact', id: String(deleted) });
    expect(valueOf(await stage.rep.org.readContacts(ids, ['LastName'], owned)).map(({ Id }) => Id)).toEqual([kept]);
    expect(valueOf(await stage.rep.org.readContacts(ids, ['LastName']))).toHaveLength(2);
    stage.callsMade();
    expect(valueOf(await stage.rep.org.readContacts([], ['LastName'], owned))).toEqual([]);
    expect(stage.callsMade()).toEqual([]);
  });

  it('follows further pages of a part of a composite answer', async () => {
    stage.backstage.setSwitch('queryPageMax', 200);
    const ids = seedContacts(1_200, () => ({}));
    expect(valueOf(await stage.rep.org.readContacts(ids, ['LastName']))).toHaveLength(1_200);
  });

  it('names a field that was taken away since, so that the caller describes again', async () => {
    const ids = seedContacts(1, () => ({ Fax: '1' }));
    stage.backstage.setAccess(repProfile, 'Contact', { fields: { Fax: 'none' } });
    const outcome = await stage.rep.org.readContacts(ids, ['LastName', 'Fax']);
    expect(failureOf(outcome)).toEqual({ class: 'permission', code: 'INVALID_FIELD', fields: ['Fax'] });
  });
});

describe('looking for matches', () => {
  it('asks for 1,300 addresses and 1,000 names in at most 4 calls and finds all that fit', async () => {
    seedContacts(1_000, (index) => ({
      FirstName: index % 10 === 0 ? null : `First${index % 90}`,
      Email: `person.${index}@a-rather-long-company.example`,
    }));
    stage.callsMade();
    const keys = {
      emails: Array.from({ length: 1_300 }, (_, index) => `PERSON.${index}@a-rather-long-company.example`),
      names: Array.from({ length: 1_000 }, (_, index) => ({
        firstName: index % 10 === 0 ? '' : `first${index % 90}`,
        lastName: `last${index}`,
      })),
    };
    expect(valueOf(await stage.rep.org.findContacts(keys, ['LastName', 'FirstName', 'Email']))).toHaveLength(1_000);
    expect(stage.callsMade().length).toBeLessThanOrEqual(4);
    const onlyNames = valueOf(await stage.rep.org.findContacts({ emails: [], names: keys.names }, ['LastName']));
    expect(onlyNames.length).toBeGreaterThanOrEqual(1_000);
  });

  it('is not misled by quotes, backslashes, wildcards, blanks and half characters', async () => {
    seedContacts(1, () => ({ LastName: "O'Neill \\ 100%", FirstName: 'Zoë', Email: "o'neill@x.example" }));
    const find = async (emails: string[], lastName: string) =>
      valueOf(await stage.rep.org.findContacts({ emails, names: [{ firstName: 'Zoë', lastName }] }, ['LastName']));
    expect(await find([], "O'Neill \\ 100%")).toHaveLength(1);
    expect(await find(["O'NEILL@x.example "], '')).toHaveLength(1);
    expect(await find(['nobody@x.example\uD800', '', ' '], '%')).toEqual([]);
    expect(await find([], "x') OR (LastName != 'x")).toEqual([]);
    stage.callsMade();
    expect(await find(['', `${'x'.repeat(80)}@x.example`], '  ')).toEqual([]);
    expect(stage.callsMade()).toEqual([]);
  });

  it('finds accounts by their whole name in any case, each candidate, and ignores empty names', async () => {
    const seed = (Name: string) => stage.backstage.seed('Account', { Name, OwnerId: stage.rep.id });
    const acme = seed('Acme');
    const twins = [seed('Twin GmbH'), seed('twin gmbh')];
    seed('Acme Holding');
    const found = valueOf(await stage.rep.org.findAccounts([' ACME ', 'Twin GmbH', '', 'None']));
    expect(found.map(({ id }) => String(id)).sort()).toEqual([acme, ...twins].sort());
    stage.callsMade();
    expect(valueOf(await stage.rep.org.findAccounts(['', ' ']))).toEqual([]);
    expect(stage.callsMade()).toEqual([]);
  });

  it('asks for 1,000 companies in at most 3 calls', async () => {
    await stage.rep.org.findAccounts(['warm up']);
    stage.callsMade();
    valueOf(
      await stage.rep.org.findAccounts(Array.from({ length: 1_000 }, (_, index) => `Company number ${index} & Co`)),
    );
    expect(stage.callsMade().length).toBeLessThanOrEqual(3);
  });
});

describe('writing contacts', () => {
  const accountOf = (index: number) => `Account ${index % 7}`;

  it('creates 450 in three calls, answers in the order given, and a repeat finds the same records', async () => {
    const accounts = new Map(
      Array.from({ length: 7 }, (_, index) => [
        accountOf(index),
        stage.backstage.seed('Account', { Name: accountOf(index), OwnerId: stage.rep.id }),
      ]),
    );
    const records = Array.from({ length: 450 }, (_, index) => ({
      key: key(index),
      fields: { LastName: `New${index}`, AccountId: accounts.get(accountOf(index)) },
    }));
    stage.callsMade();
    const ids = (await stage.rep.org.createContacts(records)).map((outcome) => valueOf(outcome).id);
    expect(stage.callsMade()).toEqual(Array(3).fill('PATCH /composite/sobjects/{object}/{field}'));
    const again = (await stage.rep.org.createContacts(records)).map((outcome) => valueOf(outcome).id);
    expect(again).toEqual(ids);
    const rows = valueOf(
      await stage.rep.org.findByKey(
        records.map((record) => record.key),
        ['LastName', 'CreatedById'],
      ),
    );
    expect(rows).toHaveLength(450);
    expect(rows.find(({ Id }) => Id === ids[123])).toMatchObject({ LastName: 'New123', CreatedById: stage.rep.id });
  });

  it('gives each record an outcome of its own, with code and fields', async () => {
    const outcomes = await stage.rep.org.createContacts([
      { key: key(1), fields: { LastName: 'Fine' } },
      { key: key(2), fields: { FirstName: 'Nameless' } },
      { key: key(3), fields: { LastName: 'Long', Title: 'x'.repeat(200) } },
      { key: key(4), fields: { LastName: 'Mail', Email: 'not an address' } },
      { key: key(5), fields: { LastName: 'Fine too' } },
    ]);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, false, false, false, true]);
    expect(failureOf(outcomes[1])).toEqual({ class: 'invalid', code: 'REQUIRED_FIELD_MISSING', fields: ['LastName'] });
    expect(failureOf(outcomes[2])).toMatchObject({ class: 'tooLarge', code: 'STRING_TOO_LONG', fields: ['Title'] });
    expect(failureOf(outcomes[3])).toMatchObject({
      class: 'invalid',
      code: 'INVALID_EMAIL_ADDRESS',
      fields: ['Email'],
    });
  });

  it('says which records a duplicate rule found', async () => {
    const [existing] = seedContacts(1, () => ({ FirstName: 'Ann', LastName: 'Lee', Email: 'ann@x.example' }));
    stage.backstage.setSwitch('contactDuplicateRule', 'block');
    const [outcome] = await stage.rep.org.createContacts([
      { key: key(1), fields: { FirstName: 'Ann', LastName: 'Lee', Email: 'ann@x.example' } },
    ]);
    expect(failureOf(outcome)).toEqual({ class: 'conflict', code: 'DUPLICATES_DETECTED', relatedIds: [existing] });
  });

  it('names a field that the person may not write', async () => {
    const [id] = seedContacts(1, () => ({}));
    stage.backstage.setAccess(repProfile, 'Contact', { fields: { Fax: 'read' } });
    const [outcome] = await stage.rep.org.updateContacts([
      { id: id as SalesforceContactId, version: '', fields: { Fax: '1' } },
    ]);
    expect(failureOf(outcome)).toMatchObject({
      class: 'permission',
      code: 'INVALID_FIELD_FOR_INSERT_UPDATE',
      fields: ['Fax'],
    });
  });

  it('updates only what is given, and tells what is gone from what may not be written', async () => {
    const other = stage.addRep('Otto');
    const [mine, gone, theirs] = seedContacts(3, (index) => ({
      Fax: '1',
      OwnerId: index === 2 ? other.id : stage.rep.id,
    }));
    stage.backstage.act(stage.rep.username, { kind: 'delete', object: 'Contact', id: String(gone) });
    const outcomes = await stage.rep.org.updateContacts(
      [mine, gone, theirs].map((id) => ({ id: id as SalesforceContactId, version: '', fields: { Title: 'New' } })),
    );
    expect(outcomes[0]).toEqual({ ok: true, value: { id: mine, answeredAtMs: expect.any(Number) as unknown } });
    expect(failureOf(outcomes[1])).toMatchObject({ class: 'notFound', code: 'ENTITY_IS_DELETED' });
    expect(failureOf(outcomes[2])).toMatchObject({ class: 'permission' });
    const [row] = valueOf(await stage.rep.org.readContacts([mine as SalesforceContactId], ['Title', 'Fax']));
    expect(row).toMatchObject({ Title: 'New', Fax: '1' });
  });

  it('takes deleting what is gone already as done', async () => {
    const [first, second] = seedContacts(2, () => ({}));
    const ids = [first, second, '003000000000000AAA'] as SalesforceContactId[];
    stage.backstage.act(stage.rep.username, { kind: 'delete', object: 'Contact', id: String(first) });
    expect(await stage.rep.org.deleteContacts(ids)).toEqual(Array(3).fill({ ok: true, value: null }));
    expect(valueOf(await stage.rep.org.readContacts(ids, []))).toEqual([]);
  });

  it('writes a record whose account is locked once more after a short wait, the others not', async () => {
    const account = stage.backstage.seed('Account', { Name: 'Busy', OwnerId: stage.rep.id });
    stage.backstage.setSwitch('lockedAccounts', [account]);
    const outcomes = await stage.rep.org.createContacts([
      { key: key(1), fields: { LastName: 'Locked', AccountId: account } },
      { key: key(2), fields: { LastName: 'Free' } },
    ]);
    expect(failureOf(outcomes[0])).toMatchObject({ class: 'transient', code: 'UNABLE_TO_LOCK_ROW' });
    expect(outcomes[1]?.ok).toBe(true);
    expect(stage.waits).toEqual([1_000]);
    expect(stage.callsMade().filter((call) => call.startsWith('PATCH'))).toHaveLength(2);
  });

  it.each([
    ['is cut after it was carried out', { kind: 'cutAfter' } as const, 'NO_ANSWER'],
    ['is answered 503', { kind: 'answer', status: 503 } as const, 'SERVER_UNAVAILABLE'],
    [
      'is answered 504 by something in between',
      { kind: 'answer', status: 504, body: '<html>gateway</html>' } as const,
      'HTTP_504',
    ],
  ])('leaves all records in doubt when the call %s, and does not repeat it', async (_how, effect, code) => {
    await stage.rep.org.describe('Contact');
    stage.callsMade();
    stage.world.faults.add({ system: 'salesforce', method: 'PATCH', effect });
    const outcomes = await stage.rep.org.createContacts([
      { key: key(1), fields: { LastName: 'One' } },
      { key: key(2), fields: { LastName: 'Two' } },
    ]);
    for (const outcome of outcomes) expect(failureOf(outcome)).toEqual({ class: 'transient', code, isInDoubt: true });
    expect(stage.callsMade()).toHaveLength(1);
  });
});

describe('describing', () => {
  it('tells what the person may do, is kept for an hour, and is asked again on demand', async () => {
    const first = valueOf(await stage.rep.org.describe('Contact'));
    expect(first).toMatchObject({ isReadable: true, isCreateable: true, isUpdateable: true, isDeletable: true });
    expect(first.fields.get('LastName')).toMatchObject({ lengthMax: 80, isCreateable: true, allowedValues: null });
    expect(first.fields.get('Salutation')).toMatchObject({ allowedValues: null });
    stage.backstage.setAccess(repProfile, 'Contact', { edit: false, fields: { Fax: 'none' } });
    expect(valueOf(await stage.rep.org.describe('Contact')).fields.has('Fax')).toBe(true);
    expect(stage.callsMade()).toEqual(['GET /sobjects/{object}/describe']);
    const again = valueOf(await stage.rep.org.describe('Contact', true));
    expect(again.fields.has('Fax')).toBe(false);
    expect(again.isUpdateable).toBe(false);
    stage.world.clock.advance(61 * 60_000);
    stage.callsMade();
    await stage.rep.org.describe('Contact');
    expect(stage.callsMade()).toEqual(['GET /sobjects/{object}/describe']);
  });

  it('of an object that the person cannot see says so', async () => {
    stage.backstage.setAccess(repProfile, 'Account', { read: false, create: false, edit: false });
    expect(valueOf(await stage.rep.org.describe('Account'))).toMatchObject({ isReadable: false, isCreateable: false });
  });

  it('gives the allowed values of a restricted picklist', async () => {
    stage.backstage.setSwitch('isSalutationRestricted', true);
    const { fields } = valueOf(await stage.rep.org.describe('Contact'));
    expect(fields.get('Salutation')?.allowedValues).toContain('Dr.');
  });
});
