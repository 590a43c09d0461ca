// What the sync relies on when it reads and writes events, and looks for leads, as a person: ports/salesforce-events.ts
// tried over HTTP.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { SalesforceEventId } from '../../../src/core/model.js';
import type { RowPage, SalesforceRow } from '../../../src/ports/salesforce.js';
import { valueOf } from '../../support/outcome.js';
import { repProfile, startTestOrg, type Rep, type TestOrg } from './org.js';

let stage: TestOrg;
let other: Rep;

beforeEach(async () => {
  stage = await startTestOrg();
  other = stage.addRep('Otto');
});

afterEach(async () => {
  await stage.stop();
});

const keyField = 'Exchange_Sync_Key__c';
const key = (number: number): string => number.toString(16).padStart(64, '0');
const year = { fromDate: '2026-06-01', toDate: '2027-05-31' };

function seed(Subject: string, fields: Record<string, unknown> = {}): SalesforceEventId {
  const times = { StartDateTime: '2026-12-01T09:00:00Z', DurationInMinutes: 30 };
  return stage.backstage.seed('Event', { Subject, ...times, OwnerId: stage.rep.id, ...fields }) as SalesforceEventId;
}

/** Of the other rep, about a contact that everybody sees. */
function seedOthers(Subject: string, fields: Record<string, unknown> = {}): SalesforceEventId {
  const AccountId = stage.backstage.seed('Account', { Name: 'Acme', OwnerId: other.id });
  const WhoId = stage.backstage.seed('Contact', { LastName: 'Kern', AccountId, OwnerId: other.id });
  return seed(Subject, { OwnerId: other.id, WhoId, ...fields });
}

const subjects = (rows: readonly SalesforceRow[]) => rows.map(({ Subject }) => Subject).sort();
const remove = (id: string, by = stage.rep.username) =>
  stage.backstage.act(by, { kind: 'delete', object: 'Event', id });
const fieldsOf = (number: number) => ({
  Subject: `Event ${number}`,
  StartDateTime: '2026-12-01T09:00:00.000Z',
  DurationInMinutes: 30,
  [keyField]: key(number),
});

describe("listing a person's events", () => {
  const list = async (range = year) =>
    subjects(valueOf(await stage.rep.org.listOwnEvents(range, ['Subject'], null)).rows);

  it('gives the own ones of the days asked for, archived too, but no invitations, series or deleted ones', async () => {
    seed('first day', { StartDateTime: '2026-06-01T00:00:00Z' });
    seed('last day', { IsAllDayEvent: true, StartDateTime: '2027-05-31T00:00:00Z', DurationInMinutes: 1_440 });
    seed('private', { IsPrivate: true });
    seed('too early', { StartDateTime: '2026-05-31T22:00:00Z' });
    seed('too late', { StartDateTime: '2027-06-01T00:00:00Z' });
    const series = seed('series', { IsRecurrence: true });
    seed('its occurrence', { RecurrenceActivityId: series });
    seed('series of the new kind', { IsRecurrence2: true });
    seed('invitation', { IsChild: true });
    seedOthers('of somebody else');
    remove(seed('deleted'));
    expect(await list()).toEqual(['first day', 'last day', 'private']);
    seed('archived', { StartDateTime: '2024-03-01T09:00:00Z' });
    expect(await list({ fromDate: '2024-01-01', toDate: '2024-12-31' })).toEqual(['archived']);
  });

  it('goes on page by page', async () => {
    const ids = Array.from({ length: 450 }, (_, index) => seed(`Event ${index}`));
    stage.backstage.setSwitch('queryPageMax', 200);
    stage.callsMade();
    const seen: string[] = [];
    for (let next: string | null = null; ;) {
      const page: RowPage = valueOf(await stage.rep.org.listOwnEvents(year, [], next));
      seen.push(...page.rows.map(({ Id }) => Id));
      if (page.next === null) break;
      next = page.next;
    }
    expect(seen.sort()).toEqual([...ids].sort());
    expect(stage.callsMade()).toHaveLength(4);
  });

  it('is refused to who has no access to events', async () => {
    stage.backstage.setAccess(repProfile, 'Event', { read: false, create: false, edit: false, delete: false });
    expect(await stage.rep.org.listOwnEvents(year, [], null)).toEqual({
      ok: false,
      failure: { class: 'permission', code: 'INVALID_TYPE' },
    });
  });
});

