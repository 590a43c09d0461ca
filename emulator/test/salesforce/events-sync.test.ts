// What a sync of events asks of an org, in the very queries and calls, with jsforce as it is published: as the person,
// as the integration user, and several queries in one Composite call.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'jsforce';
import type { TestOrg } from './support.js';
import { colleague, connect, failureOf, integration, plain, rep, startOrg, tokenFor } from './support.js';

let org: TestOrg;
let connection: Connection;
let contact: string;
beforeEach(async () => {
  org = await startOrg();
  const account = org.org.seed('Account', { Name: 'Acme', OwnerId: org.users[rep] });
  contact = org.org.seed('Contact', {
    LastName: 'Kern',
    Email: 'kern@acme.example',
    AccountId: account,
    ...ownedBy(rep),
  });
  connection = await connect(org, rep);
});
afterEach(() => org.close());

type Fields = Record<string, unknown>;

const ownedBy = (username: string): Fields => ({ OwnerId: org.users[username] });
const seedEvent = (Subject: string, StartDateTime: string, more: Fields = {}): string =>
  org.org.seed('Event', { Subject, StartDateTime, DurationInMinutes: 30, ...ownedBy(rep), ...more });
const key = (letter: string): string => letter.repeat(64);
const queryAll = async (soql: string, asked = connection): Promise<Fields[]> =>
  (await asked.query(soql, { scanAll: true })).records;
const subjects = (records: readonly Fields[]): unknown[] => records.map(({ Subject }) => Subject).sort();

const eventFields = 'Id, Subject, StartDateTime, DurationInMinutes, IsAllDayEvent, Exchange_Sync_Key__c, WhoId';
const ownEvents = (): string =>
  `SELECT ${eventFields}, Description FROM Event WHERE OwnerId = '${org.users[rep]}' ` +
  'AND ActivityDate >= 2026-01-01 AND ActivityDate <= 2026-12-31 ' +
  'AND IsChild = false AND IsRecurrence = false AND IsRecurrence2 = false AND IsDeleted = false';

describe('own events in a range of days', () => {
  it('are found with both days included, all-day ones by their date', async () => {
    seedEvent('First minute', '2026-01-01T00:00:00Z');
    seedEvent('Last minute', '2026-12-31T23:59:00Z');
    seedEvent('The year before', '2025-12-31T23:59:00Z');
    seedEvent('The year after', '2027-01-01T00:00:00Z');
    org.org.seed('Event', { Subject: 'Last day', IsAllDayEvent: true, ActivityDate: '2026-12-31', ...ownedBy(rep) });
    expect(subjects(await queryAll(ownEvents()))).toEqual(['First minute', 'Last day', 'Last minute']);
  });

  it('are found in the archive too, and neither deleted nor of others, nor invitations or series', async () => {
    org.world.clock.advance(400 * 86_400_000);
    connection = await connect(org, rep);
    seedEvent('Archived', '2026-06-15T09:00:00Z');
    const gone = seedEvent('Deleted', '2026-06-16T09:00:00Z');
    org.org.act(rep, { kind: 'delete', object: 'Event', id: gone });
    seedEvent('Of a colleague', '2026-06-15T09:00:00Z', { WhoId: contact, ...ownedBy(colleague) });
    seedEvent('Invitation', '2026-06-15T09:00:00Z', { IsChild: true });
    seedEvent('Old series', '2026-06-15T09:00:00Z', { IsRecurrence: true });
    seedEvent('New series', '2026-06-15T09:00:00Z', { IsRecurrence2: true });
    expect(subjects(await queryAll(ownEvents()))).toEqual(['Archived']);
    expect((await connection.query(ownEvents())).records).toEqual([]);
  });

  it('come in pages of 2,000', async () => {
    for (let number = 0; number < 2_001; number += 1) seedEvent(`Nr ${number}`, '2026-06-15T09:00:00Z');
    const first = await connection.query(ownEvents(), { scanAll: true, autoFetch: false });
    expect([first.records.length, first.totalSize, first.done]).toEqual([2_000, 2_001, false]);
    expect((await connection.queryMore(first.nextRecordsUrl ?? '')).records).toHaveLength(1);
  });
});

