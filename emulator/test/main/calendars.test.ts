// The whole emulator with calendars: people act through the control interface, and clients that nobody here wrote (the
// Microsoft Graph client, jsforce) see what they did, with the emulator's own app and the people's own rights.
import { createSign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AuthenticationHandler,
  BatchRequestContent,
  BatchResponseContent,
  Client,
  PageIterator,
  RetryHandler,
  RetryHandlerOptions,
  type Context,
  type Middleware,
  type PageCollection,
} from '@microsoft/microsoft-graph-client';
import jsforce, { type Connection } from 'jsforce';
import { startEmulator, type Emulator } from '../../src/start.js';

type Json = Record<string, unknown>;

let emulator: Emulator;
let graph: Client;

class LocalHop implements Middleware {
  async execute(context: Context): Promise<void> {
    const url = typeof context.request === 'string' ? context.request : context.request.url;
    context.response = await fetch(url.replace('https://graph.microsoft.com', emulator.url), context.options);
  }
}

async function getAccessToken(): Promise<string> {
  const { clientId, clientSecret } = emulator.credentials.microsoft;
  const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
  const body = new URLSearchParams({ ...form, scope: 'https://graph.microsoft.com/.default' });
  const response = await fetch(emulator.environment['MICROSOFT_TOKEN_URL'] ?? '', { method: 'POST', body });
  return String(((await response.json()) as Json)['access_token']);
}

beforeAll(async () => {
  emulator = await startEmulator({ port: 0, seed: 7, people: 4, contacts: 10, events: 5, latencyMs: 0 });
  const chain = [
    new AuthenticationHandler({ getAccessToken }),
    new RetryHandler(new RetryHandlerOptions(0, 0)),
    new LocalHop(),
  ];
  graph = Client.initWithMiddleware({ middleware: chain });
}, 60_000);

afterAll(() => emulator.stop());

async function control(method: string, path: string, body?: Json): Promise<{ status: number; body: Json }> {
  const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  const response = await fetch(`${emulator.url}/_emulator${path}`, init);
  return { status: response.status, body: (await response.json()) as Json };
}