describe('looking for events by their meeting key', () => {
  it('finds what the person sees, archived ones and those of others too, and says which are deleted', async () => {
    const mine = seed('mine', { [keyField]: key(1) });
    const old = seed('archived', { [keyField]: key(2), StartDateTime: '2024-03-01T09:00:00Z' });
    const shared = seedOthers('of somebody else', { [keyField]: key(1) });
    seedOthers('private of somebody else', { [keyField]: key(1), IsPrivate: true, WhoId: null });
    seed('about nobody', { OwnerId: other.id, [keyField]: key(1) });
    const gone = seed('deleted', { [keyField]: key(2) });
    remove(gone);
    const rows = valueOf(await stage.rep.org.findEventsByKey([key(1), key(2), key(3), key(1)], ['OwnerId']));
    expect(rows.map(({ Id }) => Id).sort()).toEqual([mine, old, shared, gone].sort());
    expect(rows.filter(({ IsDeleted }) => IsDeleted === true).map(({ Id }) => Id)).toEqual([gone]);
    expect(rows.find(({ Id }) => Id === shared)).toMatchObject({ [keyField]: key(1), OwnerId: other.id });
  });

  it('asks for 1,000 keys in at most two calls, and for none in none', async () => {
    const wanted = Array.from({ length: 1_000 }, (_, index) => key(index));
    for (const index of [0, 499, 999]) seed(`Event ${index}`, { [keyField]: key(index) });
    await stage.rep.org.findEventsByKey([key(0)], []);
    stage.callsMade();
    expect(valueOf(await stage.rep.org.findEventsByKey(wanted, []))).toHaveLength(3);
    expect(stage.callsMade().length).toBeLessThanOrEqual(2);
    expect(valueOf(await stage.rep.org.findEventsByKey([], []))).toEqual([]);
    expect(stage.callsMade()).toEqual([]);
  });
});

describe('reading events by id', () => {
  it('tells which were deleted, finds archived ones, and does not show what the person may not see', async () => {
    const kept = seed('kept');
    const deleted = seed('deleted');
    const old = seed('archived', { StartDateTime: '2024-03-01T09:00:00Z' });
    const hidden = seed('private of somebody else', { OwnerId: other.id, IsPrivate: true });
    const unknown = '00U000000000000AAA' as SalesforceEventId;
    remove(deleted);
    const rows = valueOf(await stage.rep.org.readEvents([kept, deleted, old, hidden, unknown], ['Subject']));
    expect(new Map(rows.map(({ Id, IsDeleted }) => [Id, IsDeleted]))).toEqual(
      new Map([
        [kept, false],
        [deleted, true],
        [old, false],
      ]),
    );
    expect(subjects(rows)).toEqual(['archived', 'deleted', 'kept']);
    expect(valueOf(await stage.rep.org.readEvents([], []))).toEqual([]);
  });
});

describe('writing events', () => {
  it('creates 450 in three calls, with the person as owner, and answers in the order given', async () => {
    const records = Array.from({ length: 450 }, (_, index) => fieldsOf(index));
    await stage.rep.org.describe('Event');
    stage.callsMade();
    const ids = (await stage.rep.org.createEvents(records)).map(valueOf);
    expect(stage.callsMade()).toEqual(Array(3).fill('POST /composite/sobjects'));
    const rows = new Map(
      valueOf(await stage.rep.org.readEvents(ids, ['Subject', 'OwnerId', 'CreatedById'])).map((row) => [row.Id, row]),
    );
    const { id: person } = stage.rep;
    expect(ids.map((id) => rows.get(id))).toMatchObject(
      records.map(({ Subject }) => ({ Subject, OwnerId: person, CreatedById: person })),
    );
  });

  it('gives each event an outcome of its own', async () => {
    const outcomes = await stage.rep.org.createEvents([
      fieldsOf(1),
      { ...fieldsOf(2), Subject: 'x'.repeat(256) },
      { ...fieldsOf(3), StartDateTime: null },
      fieldsOf(4),
    ]);
    expect(outcomes).toMatchObject([
      { ok: true },
      { failure: { class: 'tooLarge', code: 'STRING_TOO_LONG', fields: ['Subject'] } },
      { failure: { class: 'invalid', code: 'REQUIRED_FIELD_MISSING' } },
      { ok: true },
    ]);
  });

  it('leaves a create without an answer in doubt, is not repeated, and is found by its key', async () => {
    await stage.rep.org.describe('Event');
    stage.callsMade();
    stage.world.faults.add({ system: 'salesforce', method: 'POST', times: 1, effect: { kind: 'cutAfter' } });
    const outcomes = await stage.rep.org.createEvents([fieldsOf(1), fieldsOf(2)]);
    expect(outcomes).toEqual(
      Array(2).fill({ ok: false, failure: { class: 'transient', code: 'NO_ANSWER', isInDoubt: true } }),
    );
    expect(stage.callsMade()).toEqual(['POST /composite/sobjects']);
    expect(subjects(valueOf(await stage.rep.org.findEventsByKey([key(1), key(2)], ['Subject'])))).toEqual([
      'Event 1',
      'Event 2',
    ]);
  });

  it('updates what is given, and says of a deleted or unknown event that it is gone', async () => {
    const [kept, deleted, old] = [
      seed('kept', { Location: 'Room 1' }),
      seed('deleted'),
      seed('archived', { StartDateTime: '2024-03-01T09:00:00Z' }),
    ];
    const unknown = '00U000000000000AAA' as SalesforceEventId;
    remove(deleted);
    const fields = { Subject: 'New' };
    const outcomes = await stage.rep.org.updateEvents([kept, deleted, unknown, old].map((id) => ({ id, fields })));
    expect(outcomes[0]).toEqual({ ok: true, value: null });
    expect(outcomes[1]).toMatchObject({ failure: { class: 'notFound', code: 'ENTITY_IS_DELETED' } });
    expect(outcomes[2]).toMatchObject({ failure: { class: 'notFound' } });
    expect(outcomes[3]).toEqual({ ok: true, value: null });
    const [row] = valueOf(await stage.rep.org.readEvents([kept], ['Subject', 'Location']));
    expect(row).toMatchObject({ Subject: 'New', Location: 'Room 1' });
  });

  it('may not change the events of others, seen or not', async () => {
    const ids = [seedOthers('shared'), seed('private', { OwnerId: other.id, IsPrivate: true })];
    const outcomes = await stage.rep.org.updateEvents(ids.map((id) => ({ id, fields: { Subject: 'New' } })));
    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.failure.class))).toEqual([
      'permission',
      'permission',
    ]);
  });

  it('deletes, and takes what is gone already as deleted', async () => {
    const [first, second] = [seed('first'), seed('second')];
    remove(first);
    const ids = [first, second, '00U000000000000AAA'] as SalesforceEventId[];
    expect(await stage.rep.org.deleteEvents(ids)).toEqual(Array(3).fill({ ok: true, value: null }));
    const rows = valueOf(await stage.rep.org.readEvents(ids, []));
    expect(rows.map(({ IsDeleted }) => IsDeleted)).toEqual([true, true]);
  });
});

