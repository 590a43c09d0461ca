// Writing events: over Graph by an app, and by people in Outlook; meetings with their copies in several mailboxes.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { address, stamp, startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';
import type { CalendarHands } from '../../src/parts.js';

let exchange: TestExchange;
let user: string;

beforeEach(async () => {
  exchange = await startExchange();
  user = `/users/${exchange.mailboxId}`;
});

afterEach(() => exchange.close());

const at = (dateTime: string, timeZone = 'UTC'): { dateTime: string; timeZone: string } => ({ dateTime, timeZone });
const visit = { subject: 'Visit', start: at('2026-06-15T09:00:00'), end: at('2026-06-15T10:00:00') };
const daily = {
  pattern: { type: 'daily', interval: 1 },
  range: { type: 'numbered', numberOfOccurrences: 3, startDate: '2026-06-15' },
};
const post = (event: object): Promise<Reply> => exchange.call('POST', `${user}/events`, event);
const read = async (id: string, query = ''): Promise<Reply> => exchange.get(`${user}/events/${id}${query}`);

describe('An app', () => {
  it('makes an event, which answers whole with its address', async () => {
    const { status, headers, body } = await post({
      ...visit,
      start: at('2026-06-15T09:00:00', 'Eastern Standard Time'),
      end: at('2026-06-15T10:00:00', 'America/New_York'),
      singleValueExtendedProperties: [{ id: stamp, value: 'mark' }],
    });
    expect(status).toBe(201);
    expect(headers.get('location')).toBe(
      `https://graph.microsoft.com/v1.0/users('${exchange.mailboxId}')/events('${body.id}')`,
    );
    expect(body).toMatchObject({
      subject: 'Visit',
      start: { dateTime: '2026-06-15T13:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2026-06-15T14:00:00.0000000', timeZone: 'UTC' },
      originalStartTimeZone: 'Eastern Standard Time',
      originalEndTimeZone: 'America/New_York',
    });
    expect(body).not.toHaveProperty('singleValueExtendedProperties');
    const filter = encodeURIComponent(
      `singleValueExtendedProperties/Any(ep: ep/id eq '${stamp}' and ep/value eq 'mark')`,
    );
    expect((await exchange.get(`${user}/events?$filter=${filter}`)).body.value).toMatchObject([{ id: body.id }]);
  });

  it('changes and deletes with the etag it knows; another one is 412, unless a switch says so', async () => {
    const made = (await post(visit)).body;
    const path = `${user}/events/${made.id}`;
    const changed = await exchange.call('PATCH', path, { subject: 'Later' }, { 'if-match': made['@odata.etag'] });
    expect(changed).toMatchObject({ status: 200, body: { subject: 'Later' } });
    expect(changed.body.changeKey).not.toBe(made.changeKey);
    const stale = { 'if-match': made['@odata.etag'] };
    expect(await exchange.call('PATCH', path, { subject: 'x' }, stale)).toMatchObject({
      status: 412,
      body: { error: { code: 'ErrorIrresolvableConflict' } },
    });
    expect((await exchange.call('DELETE', path, undefined, stale)).status).toBe(412);
    await withSwitch(exchange, 'eventsIgnoreIfMatch', true, async () => {
      expect((await exchange.call('DELETE', path, undefined, stale)).status).toBe(204);
    });
    expect((await exchange.call('DELETE', path)).status).toBe(404);
  });

  it('makes an exception of an occurrence by changing it, and takes one out by deleting it', async () => {
    const { id } = (await post({ ...visit, recurrence: daily })).body;
    const [, second, third] = (
      await exchange.get(`${user}/events/${id}/instances?startDateTime=2026-06-01&endDateTime=2026-07-01`)
    ).body.value;
    const changed = await exchange.call('PATCH', `${user}/events/${second.id}`, { subject: 'Other' });
    expect(changed.body).toMatchObject({ id: second.id, type: 'exception', subject: 'Other' });
    expect((await exchange.call('DELETE', `${user}/events/${third.id}`)).status).toBe(204);
    expect((await exchange.call('DELETE', `${user}/events/${third.id}`)).status).toBe(404);
    expect((await read(id, '?$select=cancelledOccurrences')).body.cancelledOccurrences).toHaveLength(1);
  });

  it('sends an event again with its transactionId and has made one', async () => {
    const event = { ...visit, transactionId: 'abc' };
    const [first, second] = [await post(event), await post(event)];
    expect([second.status, second.body.id]).toEqual([201, first.body.id]);
    const other = { ...event, subject: 'Other' };
    expect(await post(other)).toMatchObject({
      status: 409,
      body: { error: { code: 'ErrorDuplicateTransactionId' } },
    });
    await withSwitch(exchange, 'duplicateTransactionStatus', 'badRequest', async () => {
      expect((await post(other)).status).toBe(400);
    });
  });

  it('is refused what is no event', async () => {
    const codeOf = async (event: object): Promise<[number, string]> => {
      const { status, body } = await post(event);
      return [status, body.error.code];
    };
    expect(await codeOf({ subject: 'x' })).toEqual([400, 'ErrorPropertyValidationFailure']);
    expect(await codeOf({ ...visit, start: at('2026-06-15T09:00:00', 'Mars') })).toEqual([
      400,
      'ErrorPropertyValidationFailure',
    ]);
    expect(await codeOf({ ...visit, end: at('2026-06-15T08:00:00') })).toEqual([
      400,
      'ErrorCalendarEndDateIsEarlierThanStartDate',
    ]);
    expect(await codeOf({ ...visit, showAs: 'away' })).toEqual([400, 'RequestBodyRead']);
    expect(await codeOf({ ...visit, subjekt: 'x' })).toEqual([400, 'RequestBodyRead']);
    expect(await codeOf({ ...visit, locations: [] })).toEqual([501, 'EmulatorNotModelled']);
    expect((await exchange.get(`${user}/events/nonsense`)).body.error.code).toBe('ErrorInvalidIdMalformed');
  });

  it('meets 501 where nothing is built', async () => {
    const { id } = (await post(visit)).body;
    expect((await exchange.call('POST', `${user}/events/${id}/accept`, {})).status).toBe(501);
    expect((await exchange.call('POST', `${user}/calendars`, { name: 'x' })).status).toBe(501);
    expect((await exchange.get(`${user}/events/${id}/attachments`)).status).toBe(501);
  });
});

