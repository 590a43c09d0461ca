// Events and leads over the wire, with jsforce as it is published: what the connector will ask for.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from 'jsforce';
import type { TestOrg } from './support.js';
import { admin, colleague, connect, failureOf, integration, plain, rep, startOrg, tokenFor } from './support.js';

let org: TestOrg;
let connection: Connection;
let contact: string;
let lead: string;
beforeEach(async () => {
  org = await startOrg();
  const OwnerId = org.users[rep];
  contact = org.org.seed('Contact', { FirstName: 'Petra', LastName: 'Kern', OwnerId });
  lead = org.org.seed('Lead', { FirstName: 'Lea', LastName: 'Lind', Company: 'Lind KG', OwnerId });
  org.org.assignPermissionSet(admin, 'Exchange_Sync_Person');
  connection = await connect(org, rep);
});
afterEach(() => org.close());

const event = (Subject: string, more: Record<string, unknown> = {}): Record<string, unknown> => ({
  Subject,
  StartDateTime: '2026-11-23T09:00:00Z',
  DurationInMinutes: 30,
  ...more,
});

async function create(...events: Record<string, unknown>[]): Promise<string[]> {
  const results = await connection.sobject('Event').create(events, { allOrNone: true });
  return results.map(({ id }) => id ?? '');
}

const rows = async (soql: string, options = {}) => (await connection.query(soql, options)).records;

describe('collections of events', () => {
  it('create, change and delete them, each with its own outcome', async () => {
    const made = await connection
      .sobject('Event')
      .create([
        event('One', { Exchange_Sync_Key__c: 'a'.repeat(64), WhoId: contact }),
        event('Two', { DurationInMinutes: null }),
        event('Three', { ShowAs: 'Free' }),
      ]);
    expect(made).toMatchObject([
      { success: true },
      { success: false, errors: [{ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['EndDateTime'] }] },
      { success: true },
    ]);
    const [one, , three] = made.map(({ id }) => id ?? '');
    const changed = await connection.sobject('Event').update([
      { Id: one ?? '', StartDateTime: '2026-11-24T09:00:00Z', DurationInMinutes: 45 },
      { Id: three ?? '', IsPrivate: true, WhoId: contact },
    ]);
    expect(changed).toMatchObject([{ success: true }, { errors: [{ statusCode: 'FIELD_INTEGRITY_EXCEPTION' }] }]);
    expect(await connection.sobject('Event').retrieve(one ?? '')).toMatchObject({
      Subject: 'One',
      EndDateTime: '2026-11-24T09:45:00.000+0000',
      Exchange_Sync_Key__c: 'a'.repeat(64),
    });
    expect(await connection.sobject('Event').destroy([one ?? '', three ?? ''])).toMatchObject([
      { success: true },
      { success: true },
    ]);
    expect(await rows('SELECT Id FROM Event')).toEqual([]);
    const all = await rows('SELECT Subject, IsDeleted FROM Event ORDER BY Subject', { scanAll: true });
    expect(all).toMatchObject([
      { Subject: 'One', IsDeleted: true },
      { Subject: 'Three', IsDeleted: true },
    ]);
  });

  it('come back out of the recycle bin with what they are about', async () => {
    const [id = ''] = await create(event('One', { WhoId: contact }));
    await connection.sobject('Event').destroy(id);
    expect((await failureOf(connection.sobject('Event').retrieve(id))).errorCode).toBe('ENTITY_IS_DELETED');
    org.org.act(rep, { kind: 'undelete', object: 'Event', id });
    expect(await rows('SELECT WhoId FROM Event')).toMatchObject([{ WhoId: contact }]);
  });

  it('cannot be upserted by the sync key, which is not an external id', async () => {
    const key = 'b'.repeat(64);
    await create(event('One', { Exchange_Sync_Key__c: key }), event('Two', { Exchange_Sync_Key__c: key }));
    const records = [event('One', { Exchange_Sync_Key__c: key })];
    const failure = await failureOf(connection.sobject('Event').upsert(records, 'Exchange_Sync_Key__c'));
    expect(failure.errorCode).toBe('NOT_FOUND');
    const soql = `SELECT Id FROM Event WHERE Exchange_Sync_Key__c = '${key}'`;
    expect(await rows(soql)).toHaveLength(2);
  });
});