describe('events by key and by id', () => {
  it('are found by any of many keys, without case, as far as the person may see them', async () => {
    const mine = seedEvent('Mine', '2026-06-15T09:00:00Z', { Exchange_Sync_Key__c: key('a') });
    const shared = { Exchange_Sync_Key__c: key('B'), WhoId: contact, ...ownedBy(colleague) };
    const theirs = seedEvent('Theirs', '2026-06-15T09:00:00Z', shared);
    seedEvent('Not to be seen', '2026-06-15T09:00:00Z', { Exchange_Sync_Key__c: key('c'), ...ownedBy(colleague) });
    const keys = [...'0123456789abcdef'].map((letter) => `'${key(letter)}'`);
    const soql = `SELECT Id FROM Event WHERE Exchange_Sync_Key__c IN (${keys.join(',')}) AND IsDeleted = false`;
    expect((await queryAll(soql)).map(({ Id }) => Id).sort()).toEqual([mine, theirs].sort());
  });

  it('are told as deleted by id, and are missing where the person may not see them', async () => {
    const kept = seedEvent('Kept', '2026-06-15T09:00:00Z');
    const gone = seedEvent('Gone', '2026-06-15T09:00:00Z');
    const hidden = seedEvent('Hidden', '2026-06-15T09:00:00Z', ownedBy(colleague));
    org.org.act(rep, { kind: 'delete', object: 'Event', id: gone });
    const ids = [kept, gone, hidden].map((id) => `'${id}'`).join(',');
    const found = await queryAll(`SELECT Id, IsDeleted FROM Event WHERE Id IN (${ids}) ORDER BY Subject`);
    expect(found).toMatchObject([
      { Id: gone, IsDeleted: true },
      { Id: kept, IsDeleted: false },
    ]);
  });
});

describe('leads', () => {
  const lead = (LastName: string, Email: string, more: Fields = {}): string =>
    org.org.seed('Lead', { LastName, Company: 'Lind KG', Email, ...ownedBy(rep), ...more });

  it('are found by address without case, unless they were converted or cannot be seen', async () => {
    const open = lead('Lind', 'Lea@Lind.example');
    lead('Turned', 'turned@lind.example', { IsConverted: true });
    org.org.setSwitch('leadSharing', 'private');
    lead('Other', 'other@lind.example', ownedBy(colleague));
    const emails = ['lea@lind.example', 'turned@lind.example', 'other@lind.example'].map((email) => `'${email}'`);
    const soql = `SELECT Id, Email FROM Lead WHERE Email IN (${emails.join(',')}) AND IsConverted = false`;
    expect((await connection.query(soql)).records).toMatchObject([{ Id: open, Email: 'Lea@Lind.example' }]);
  });

  it('and contacts are followed by stamp and id, with the address if the integration user may read it', async () => {
    const id = lead('Lind', 'lea@lind.example');
    org.org.setAccess('Exchange_Sync_Connector', 'Lead', { fields: { Email: 'read' } });
    org.org.setAccess('Exchange_Sync_Connector', 'Contact', { fields: { Email: 'read' } });
    const watcher = await connect(org, integration);
    const from = '2026-11-22T14:03:00Z';
    const keyset = (lastId: string): string =>
      `WHERE (SystemModstamp > ${from} OR (SystemModstamp = ${from} AND Id > '${lastId}')) ORDER BY SystemModstamp, Id`;
    const changed = async (object: string, lastId: string): Promise<Fields[]> =>
      queryAll(
        `SELECT Id, OwnerId, Email, IsDeleted, SystemModstamp FROM ${object} ${keyset(lastId)} LIMIT 2000`,
        watcher,
      );
    expect(await changed('Lead', '000000000000000AAA')).toMatchObject([{ Id: id, Email: 'lea@lind.example' }]);
    expect(await changed('Lead', id)).toEqual([]);
    expect(await changed('Contact', '000000000000000AAA')).toMatchObject([{ Id: contact, Email: 'kern@acme.example' }]);
    org.org.setAccess('Exchange_Sync_Connector', 'Lead', { fields: { Email: 'none' } });
    expect((await failureOf(changed('Lead', id))).errorCode).toBe('INVALID_FIELD');
    org.org.setAccess('Exchange_Sync_Connector', 'Lead', { read: false, viewAll: false });
    expect((await failureOf(changed('Lead', id))).errorCode).toBe('INVALID_TYPE');
  });
});