describe('Categories', () => {
  it('of a mailbox are listed; an event may carry them and others, and lose them', async () => {
    exchange.calendar.addCategory('Salesforce');
    const { value } = (await exchange.get(`${user}/outlook/masterCategories`)).body;
    expect(value).toHaveLength(7);
    expect(value[6]).toEqual({
      id: expect.any(String),
      displayName: 'Salesforce',
      color: expect.stringMatching(/^preset/),
    });
    const id = exchange.calendar.createEvent('Calendar', visit);
    const before = (await read(id)).body.changeKey;
    exchange.calendar.setCategories(id, ['Salesforce', 'Unheard of']);
    expect((await read(id)).body).toMatchObject({ categories: ['Salesforce', 'Unheard of'] });
    exchange.calendar.setCategories(id, []);
    expect((await read(id)).body.categories).toEqual([]);
    expect((await read(id)).body.changeKey).not.toBe(before);
  });
});

describe('A meeting', () => {
  const max = 'max@example.com';
  let maxId: string;
  let maxHands: CalendarHands;
  let id: string;
  let copy: string;

  beforeEach(() => {
    maxId = exchange.tenant.addMailbox({ address: max, displayName: 'Max Sales' });
    maxHands = exchange.tenant.calendarHands(max);
    id = exchange.calendar.createEvent(
      'Calendar',
      { ...visit, categories: ['Mine'], sensitivity: 'normal' },
      { [stamp]: 'mark' },
    );
    exchange.calendar.invite(id, [max, 'customer@elsewhere.example']);
    copy = maxHands.findCopy(exchange.calendar.uidOf(id)) ?? '';
  });

  const readCopy = async (query = ''): Promise<Reply['body']> =>
    (await exchange.get(`/users/${maxId}/events/${copy}${query}`)).body;

  it('has a copy in the calendar of each attendee of the tenant, tentative until he answers', async () => {
    const original = (await read(id)).body;
    const theirs = await readCopy();
    expect(original.attendees.map((entry: Reply['body']) => entry.emailAddress.address)).toEqual([
      max,
      'customer@elsewhere.example',
    ]);
    expect(original).toMatchObject({ isOrganizer: true, responseStatus: { response: 'organizer' }, showAs: 'busy' });
    expect(theirs).toMatchObject({
      iCalUId: original.iCalUId,
      subject: 'Visit',
      isOrganizer: false,
      organizer: { emailAddress: { address } },
      responseStatus: { response: 'notResponded', time: '0001-01-01T00:00:00Z' },
      showAs: 'tentative',
      categories: [],
    });
    expect(theirs.attendees[0]).toMatchObject({ status: { response: 'none' }, emailAddress: { address } });
    expect(theirs.attendees).toHaveLength(3);
    expect(theirs.id).not.toBe(original.id);
    const expand = encodeURI(`?$expand=singleValueExtendedProperties($filter=id eq '${stamp}')`);
    expect(await readCopy(expand)).not.toHaveProperty('singleValueExtendedProperties');
  });

  it('shows an answer on both copies, and as new to the organizer', async () => {
    const before = (await read(id)).body.changeKey;
    maxHands.respond(copy, 'accepted');
    expect(await readCopy()).toMatchObject({ responseStatus: { response: 'accepted' }, showAs: 'busy' });
    const original = (await read(id)).body;
    expect(original.attendees[0].status.response).toBe('accepted');
    expect(original.changeKey).not.toBe(before);
    maxHands.respond(copy, 'tentativelyAccepted');
    expect(await readCopy()).toMatchObject({
      responseStatus: { response: 'tentativelyAccepted' },
      showAs: 'tentative',
    });
  });

  it('goes to Deleted Items of who declines', async () => {
    maxHands.respond(copy, 'declined');
    expect((await exchange.get(`/users/${maxId}/events/${copy}`)).status).toBe(404);
    expect((await read(id)).body.attendees[0].status.response).toBe('declined');
  });

  it('carries changes of the organizer over, and asks again when the time is another', async () => {
    maxHands.respond(copy, 'accepted');
    maxHands.setCategories(copy, ['Salesforce']);
    exchange.calendar.editEvent(id, { subject: 'Talk' });
    expect(await readCopy()).toMatchObject({
      subject: 'Talk',
      categories: ['Salesforce'],
      responseStatus: { response: 'accepted' },
    });
    exchange.calendar.editEvent(id, { start: at('2026-06-16T09:00:00'), end: at('2026-06-16T10:00:00') });
    expect(await readCopy()).toMatchObject({
      start: { dateTime: '2026-06-16T09:00:00.0000000' },
      responseStatus: { response: 'notResponded' },
      showAs: 'tentative',
    });
  });

  it('that the organizer cancels or deletes stays with the others as cancelled', async () => {
    const path = '/calendarView/delta?startDateTime=2026-06-01&endDateTime=2026-07-01';
    const first = (await exchange.get(`/users/${maxId}${path}`)).body;
    exchange.calendar.cancelEvent(id);
    expect((await read(id)).status).toBe(404);
    expect((await exchange.get(first['@odata.deltaLink'])).body.value).toMatchObject([
      { id: copy, isCancelled: true, subject: 'Canceled: Visit', showAs: 'free' },
    ]);
    expect(() => maxHands.cancelEvent(copy)).toThrow('only the organizer');
    maxHands.deleteEvent(copy);
    expect((await exchange.get(`/users/${maxId}/events/${copy}`)).status).toBe(404);
  });

  it('is cancelled for who is no longer invited', async () => {
    exchange.calendar.editEvent(id, { attendees: [] });
    expect(await readCopy()).toMatchObject({ isCancelled: true });
  });

  it('in a series has its moved and deleted instances in all copies', async () => {
    exchange.calendar.editEvent(id, { recurrence: daily });
    exchange.calendar.moveOccurrence(id, '2026-06-16', at('2026-06-16T15:00:00'), at('2026-06-16T16:00:00'));
    exchange.calendar.deleteOccurrence(id, '2026-06-17');
    const path = `/users/${maxId}/calendarView?startDateTime=2026-06-01&endDateTime=2026-07-01`;
    const instances = (await exchange.get(path)).body.value;
    expect(instances).toMatchObject([
      { type: 'occurrence', isCancelled: false },
      { type: 'exception', start: { dateTime: '2026-06-16T15:00:00.0000000' } },
      { type: 'exception', isCancelled: true, showAs: 'free' },
    ]);
    const mine = (await exchange.get(`${user}/events/${exchange.calendar.occurrence(id, '2026-06-16')}`)).body;
    expect(instances[1].iCalUId).toBe(mine.iCalUId);
    expect(new Set(instances.map((item: Reply['body']) => item.iCalUId)).size).toBe(3);
  });
});