describe('queries of events', () => {
  it('show whom they are about and whose they are as the object Name', async () => {
    await create(event('A', { WhoId: contact }), event('B', { WhoId: lead }), event('C'));
    const soql = 'SELECT Subject, Who.Name, Who.Type, Owner.Name FROM Event ORDER BY Subject';
    const owner = { attributes: { type: 'Name' }, Name: 'Rita Rep' };
    expect(await rows(soql)).toMatchObject([
      {
        Who: {
          attributes: { type: 'Name', url: `/services/data/v65.0/sobjects/Contact/${contact}` },
          Name: 'Petra Kern',
          Type: 'Contact',
        },
        Owner: owner,
      },
      { Who: { Name: 'Lea Lind', Type: 'Lead' }, Owner: owner },
      { Who: null, Owner: owner },
    ]);
    expect(await rows("SELECT Subject FROM Event WHERE Who.Type = 'Lead'")).toMatchObject([{ Subject: 'B' }]);
    expect(await rows('SELECT Subject FROM Event ORDER BY Who.Name DESC NULLS LAST LIMIT 1')).toMatchObject([
      { Subject: 'A' },
    ]);
  });

  it.each([
    ['SELECT Who.Email FROM Event', 'NOT_MODELLED_BY_EMULATOR'],
    ['SELECT TYPEOF Who WHEN Contact THEN Email END FROM Event', 'NOT_MODELLED_BY_EMULATOR'],
    ['SELECT Who.Company FROM Event', 'INVALID_FIELD'],
    ['SELECT Who.Account.Name FROM Event', 'INVALID_FIELD'],
    ['SELECT Id FROM Name', 'INVALID_TYPE'],
    ['SELECT Id FROM Task', 'NOT_MODELLED_BY_EMULATOR'],
    ['SELECT Id FROM EventRelation', 'NOT_MODELLED_BY_EMULATOR'],
    ['SELECT Id FROM EventWhoRelation', 'INVALID_TYPE'],
    ["SELECT Id FROM Event WHERE Description = 'x'", 'INVALID_FIELD'],
  ])('refuse %s with %s', async (soql, code) => {
    expect((await failureOf(connection.query(soql))).errorCode).toBe(code);
  });

  it('hide the parent that the user may not see', async () => {
    await create(event('A', { WhoId: lead }));
    org.org.setAccess('Standard User', 'Lead', { read: false });
    expect(await rows('SELECT WhoId, Who.Name FROM Event')).toMatchObject([{ WhoId: lead, Who: null }]);
  });

  it('find one in a window by its start, ordered by SystemModstamp', async () => {
    await create(event('In'), event('Out', { StartDateTime: '2026-12-23T09:00:00Z' }));
    const window = 'StartDateTime >= 2026-11-01T00:00:00Z AND StartDateTime < 2026-12-01T00:00:00Z';
    const soql = `SELECT Subject FROM Event WHERE ${window} AND IsRecurrence = false ORDER BY SystemModstamp, Id`;
    expect(await rows(soql)).toMatchObject([{ Subject: 'In' }]);
  });

  it('leave archived events to queryAll', async () => {
    const OwnerId = org.users[rep];
    const ended = (Subject: string, EndDateTime: string): string =>
      org.org.seed('Event', { Subject, StartDateTime: EndDateTime, EndDateTime, OwnerId });
    ended('Last year', '2025-11-22T14:02:00Z');
    ended('Tomorrow a year ago', '2025-11-23T14:02:00Z');
    const soql = 'SELECT Subject, IsArchived FROM Event ORDER BY EndDateTime';
    expect(await rows(soql)).toMatchObject([{ Subject: 'Tomorrow a year ago', IsArchived: false }]);
    expect(await rows(soql, { scanAll: true })).toMatchObject([{ IsArchived: true }, { IsArchived: false }]);
    const before = org.org.dump().objects['Event']?.[1];
    org.world.clock.advance(25 * 60 * 60_000);
    connection = await connect(org, rep);
    expect(await rows(soql)).toEqual([]);
    expect(org.org.dump().objects['Event']?.[1]).toEqual({ ...before, IsArchived: true });
    org.org.setSwitch('eventArchiveAfterDays', 10_000);
    await create(event('Long ago', { StartDateTime: '2020-01-01T09:00:00Z' }));
    expect(await rows(soql)).toMatchObject([{ Subject: 'Long ago' }]);
  });
});