async function act(person: string, action: string, body: Json): Promise<Json> {
  const answer = await control('POST', `/outlook/${person}/${action}`, body);
  if (answer.status !== 200) throw new Error(`${action}: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

function personCalled(firstName: string): Emulator['people'][number] {
  const person = emulator.people.find((candidate) => candidate.firstName === firstName);
  if (person === undefined) throw new Error(`nobody is called ${firstName}`);
  return person;
}

/** What Graph shows of an event, in UTC and with the text as text. */
const preferred = { Prefer: 'IdType="ImmutableId", outlook.timezone="UTC", outlook.body-content-type="text"' };
const userOf = (firstName: string): string => `/users/${personCalled(firstName).mailboxId}`;
const read = (firstName: string, id: unknown): Promise<Json> =>
  graph
    .api(`${userOf(firstName)}/events/${String(id)}`)
    .headers(preferred)
    .get() as Promise<Json>;

async function round(path: string): Promise<{ items: Json[]; link: string }> {
  const headers = { Prefer: `${preferred.Prefer}, odata.maxpagesize=20` };
  const first = (await graph.api(path).headers(headers).get()) as PageCollection;
  const items: Json[] = [];
  const pages = new PageIterator(graph, first, (item) => items.push(item as Json) > 0, { headers });
  await pages.iterate();
  return { items, link: pages.getDeltaLink() ?? String(first['@odata.deltaLink']) };
}

const berlin = (dateTime: string): Json => ({ dateTime, timeZone: 'Europe/Berlin' });
const times = (date: string): Json => ({ start: berlin(`${date}T10:00:00`), end: berlin(`${date}T11:00:00`) });
const visit = (date: string, more: Json = {}): Json => ({
  properties: { subject: 'Site visit', ...times(date), ...more },
});
const window = 'startDateTime=2031-01-01T00:00:00Z&endDateTime=2031-03-01T00:00:00Z';

describe('acting in a calendar through the control interface', () => {
  it('shows in the next round of a calendar view what people made, moved, changed and deleted', async () => {
    const { link } = await round(`${userOf('Mira')}/calendarView/delta?${window}`);
    const family = await act('mira', 'create-calendar', { name: 'Holidays' });
    const kept = await act('mira', 'create-event', visit('2031-01-10'));
    const moved = await act('mira', 'create-event', visit('2031-01-11'));
    const elsewhere = await act('mira', 'create-event', { calendar: 'Holidays', ...visit('2031-01-12') });
    const between = await round(link);
    expect(between.items.map(({ id }) => id)).toEqual([kept['id'], moved['id']]);
    await act('mira', 'edit-event', { id: kept['id'], properties: { subject: 'Longer visit' } });
    await act('mira', 'set-categories', { id: kept['id'], categories: ['Salesforce'] });
    await act('mira', 'move-event', { id: moved['id'], calendar: family['id'] });
    await act('mira', 'delete-event', { id: elsewhere['id'] });
    const { items } = await round(between.link);
    expect(items).toEqual([
      expect.objectContaining({ id: kept['id'], subject: 'Longer visit', categories: ['Salesforce'] }),
      expect.objectContaining({ id: moved['id'], '@removed': { reason: 'deleted' } }),
    ]);
    const there = await read('Mira', moved['id']);
    expect(there['calendar@odata.navigationLink']).toContain(`/calendars('${String(family['id'])}')`);
  });

  it('moves and deletes occurrences of a series', async () => {
    const recurrence = {
      pattern: { type: 'weekly', interval: 1, daysOfWeek: ['monday'] },
      range: { type: 'numbered', numberOfOccurrences: 3, startDate: '2031-02-03' },
    };
    const { id } = await act('samuel', 'create-event', visit('2031-02-03', { recurrence }));
    const moved = await act('samuel', 'move-occurrence', { id, date: '2031-02-10', ...times('2031-02-11') });
    await act('samuel', 'delete-occurrence', { id, date: '2031-02-17' });
    const { items } = await round(`${userOf('Samuel')}/calendarView/delta?${window}`);
    expect(items.map(({ type }) => type)).toEqual(['seriesMaster', 'occurrence', 'exception']);
    expect(items[2]).toMatchObject({ id: moved['id'], start: { dateTime: '2031-02-11T09:00:00.0000000' } });
    const gone = await control('POST', '/outlook/samuel/delete-occurrence', { id, date: '2031-02-17' });
    expect([gone.status, gone.body]).toMatchObject([400, { error: { code: 'badInput' } }]);
  });

  it('invites colleagues, who answer in their own copies, and cancels for all of them', async () => {
    const { id } = await act('mira', 'create-event', visit('2031-01-20'));
    await act('mira', 'invite', { id, addresses: [personCalled('Aiko').email, personCalled('Jonas').email] });
    const uid = (await read('Mira', id))['uid'];
    const copyOf = async (person: string): Promise<unknown> => {
      const { events } = (await control('GET', `/outlook/${person}`)).body as { events: Json[] };
      return events.find((event) => event['uid'] === uid)?.['id'];
    };
    const [aiko, jonas] = [await copyOf('aiko'), await copyOf('jonas')];
    await act('aiko', 'respond', { id: aiko, answer: 'tentativelyAccepted' });
    await act('jonas', 'respond', { id: jonas, answer: 'declined' });
    const answers = (await read('Mira', id))['attendees'] as { status: { response: string } }[];
    expect(answers.map(({ status }) => status.response)).toEqual(['tentativelyAccepted', 'declined']);
    await expect(read('Jonas', jonas)).rejects.toMatchObject({ statusCode: 404, code: 'ErrorItemNotFound' });
    await act('mira', 'cancel-event', { id });
    expect(await read('Aiko', aiko)).toMatchObject({ isCancelled: true, showAs: 'free' });
    const again = await control('POST', '/outlook/aiko/cancel-event', { id: aiko });
    expect([again.status, again.body]).toMatchObject([400, { error: { code: 'badInput' } }]);
  });

  it('offers new categories', async () => {
    await act('mira', 'add-category', { name: 'Salesforce' });
    const { value } = (await graph.api(`${userOf('Mira')}/outlook/masterCategories`).get()) as { value: Json[] };
    expect(value.map(({ displayName }) => displayName)).toContain('Salesforce');
  });

  it('answers 409 with the code of Exchange where Exchange refuses', async () => {
    const backwards = visit('2031-01-20', { end: berlin('2031-01-20T09:00:00') });
    expect(await control('POST', '/outlook/mira/create-event', backwards)).toMatchObject({
      status: 409,
      body: { error: { code: 'ErrorCalendarEndDateIsEarlierThanStartDate' } },
    });
    await act('mira', 'create-folder', { displayName: 'Friends' });
    expect(await control('POST', '/outlook/mira/create-folder', { displayName: 'Friends' })).toMatchObject({
      status: 409,
      body: { error: { code: 'ErrorFolderExists' } },
    });
  });

  it('shows calendars and events of everybody in the state', async () => {
    const { exchange } = (await control('GET', '/state')).body as { exchange: { mailboxes: Json[] } };
    const mira = exchange.mailboxes.find(({ id }) => id === personCalled('Mira').mailboxId);
    expect((mira?.['calendars'] as Json[]).map(({ name }) => name)).toContain('Calendar');
    expect((mira?.['events'] as Json[]).length).toBeGreaterThan(30);
    expect(mira).toEqual((await control('GET', '/outlook/mira')).body);
  });
});

describe('the app of the emulator', () => {
  it('reads calendars, twenty events in a batch too, and may not write to them', async () => {
    const { items } = await round(`${userOf('Samuel')}/calendarView/delta?${window}`);
    const { events } = (await control('GET', '/outlook/samuel')).body as { events: Json[] };
    const ids = events.slice(0, 9).map(({ id }) => String(id));
    const batch = new BatchRequestContent(
      ids.map((id) => ({
        id,
        request: new Request(`https://graph.microsoft.com${userOf('Samuel')}/events/${id}`, { headers: preferred }),
      })),
    );
    const answers = new BatchResponseContent(await graph.api('/$batch').post(await batch.getContent()));
    for (const [index, id] of ids.entries()) {
      const { properties } = events[index] as { properties: Json };
      const shown = (await answers.getResponseById(id).json()) as Json;
      expect(shown).toMatchObject({ id, subject: properties['subject'], body: properties['body'] });
    }
    const change = graph.api(`${userOf('Samuel')}/events/${String(items[0]?.['id'])}`).patch({ subject: 'Mine' });
    await expect(change).rejects.toMatchObject({ statusCode: 403, code: 'ErrorAccessDenied' });
    await expect(graph.api(`${userOf('Samuel')}/events`).post({})).rejects.toMatchObject({ statusCode: 403 });
  });
});