describe('leads', () => {
  const lead = (Email: string, fields: Record<string, unknown> = {}) =>
    stage.backstage.seed('Lead', { LastName: 'Lind', Company: 'Lind KG', Email, OwnerId: other.id, ...fields });

  it('are found by address in any case, as long as they are not converted or deleted', async () => {
    const ids = [lead('Ann@Lind.example'), lead("o'neill@lind.example"), lead('ann@lind.example')];
    lead('ann@lind.example', { IsConverted: true });
    lead('somebody@lind.example');
    const gone = lead('ann@lind.example', { OwnerId: stage.rep.id });
    stage.backstage.act(stage.rep.username, { kind: 'delete', object: 'Lead', id: gone });
    const found = valueOf(await stage.rep.org.findLeads(['ann@lind.example', "o'neill@lind.example", '', 'x']));
    expect([...found].sort((a, b) => a.id.localeCompare(b.id))).toEqual(
      [
        { id: ids[0], email: 'ann@lind.example' },
        { id: ids[1], email: "o'neill@lind.example" },
        { id: ids[2], email: 'ann@lind.example' },
      ].sort((a, b) => String(a.id).localeCompare(String(b.id))),
    );
  });

  it('are found only where the person sees them', async () => {
    stage.backstage.setSwitch('leadSharing', 'private');
    lead('ann@lind.example');
    const mine = lead('ann@lind.example', { OwnerId: stage.rep.id });
    expect(valueOf(await stage.rep.org.findLeads(['ann@lind.example']))).toMatchObject([{ id: mine }]);
  });

  it('are asked for 1,300 addresses in one call, and not at all for none that could be one', async () => {
    const emails = Array.from({ length: 1_300 }, (_, index) => `person.${index}@a-rather-long-company.example`);
    for (const index of [0, 650, 1_299]) lead(String(emails[index]));
    await stage.rep.org.findLeads(['warm@up.example']);
    stage.callsMade();
    expect(valueOf(await stage.rep.org.findLeads(emails))).toHaveLength(3);
    expect(stage.callsMade()).toEqual(['POST /composite']);
    expect(valueOf(await stage.rep.org.findLeads(['', `${'x'.repeat(80)}@x.example`]))).toEqual([]);
    expect(stage.callsMade()).toEqual([]);
  });
});

describe('describing events and leads', () => {
  it('tells what the person may do with them, the key field among it', async () => {
    const event = valueOf(await stage.rep.org.describe('Event'));
    expect(event).toMatchObject({ isReadable: true, isCreateable: true, isUpdateable: true, isDeletable: true });
    expect(event.fields.get('Description')).toMatchObject({ lengthMax: 32_000, isCreateable: true });
    expect(event.fields.get('ShowAs')?.allowedValues).toEqual(['Busy', 'OutOfOffice', 'Free']);
    expect(event.fields.get(keyField)).toMatchObject({ lengthMax: 64, isCreateable: true });
    stage.backstage.setAccess(repProfile, 'Event', { create: false, edit: false, fields: { Location: 'read' } });
    const again = valueOf(await stage.rep.org.describe('Event', true));
    expect(again).toMatchObject({ isReadable: true, isCreateable: false, isUpdateable: false });
    expect(again.fields.get('Location')).toMatchObject({ isUpdateable: false });
  });

  it.each(['Event', 'Lead'] as const)('says so where the person cannot see the object: %s', async (object) => {
    stage.backstage.setAccess(repProfile, object, { read: false, create: false, edit: false, delete: false });
    expect(valueOf(await stage.rep.org.describe(object))).toMatchObject({ isReadable: false, isCreateable: false });
  });
});
