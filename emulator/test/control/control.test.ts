import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createControl } from '../../src/control.js';
import { REQUEST_TYPES } from '../../src/control/apex.js';
import { fillCast, type Cast } from '../../src/people.js';
import { fakeSystems, type FakeSystems } from '../people/fake-systems.js';

let systems: FakeSystems;
let cast: Cast;
let server: Server;

beforeEach(async () => {
  systems = fakeSystems();
  cast = fillCast(systems.world, systems.exchange, systems.salesforce, { cast: 'demo', people: 5, contacts: 10 });
  server = createServer(createControl({ ...systems, people: cast.people, oddities: cast.oddities }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

async function ask(method: string, path: string, body?: unknown): Promise<Answer> {
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/_emulator${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const messageOf = ({ body }: Answer) => (body['error'] as { message: string }).message;
const mira = () => cast.people.find(({ firstName }) => firstName === 'Mira');

describe('the control interface', () => {
  it('lists its own routes', async () => {
    const { body } = await ask('GET', '/');
    const routes = body['routes'] as { method: string; path: string }[];
    expect(routes).toContainEqual(expect.objectContaining({ method: 'POST', path: '/_emulator/clock/advance' }));
  });

  it('says who is there', async () => {
    const { body } = await ask('GET', '/people');
    expect(body['people']).toEqual(cast.people);
    expect((await ask('GET', '/people/mira')).body).toEqual(mira());
  });

  it('answers 404 to an unknown route and says where to look', async () => {
    const answer = await ask('GET', '/peeple');
    expect(answer.status).toBe(404);
    expect(messageOf(answer)).toContain('GET /_emulator/peeple');
  });

  it('counts none of its own requests', async () => {
    await ask('GET', '/people');
    await ask('POST', '/outlook/mira/create-folder', { displayName: 'Salesforce_Sync' });
    expect(systems.world.calls.mark()).toBe(0);
  });

  it.each([
    ['POST', '/clock/advance', {}, '"milliseconds" must be a whole number'],
    ['POST', '/clock/advance', { milliseconds: -1 }, '"milliseconds" must be a whole number'],
    ['POST', '/clock/advance', { minutes: 1 }, '"minutes" is not known'],
    ['POST', '/clock/advance', '{"milliseconds":', 'valid JSON'],
    ['POST', '/clock/advance', [], 'must be a JSON object'],
    ['POST', '/outlook/mira/create-contact', {}, '"properties" must be an object'],
    ['POST', '/outlook/mira/create-contact', { properties: {}, extended: { a: 1 } }, '"extended.a" must be a text'],
    ['POST', '/outlook/mira/move-contact', { id: 'x', folder: '' }, '"folder" must be a text'],
    ['POST', '/salesforce/mira/create', { object: 'Contact' }, '"fields" must be an object'],
    ['POST', '/salesforce/mira/request', { fields: { Type__c: 'Rest' } }, '"Type__c" must be one of'],
    ['POST', '/salesforce/apex/Controller/syncNow', { parameters: {} }, '"as" must be a text'],
    ['POST', '/salesforce/apex/Controller/syncNow', { as: 'mira', parameters: [] }, '"parameters" must be an object'],
    ['POST', '/outlook/nobody/delete-contact', { id: 'x' }, 'no mailbox nobody'],
    ['POST', '/outlook/mira/create-event', {}, '"properties" must be an object'],
    ['POST', '/outlook/mira/edit-event', { id: 'e', subject: 'x' }, '"subject" is not known'],
    ['POST', '/outlook/mira/respond', { id: 'e', answer: 'maybe' }, '"answer" must be one of accepted, tentative'],
    ['POST', '/outlook/mira/invite', { id: 'e', addresses: 'x@example.org' }, '"addresses" must be a list of texts'],
    ['POST', '/outlook/mira/set-categories', { id: 'e', categories: [1] }, '"categories" must be a list of texts'],
    ['POST', '/outlook/mira/delete-occurrence', { id: 'e', date: '23.11.2026' }, '"date" must be a date'],
    ['POST', '/outlook/mira/move-occurrence', { id: 'e', date: '2026-11-23' }, '"start" must be an object'],
    [
      'POST',
      '/outlook/mira/move-occurrence',
      { id: 'e', date: '2026-11-23', start: { dateTime: '2026-11-23T09:00:00' }, end: {} },
      '"timeZone" must be a text',
    ],
    ['POST', '/salesforce/petra/request', { fields: { Type__c: 'Reset' }, for: 'nobody' }, 'nobody called "nobody"'],
    ['PUT', '/mailboxes/mira/state', { state: 'gone' }, '"state" must be one of ok, none, blocked, missingRole'],
    ['PUT', '/switches/outlook/x', { value: 1 }, '"system" must be one of exchange, salesforce'],
    ['PUT', '/switches/exchange/x', {}, '"value" must be given'],
    [
      'PUT',
      '/permissions/access',
      { of: 'p', object: 'Contact', access: { fields: { Fax: 'no' } } },
      '"Fax" must be one',
    ],
    ['PUT', '/permissions/access', { of: 'p', object: 'Contact', access: { write: true } }, '"write" is not known'],
    ['PUT', '/permissions/hidden', { id: 'x', isHidden: 'yes' }, '"isHidden" must be true or false'],
    ['POST', '/faults', {}, '"effect" must be an object'],
    ['POST', '/faults', { effect: { kind: 'explode' } }, '"kind" must be one of'],
    ['POST', '/faults', { effect: { kind: 'answer', status: 42 } }, '"status" must be a whole number of at least 100'],
    ['POST', '/faults', { effect: { kind: 'cutAfter' }, everyNth: 0 }, '"everyNth" must be a whole number'],
    ['GET', '/calls?since=x', undefined, '"since" must be a whole number'],
  ])('answers %s %s with 400 and names the field', async (method, path, body, part) => {
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(400);
    expect(messageOf(answer)).toContain(part);
  });
});

describe('acting as a person', () => {
  it('makes contacts and folders in the mailbox of the person named', async () => {
    const folder = await ask('POST', '/outlook/mira/create-folder', { displayName: 'Salesforce_Sync' });
    const contact = await ask('POST', '/outlook/mira/create-contact', {
      folder: 'Salesforce_Sync',
      properties: { surname: 'Vermeer' },
      extended: { 'String 0x3A24': '+1 555 0199' },
    });
    const mailbox = (await ask('GET', '/outlook/mira.castellano@lindenhof.example')).body;
    expect(mailbox['contacts']).toContainEqual(
      expect.objectContaining({
        id: contact.body['id'],
        parentFolderId: folder.body['id'],
        properties: { surname: 'Vermeer' },
        extended: { 'String 0x3A24': '+1 555 0199' },
      }),
    );
  });

  it('hands every other Outlook action over as it is', async () => {
    await ask('POST', '/outlook/mira/edit-contact', { id: 'c', properties: { jobTitle: null } });
    await ask('POST', '/outlook/mira/move-contact', { id: 'c', folder: 'Contacts' });
    const copy = await ask('POST', '/outlook/mira/copy-contact', { id: 'c', folder: 'Contacts' });
    await ask('POST', '/outlook/mira/delete-contact', { id: 'c' });
    await ask('POST', '/outlook/mira/rename-folder', { folder: 'A', displayName: 'B' });
    await ask('POST', '/outlook/mira/move-folder', { folder: 'A', intoFolder: 'B' });
    await ask('POST', '/outlook/mira/delete-folder', { folder: 'A' });
    expect(copy.body['id']).toMatch(/^copy/);
    expect(systems.told.slice(-7)).toEqual([
      ['editContact', 'c', { jobTitle: null }],
      ['moveContact', 'c', 'Contacts'],
      ['copyContact', 'c', 'Contacts'],
      ['deleteContact', 'c'],
      ['renameFolder', 'A', 'B'],
      ['moveFolder', 'A', 'B'],
      ['deleteFolder', 'A'],
    ]);
  });

  it('hands every calendar action over as it is', async () => {
    const act = (action: string, body: object) => ask('POST', `/outlook/mira/${action}`, body);
    const [start, end] = ['09', '10'].map((hour) => ({ dateTime: `2026-11-23T${hour}:00:00`, timeZone: 'UTC' }));
    const properties = { subject: 'Visit', start, end };
    const extended = { 'String 0x3A24': 'x' };
    const made = await act('create-event', { properties });
    const second = await act('create-event', { calendar: 'Family', properties, extended });
    await act('edit-event', { id: 'e', properties: { subject: null } });
    await act('move-event', { id: 'e', calendar: 'Family' });
    await act('delete-event', { id: 'e' });
    await act('cancel-event', { id: 'e' });
    await act('respond', { id: 'e', answer: 'tentativelyAccepted' });
    await act('set-categories', { id: 'e', categories: [] });
    await act('invite', { id: 'e', addresses: ['nora@example.org'] });
    const moved = await act('move-occurrence', { id: 'e', date: '2026-11-23', start, end });
    expect((await act('delete-occurrence', { id: 'e', date: '2026-11-24' })).body).toEqual({});
    const calendar = await act('create-calendar', { name: 'Family' });
    await act('add-category', { name: 'Salesforce' });
    expect([made, second, calendar].map(({ body }) => body['id'])).toEqual([
      expect.stringMatching(/^event/),
      expect.stringMatching(/^event/),
      expect.stringMatching(/^calendar/),
    ]);
    expect(moved.body).toEqual({ id: 'e of 2026-11-23' });
    expect(systems.told.slice(-13)).toEqual([
      ['createEvent', 'Calendar', properties, {}],
      ['createEvent', 'Family', properties, extended],
      ['editEvent', 'e', { subject: null }],
      ['moveEvent', 'e', 'Family'],
      ['deleteEvent', 'e'],
      ['cancelEvent', 'e'],
      ['respond', 'e', 'tentativelyAccepted'],
      ['setCategories', 'e', []],
      ['invite', 'e', ['nora@example.org']],
      ['moveOccurrence', 'e', '2026-11-23', start, end],
      ['deleteOccurrence', 'e', '2026-11-24'],
      ['createCalendar', 'Family'],
      ['addCategory', 'Salesforce'],
    ]);
  });

  it('acts in Salesforce as the user named', async () => {
    const made = await ask('POST', '/salesforce/mira/create', { object: 'Contact', fields: { LastName: 'Vermeer' } });
    const { body } = await ask('GET', '/salesforce/records/Contact');
    expect(body['records']).toContainEqual({
      Id: made.body['id'],
      LastName: 'Vermeer',
      CreatedBy: 'mira.castellano@lindenhof.example',
    });
    for (const action of [
      { kind: 'update', object: 'Contact', id: 'c', fields: { Fax: null } },
      { kind: 'delete', object: 'Contact', id: 'c' },
      { kind: 'undelete', object: 'Contact', id: 'c' },
    ]) {
      const { kind, ...rest } = action;
      expect(await ask('POST', `/salesforce/mira/${kind}`, rest)).toEqual({ status: 200, body: { id: 'c' } });
      expect(systems.told.at(-1)).toEqual(['act', 'mira.castellano@lindenhof.example', action]);
    }
    const merged = await ask('POST', '/salesforce/mira/merge', { object: 'Contact', winner: 'a', loser: 'b' });
    expect(merged.body).toEqual({ id: 'a' });
  });

  it('answers 409 with the code when the emulated system refuses', async () => {
    const answer = await ask('POST', '/salesforce/mira/delete', { object: 'Contact', id: 'refused' });
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ error: { code: 'INSUFFICIENT_ACCESS', message: 'no access' } });
  });

  it('writes a request as the app would: asked by one person, for another', async () => {
    const fields = { Type__c: 'Reset', Bring_Back_Removed__c: true };
    const { body } = await ask('POST', '/salesforce/petra/request', { fields, for: 'mira' });
    const { objects } = systems.salesforce.dump();
    expect(objects['Exchange_Sync_Request__c']).toEqual([
      { Id: body['id'], ...fields, User__c: mira()?.userId, CreatedBy: cast.people[0]?.username },
    ]);
  });

  it('calls an Apex method as a person, and answers 500 with the exception', async () => {
    const parameters = { userId: 'u', objects: null };
    const called = await ask('POST', '/salesforce/apex/Controller/syncNow', { as: 'mira', parameters });
    expect(called).toEqual({ status: 200, body: { returnValue: 'done' } });
    expect(systems.told.at(-1)).toEqual(['callApex', mira()?.username, 'Controller', 'syncNow', parameters]);
    await ask('POST', '/salesforce/apex/Controller/myStatus', { as: 'mira' });
    expect(systems.told.at(-1)).toEqual(['callApex', mira()?.username, 'Controller', 'myStatus', {}]);
    const refused = await ask('POST', '/salesforce/apex/Controller/refused', { as: 'mira' });
    expect(refused).toEqual({ status: 500, body: { exception: { message: 'no', exceptionType: null } } });
  });

  it('knows the request types of the app, and no other', () => {
    const file = '../../../force-app/main/default/objects/Exchange_Sync_Request__c/fields/Type__c.field-meta.xml';
    const xml = readFileSync(new URL(file, import.meta.url), 'utf8');
    const values = [...xml.matchAll(/<value>\s*<fullName>(\w+)/g)].map(([, value]) => value);
    expect(REQUEST_TYPES).toEqual(values);
  });

  it('changes permissions, switches and mailbox states', async () => {
    await ask('POST', '/permissions/assign', { person: 'mira', permissionSet: 'P' });
    await ask('POST', '/permissions/unassign', { person: 'mira', permissionSet: 'P' });
    const access = { read: true, fields: { Fax: 'none' } };
    await ask('PUT', '/permissions/access', { of: 'Sales Representative', object: 'Contact', access });
    await ask('PUT', '/permissions/hidden', { id: 'a', isHidden: true });
    await ask('PUT', '/switches/salesforce/nameOfIt', { value: false });
    await ask('POST', '/mailboxes/expire-delta-tokens', { person: 'mira' });
    await ask('PUT', '/mailboxes/mira/state', { state: 'blocked' });
    expect(systems.told.slice(-6)).toEqual([
      ['assignPermissionSet', 'mira.castellano@lindenhof.example', 'P'],
      ['unassignPermissionSet', 'mira.castellano@lindenhof.example', 'P'],
      ['setAccess', 'Sales Representative', 'Contact', access],
      ['setHidden', 'a', true],
      ['salesforce.setSwitch', 'nameOfIt', false],
      ['expireDeltaTokens', mira()?.mailboxId],
    ]);
    expect((await ask('GET', '/outlook/mira')).body['state']).toBe('blocked');
  });
});

describe('the world', () => {
  it('moves the clock forward and freezes it', async () => {
    await ask('POST', '/clock/freeze', {});
    const before = systems.world.clock.nowMs();
    const { body } = await ask('POST', '/clock/advance', { milliseconds: 90_000 });
    expect(body['now']).toBe(new Date(before + 90_000).toISOString());
    expect((await ask('GET', '/clock')).body).toEqual(body);
  });

  it('plans faults, lists them with their hits, and takes them out again', async () => {
    const effect = { kind: 'answer', status: 503, headers: { 'Retry-After': '2' }, body: 'busy' };
    const fault = { system: 'exchange', routeIncludes: '/delta', everyNth: 2, effect };
    const { body } = await ask('POST', '/faults', fault);
    const call = {
      system: 'exchange',
      method: 'GET',
      route: '/contacts/delta',
      user: null,
      isSubRequest: false,
    } as const;
    const hits = [1, 2].map(() => systems.world.faults.effectFor(systems.world.calls.open(call)));
    expect(hits).toEqual([null, effect]);
    expect((await ask('GET', '/faults')).body['faults']).toEqual([{ id: body['id'], ...fault, hits: 1 }]);
    expect((await ask('POST', '/faults', { id: body['id'], effect })).status).toBe(400);
    expect((await ask('DELETE', `/faults/${String(body['id'])}`)).status).toBe(200);
    expect((await ask('DELETE', `/faults/${String(body['id'])}`)).status).toBe(400);
    await ask('POST', '/faults', { effect: { kind: 'cutAfter' } });
    await ask('DELETE', '/faults');
    expect(systems.world.faults.list()).toEqual([]);
  });

  it('counts calls by system and user, since a mark', async () => {
    const call = { method: 'GET', route: '/x', isSubRequest: false } as const;
    systems.world.calls.open({ ...call, system: 'exchange', user: 'm' });
    const { mark } = (await ask('GET', '/calls')).body;
    systems.world.calls.open({ ...call, system: 'exchange', user: 'm' });
    systems.world.calls.open({ ...call, system: 'salesforce', user: 'u' });
    const { body } = await ask('GET', `/calls?since=${String(mark)}`);
    expect(body['byUser']).toEqual({ m: { exchange: 1 }, u: { salesforce: 1 } });
    expect(body['systems']).toMatchObject({ exchange: { requests: 1 }, salesforce: { requests: 1 } });
    const list = (await ask('GET', '/calls/list?since=1')).body['calls'] as { user: string }[];
    expect(list.map(({ user }) => user)).toEqual(['m', 'u']);
  });

  it('sets the latency and shows the whole state', async () => {
    await ask('PUT', '/latency', { milliseconds: 50 });
    expect(systems.world.latencyMs).toBe(50);
    const { body } = await ask('GET', '/state');
    expect(body).toEqual({
      exchange: JSON.parse(JSON.stringify(systems.exchange.dump())) as unknown,
      salesforce: JSON.parse(JSON.stringify(systems.salesforce.dump())) as unknown,
    });
  });
});