describe('describes', () => {
  it('say what events have, and that the sync key is plain text', async () => {
    const { fields, keyPrefix } = await connection.sobject('Event').describe();
    const named = (name: string) => fields.find((one) => one.name === name);
    expect(keyPrefix).toBe('00U');
    const key = { type: 'string', length: 64, externalId: false, unique: false, updateable: true };
    expect(named('Exchange_Sync_Key__c')).toMatchObject(key);
    expect(named('WhoId')).toMatchObject({ referenceTo: ['Contact', 'Lead'], polymorphicForeignKey: true });
    expect(named('Subject')).toMatchObject({ type: 'combobox', length: 255 });
    expect(named('Description')).toMatchObject({ length: 32_000, filterable: false });
    expect(named('ShowAs')).toMatchObject({ restrictedPicklist: true });
    expect(named('IsRecurrence')).toMatchObject({ createable: true, updateable: false });
    expect(named('IsChild')).toMatchObject({ createable: false, updateable: false });
    expect(named('WhoCount')).toBeUndefined();
    const events = { childSObject: 'Event', field: 'WhoId', relationshipName: 'Events', cascadeDelete: true };
    const { childRelationships } = await connection.sobject('Lead').describe();
    expect(childRelationships).toContainEqual(expect.objectContaining(events));
  });

  it('show the sync key to holders of the permission set alone', async () => {
    org.org.unassignPermissionSet(colleague, 'Exchange_Sync_Person');
    org.org.assignPermissionSet(colleague, 'Exchange_Sync_Connector');
    const { fields } = await (await connect(org, colleague)).sobject('Event').describe();
    expect(fields.map(({ name }) => name)).not.toContain('Exchange_Sync_Key__c');
  });

  it.each(['Task', 'EventRelation'])('of %s are not modelled', async (name) => {
    const answer = await plain(org, 'GET', `/sobjects/${name}/describe`, { token: await tokenFor(org, rep) });
    expect(answer.status).toBe(501);
  });
});

describe('leads', () => {
  it('are created with a name, a company and the first status', async () => {
    const { id } = await connection
      .sobject('Lead')
      .create({ LastName: 'Neu', Company: 'Neu AG', Email: 'n@neu.example' });
    const [found] = await rows(`SELECT Name, Status, IsConverted, Owner.Type FROM Lead WHERE Id = '${id}'`);
    const status = 'Open - Not Contacted';
    expect(found).toMatchObject({ Name: 'Neu', Status: status, IsConverted: false, Owner: { Type: 'User' } });
    const failure = await failureOf(connection.sobject('Lead').create({ LastName: 'Neu' }));
    expect(failure).toMatchObject({ errorCode: 'REQUIRED_FIELD_MISSING' });
  });

  it('that were converted are not changed any more', async () => {
    const OwnerId = org.users[rep];
    const Id = org.org.seed('Lead', { LastName: 'Alt', Company: 'Alt', IsConverted: true, OwnerId });
    const failure = await failureOf(connection.sobject('Lead').update({ Id, Title: 'x' }));
    expect(failure.errorCode).toBe('CANNOT_UPDATE_CONVERTED_LEAD');
  });

  it('are seen by the integration user, whatever their sharing, and changed by others as it says', async () => {
    const soql = 'SELECT COUNT() FROM Lead';
    org.org.setSwitch('leadSharing', 'private');
    const count = async (username: string): Promise<number> =>
      (await (await connect(org, username)).query(soql)).totalSize;
    expect(await Promise.all([rep, colleague, integration, admin].map(count))).toEqual([1, 0, 1, 1]);
    org.org.setSwitch('leadSharing', 'publicReadWrite');
    const update = { kind: 'update', object: 'Lead', id: lead, fields: { Title: 'x' } } as const;
    expect(org.org.act(colleague, update)).toBe(lead);
  });
});