describe('The dump', () => {
  it('shows calendars and events, deleted ones too, with what differs in a series', () => {
    const series = exchange.calendar.createEvent('Calendar', { ...visit, recurrence: daily }, { [stamp]: 'mark' });
    exchange.calendar.editEvent(exchange.calendar.occurrence(series, '2026-06-16'), { subject: 'Other' });
    exchange.calendar.deleteOccurrence(series, '2026-06-17');
    const gone = exchange.calendar.createEvent('Calendar', { ...visit, isAllDay: false });
    exchange.calendar.deleteEvent(gone);
    const { calendars, events } = exchange.tenant.dump().mailboxes[0] ?? { calendars: [], events: [] };
    expect(calendars).toMatchObject([{ name: 'Calendar', isDefault: true }]);
    expect(events).toMatchObject([
      {
        id: series,
        isDeleted: false,
        uid: exchange.calendar.uidOf(series),
        properties: { subject: 'Visit', type: 'seriesMaster' },
        exceptions: [{ subject: 'Other' }],
        cancelledDates: ['2026-06-17'],
        extended: { [stamp]: 'mark' },
      },
      { id: gone, isDeleted: true },
    ]);
  });

  it('is the same for the same seed and the same hands, and calendars change no id of contacts', async () => {
    const other = await startExchange();
    for (const one of [exchange, other]) one.calendar.createEvent('Calendar', visit);
    const ids = (one: TestExchange): unknown[] =>
      one.tenant.dump().mailboxes.map(({ events }) => events.map(({ id }) => id));
    expect(ids(other)).toEqual(ids(exchange));
    await other.close();
  });
});