async function connect(firstName: string): Promise<Connection> {
  const { credentials, world, url } = emulator;
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const exp = Math.floor(world.clock.nowMs() / 1_000) + 120;
  const claims = { iss: credentials.salesforce.clientId, sub: personCalled(firstName).username, aud: url, exp };
  const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
  const signature = createSign('RSA-SHA256').update(signed).sign(credentials.salesforce.privateKeyPem, 'base64url');
  const connection = new jsforce.Connection({ loginUrl: url, version: '65.0' });
  await connection.authorize({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `${signed}.${signature}`,
  });
  return connection;
}

describe('people in sales', () => {
  it.each(['Jonas', 'Samuel'])('make, change and delete events, and read leads: %s', async (firstName) => {
    const connection = await connect(firstName);
    const made = await connection
      .sobject('Event')
      .create({ Subject: 'Call', StartDateTime: '2031-01-10T09:00:00Z', DurationInMinutes: 30 });
    expect(await connection.sobject('Event').update({ Id: made.id ?? '', Subject: 'Talk' })).toMatchObject({
      success: true,
    });
    expect(await connection.sobject('Event').destroy(made.id ?? '')).toMatchObject({ success: true });
    const { records } = await connection.query('SELECT Id, Email FROM Lead WHERE IsConverted = false');
    expect(records).toHaveLength(2);
    const lead = connection.sobject('Lead').destroy(String(records[0]?.Id));
    await expect(lead).rejects.toMatchObject({ errorCode: 'INSUFFICIENT_ACCESS_OR_READONLY' });
  });

  it('find what the product before has left, and what someone makes through the control interface', async () => {
    const left = emulator.oddities.filter(({ label }) => label.startsWith('left by the product we replace'));
    const { username, userId } = personCalled('Jonas');
    const fields = { Subject: 'By hand', StartDateTime: '2031-01-11T09:00:00Z', DurationInMinutes: 45 };
    const { body } = await control('POST', '/salesforce/jonas/create', { object: 'Event', fields });
    const connection = await connect('Jonas');
    const soql = `SELECT Id, Exchange_Sync_Key__c FROM Event WHERE OwnerId = '${userId}' AND IsDeleted = false`;
    const { records } = await connection.query(soql, { scanAll: true });
    const ids = records.map(({ Id }) => Id);
    expect(ids).toEqual(expect.arrayContaining([...left.map(({ id }) => id), body['id']]));
    expect(left.map((oddity) => oddity.username)).toEqual(left.map(() => username));
  });
});