describe('a Composite call with queries about events', () => {
  const part = (referenceId: string, soql: string): Fields => ({
    ...{ method: 'GET', referenceId },
    url: `/services/data/v65.0/queryAll?q=${encodeURIComponent(soql)}`,
  });

  it('answers five of them, each for itself, counts as one call, and takes no sixth', async () => {
    const event = seedEvent('Mine', '2026-06-15T09:00:00Z', { Exchange_Sync_Key__c: key('a') });
    const parts = [
      part('own', ownEvents()),
      part('key', `SELECT Id FROM Event WHERE Exchange_Sync_Key__c IN ('${key('a')}') AND IsDeleted = false`),
      part('id', `SELECT Id, IsDeleted FROM Event WHERE Id IN ('${event}')`),
      part('lead', "SELECT Id, Email FROM Lead WHERE Email IN ('x@y.example') AND IsConverted = false"),
      part('wrong', 'SELECT Colour FROM Event'),
    ];
    const token = await tokenFor(org, rep);
    const call = (compositeRequest: unknown) => plain(org, 'POST', '/composite', { token, body: { compositeRequest } });
    const before = org.world.calls.mark();
    const { body } = await call(parts);
    expect(org.world.calls.mark() - before).toBe(1);
    const answers = (body as { compositeResponse: { httpStatusCode: number; referenceId: string; body: unknown }[] })
      .compositeResponse;
    expect(answers.map(({ referenceId, httpStatusCode }) => [referenceId, httpStatusCode])).toEqual([
      ['own', 200],
      ['key', 200],
      ['id', 200],
      ['lead', 200],
      ['wrong', 400],
    ]);
    for (const { body: found } of answers.slice(0, 3)) expect(found).toMatchObject({ records: [{ Id: event }] });
    expect(answers[3]?.body).toMatchObject({ totalSize: 0 });
    expect((await call([...parts, part('sixth', 'SELECT Id FROM Event')])).status).toBe(400);
  });
});

describe('writing events', () => {
  const all = (count: number, more: Fields = {}): Fields[] =>
    Array.from({ length: count }, (_, number) => ({
      ...{ Subject: `Nr ${number}`, StartDateTime: '2026-11-23T09:00:00Z', DurationInMinutes: 30 },
      ...{ IsAllDayEvent: false, ShowAs: 'Busy', IsPrivate: false, WhoId: contact },
      ...{ Exchange_Sync_Key__c: key(String(number % 10)), ...more },
    }));

  it('takes 200 in a call, in their order, all owned by the one who sends them', async () => {
    const made = await connection.sobject('Event').create(all(200));
    expect(made.every(({ success }) => success)).toBe(true);
    const ids = made.map(({ id }) => id ?? '');
    expect(await connection.sobject('Event').retrieve(ids.slice(0, 2))).toMatchObject([
      { Subject: 'Nr 0', OwnerId: org.users[rep], CreatedById: org.users[rep] },
      { Subject: 'Nr 1' },
    ]);
    const token = await tokenFor(org, rep);
    const records = all(201).map((fields) => ({ attributes: { type: 'Event' }, ...fields }));
    const tooMany = await plain(org, 'POST', '/composite/sobjects', { token, body: { records } });
    expect([tooMany.status, JSON.stringify(tooMany.body)]).toEqual([400, expect.stringContaining('EXCEEDED_ID_LIMIT')]);
  });

  it('says of each that was deleted meanwhile that it is, whether it is changed or deleted again', async () => {
    const [gone, there] = await connection.sobject('Event').create(all(2));
    await connection.sobject('Event').destroy(gone?.id ?? '');
    const change = [gone, there].map((one) => ({ Id: one?.id ?? '', Subject: 'Other' }));
    const deleted = { success: false, errors: [{ statusCode: 'ENTITY_IS_DELETED' }] };
    expect(await connection.sobject('Event').update(change)).toMatchObject([deleted, { success: true }]);
    const ids = [gone?.id ?? '', there?.id ?? ''];
    expect(await connection.sobject('Event').destroy(ids)).toMatchObject([deleted, { success: true }]);
  });

  it('refuses to change or delete what belongs to others, seen or not, and goes on with the rest', async () => {
    const seen = seedEvent('Seen', '2026-11-23T09:00:00Z', { WhoId: contact, ...ownedBy(colleague) });
    const unseen = seedEvent('Unseen', '2026-11-23T09:00:00Z', ownedBy(colleague));
    const mine = seedEvent('Mine', '2026-11-23T09:00:00Z');
    const ids = [seen, unseen, mine];
    const outcomes = [
      { success: false, errors: [{ statusCode: 'INSUFFICIENT_ACCESS_OR_READONLY' }] },
      { success: false, errors: [{ statusCode: 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY' }] },
      { success: true },
    ];
    const changes = ids.map((Id) => ({ Id, Subject: 'Other' }));
    expect(await connection.sobject('Event').update(changes)).toMatchObject(outcomes);
    expect(await connection.sobject('Event').destroy(ids)).toMatchObject(outcomes);
    const left = org.org.dump().objects['Event']?.filter(({ IsDeleted }) => IsDeleted === false);
    expect(left?.map(({ Subject }) => Subject)).toEqual(['Seen', 'Unseen']);
  });
});
