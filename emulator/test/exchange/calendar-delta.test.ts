// calendarView/delta: rounds in a frozen window, what they tell of singles, series and instances, what of things
// outside the window, options that are refused, tokens that age or are forged.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readRound, startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let user: string;
let delta: string;

beforeEach(async () => {
  exchange = await startExchange();
  user = `/users/${exchange.mailboxId}`;
  delta = `${user}/calendarView/delta?startDateTime=2026-06-01T00:00:00Z&endDateTime=2026-07-01T00:00:00Z`;
});

afterEach(() => exchange.close());

const utc = (dateTime: string): { dateTime: string; timeZone: string } => ({ dateTime, timeZone: 'UTC' });
const times = (day: string, hour = '09'): Record<string, unknown> => ({
  start: utc(`${day}T${hour}:00:00`),
  end: utc(`${day}T${hour}:30:00`),
});
const single = (day: string): string => exchange.calendar.createEvent('Calendar', { subject: day, ...times(day) });
const daily = (day: string, count: number): string =>
  exchange.calendar.createEvent('Calendar', {
    subject: 'Round',
    ...times(day),
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', numberOfOccurrences: count, startDate: day },
    },
  });
const sized = (size: number): Record<string, string> => ({ prefer: `IdType="ImmutableId", odata.maxpagesize=${size}` });
const round = (path = delta, headers = sized(200)): ReturnType<typeof readRound> => readRound(exchange, path, headers);
const ids = (items: Reply['body'][]): string[] => items.map((item) => item.id);
const tombstone = (id: string): object => ({
  '@odata.type': '#microsoft.graph.event',
  id,
  '@removed': { reason: 'deleted' },
});

describe('A first round of a calendar view', () => {
  it('holds single events and series whole with 44 keys, instances with seven, in pages of series first', async () => {
    const one = single('2026-06-10');
    const series = daily('2026-06-15', 2);
    const { items, deltaLink } = await round();
    expect(ids(items).slice(0, 2)).toEqual([series, one]);
    expect(items.map((item) => item.type)).toEqual(['seriesMaster', 'singleInstance', 'occurrence', 'occurrence']);
    expect(items.map((item) => Object.keys(item).length)).toEqual([44, 44, 7, 7]);
    expect(items[2]).toEqual({
      '@odata.type': '#microsoft.graph.event',
      '@odata.etag': expect.stringMatching(/^W\/"DwAAABYAAA/),
      id: exchange.calendar.occurrence(series, '2026-06-15'),
      seriesMasterId: series,
      type: 'occurrence',
      start: { dateTime: '2026-06-15T09:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2026-06-15T09:30:00.0000000', timeZone: 'UTC' },
    });
    expect(deltaLink).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\('.+'\)\/calendarView\/delta\?\$deltatoken=/,
    );
  });

  it('holds nothing that lies outside the window, and a changed instance whole', async () => {
    single('2026-07-10');
    daily('2025-06-10', 3);
    const series = daily('2026-05-30', 4);
    exchange.calendar.editEvent(exchange.calendar.occurrence(series, '2026-06-02'), { subject: 'Changed' });
    const { items } = await round();
    expect(items.map((item) => item.type)).toEqual(['seriesMaster', 'occurrence', 'exception']);
    expect(items[0].start.dateTime).toBe('2026-05-30T09:00:00.0000000');
    expect(items[2]).toMatchObject({ subject: 'Changed', '@odata.etag': items[0]['@odata.etag'] });
    expect(Object.keys(items[2])).toHaveLength(44);
  });

  it('comes in pages of the preferred size, but never parts a series', async () => {
    for (let day = 10; day < 15; day += 1) single(`2026-06-${day}`);
    daily('2026-06-15', 6);
    const first = (await exchange.get(delta, sized(3))).body;
    expect(first.value).toHaveLength(3);
    expect(first).not.toHaveProperty(['@odata.deltaLink']);
    const second = (await exchange.get(first['@odata.nextLink'], sized(3))).body;
    expect(second.value).toHaveLength(2 + 7);
    expect(second).toHaveProperty(['@odata.deltaLink']);
  });

  it('may begin with an empty page', async () => {
    single('2026-06-10');
    await withSwitch(exchange, 'deltaEmptyFirstPage', true, async () => {
      const first = (await exchange.get(delta)).body;
      expect(first.value).toEqual([]);
      expect((await round(first['@odata.nextLink'])).items).toHaveLength(1);
    });
  });

  it('names the zone of sparse occurrences by its Windows name', async () => {
    const series = daily('2026-06-15', 1);
    const headers = { prefer: 'IdType="ImmutableId", outlook.timezone="Europe/Berlin"' };
    const { items } = await round(delta, headers);
    expect(items).toMatchObject([
      { id: series, start: { dateTime: '2026-06-15T11:00:00.0000000', timeZone: 'Europe/Berlin' } },
      { start: { dateTime: '2026-06-15T11:00:00.0000000', timeZone: 'W. Europe Standard Time' } },
    ]);
  });

  it('takes zone, form of text and form of id from the preferences of each page, none from its link', async () => {
    for (const day of ['2026-06-10', '2026-06-11', '2026-06-12']) single(day);
    const preferred = 'odata.maxpagesize=1, IdType="ImmutableId", outlook.timezone="Europe/Berlin", ';
    const first = await exchange.get(delta, { prefer: `${preferred}outlook.body-content-type="text"` });
    expect(first.body.value[0]).toMatchObject({
      id: expect.stringMatching(/^AAkALg/),
      start: { dateTime: '2026-06-10T11:00:00.0000000', timeZone: 'Europe/Berlin' },
      body: { contentType: 'text' },
    });
    expect(first.headers.get('preference-applied')).toContain('outlook.timezone="Europe/Berlin"');
    const second = await exchange.get(first.body['@odata.nextLink'], { prefer: 'odata.maxpagesize=1' });
    expect(second.body.value[0]).toMatchObject({
      id: expect.stringMatching(/^AAMk/),
      start: { dateTime: '2026-06-11T09:00:00.0000000', timeZone: 'UTC' },
      body: { contentType: 'html' },
    });
    const third = await exchange.get(second.body['@odata.nextLink'], sized(5));
    expect(third.body.value.map((item: Reply['body']) => item.id)).toEqual([expect.stringMatching(/^AAkALg/)]);
  });

  it('shows regular ids to who does not ask for immutable ones', async () => {
    const series = daily('2026-06-15', 1);
    const { items } = await round(delta, { prefer: 'odata.maxpagesize=50' });
    expect(items[0].id).not.toBe(series);
    expect(items[1].seriesMasterId).toBe(items[0].id);
    expect((await exchange.get(`${user}/events/${items[1].id}`)).body.type).toBe('occurrence');
  });
});

describe('A later round of a calendar view', () => {
  it('tells what was made and changed inside the window, and nothing when nothing was', async () => {
    const [one] = [single('2026-06-10'), single('2026-06-11')];
    const first = await round();
    expect((await round(first.deltaLink)).items).toEqual([]);
    exchange.calendar.editEvent(one, { subject: 'Later' });
    const made = single('2026-06-12');
    const second = await round(first.deltaLink);
    expect(ids(second.items)).toEqual([one, made]);
    expect(second.items[0]).toMatchObject({ subject: 'Later', type: 'singleInstance' });
  });

  it('tells of what was deleted, moved to another calendar, moved out of the window, or made outside it', async () => {
    exchange.calendar.createCalendar('Football');
    const [gone, elsewhere, later] = [single('2026-06-10'), single('2026-06-11'), single('2026-06-12')];
    const { deltaLink } = await round();
    exchange.calendar.deleteEvent(gone);
    exchange.calendar.moveEvent(elsewhere, 'Football');
    exchange.calendar.editEvent(later, times('2026-09-01'));
    const outside = single('2026-09-02');
    expect((await round(deltaLink)).items).toEqual([gone, elsewhere, later, outside].map(tombstone));
  });

  it('tells nothing of what came and went in between', async () => {
    const { deltaLink } = await round();
    exchange.calendar.deleteEvent(single('2026-06-10'));
    expect((await round(deltaLink)).items).toEqual([]);
  });

  it('tells a changed series with all its instances, and has no tombstone for a deleted instance', async () => {
    const series = daily('2026-06-15', 3);
    const { deltaLink } = await round();
    exchange.calendar.deleteOccurrence(series, '2026-06-16');
    const { items } = await round(deltaLink);
    expect(items.map((item) => item.type)).toEqual(['seriesMaster', 'occurrence', 'occurrence']);
    expect(JSON.stringify(items)).not.toContain('@removed');
  });

  it('has a tombstone for an instance that was moved out of the window', async () => {
    const series = daily('2026-06-15', 2);
    const id = exchange.calendar.occurrence(series, '2026-06-16');
    const { deltaLink } = await round();
    exchange.calendar.moveOccurrence(series, '2026-06-16', utc('2026-08-01T09:00:00'), utc('2026-08-01T10:00:00'));
    const { items } = await round(deltaLink);
    expect(items.find((item) => item.id === id)).toEqual(tombstone(id));
    expect(items.map((item) => item.type)).toEqual(['seriesMaster', undefined, 'occurrence']);
  });

  it('has one tombstone for a deleted series, or one for each instance too', async () => {
    const series = daily('2026-06-15', 2);
    const occurrences = ['2026-06-15', '2026-06-16'].map((day) => exchange.calendar.occurrence(series, day));
    const { deltaLink } = await round();
    exchange.calendar.deleteEvent(series);
    expect((await round(deltaLink)).items).toEqual([tombstone(series)]);
    await withSwitch(exchange, 'deletedSeriesNamesOccurrences', true, async () => {
      expect((await round(deltaLink)).items).toEqual([series, ...occurrences].map(tombstone));
    });
  });

  it('tells of a single event that became a series under the same id', async () => {
    const one = single('2026-06-10');
    const { deltaLink } = await round();
    exchange.calendar.editEvent(one, {
      recurrence: {
        pattern: { type: 'daily', interval: 1 },
        range: { type: 'numbered', numberOfOccurrences: 2, startDate: '2026-06-10' },
      },
    });
    expect((await round(deltaLink)).items).toMatchObject([
      { id: one, type: 'seriesMaster' },
      { seriesMasterId: one },
      { seriesMasterId: one },
    ]);
  });

  it('keeps the window of the first round, whatever a link is given', async () => {
    const { deltaLink } = await round();
    const [inside, outside] = [single('2026-06-10'), single('2026-07-10')];
    const { items } = await round(`${deltaLink}&startDateTime=2026-07-01&endDateTime=2026-08-01`);
    expect(items[0].id).toBe(inside);
    expect(items[1]).toEqual(tombstone(outside));
  });

  it('of another calendar tells of that one alone', async () => {
    const football = exchange.calendar.createCalendar('Football');
    single('2026-06-10');
    const path = `${user}/calendars/${football}/calendarView/delta?startDateTime=2026-06-01&endDateTime=2026-07-01`;
    const { items, deltaLink } = await round(path);
    expect(items).toEqual([]);
    const match = exchange.calendar.createEvent('Football', { subject: 'Match', ...times('2026-06-20') });
    expect(ids((await round(deltaLink)).items)).toEqual([match]);
  });
});

describe('Change tracking of a calendar view', () => {
  const refused = async (option: string): Promise<Reply['body']> => {
    const reply = await exchange.get(`${delta}&${option}`);
    expect(reply).toMatchObject({ status: 400, body: { error: { code: 'ErrorInvalidUrlQuery' } } });
    return reply.body.error.message;
  };

  it('refuses page sizes, filters, orders and choices with the texts of Exchange', async () => {
    expect(await refused('$top=5')).toBe(
      "The '$top' parameter is not supported with change tracking over the 'CalendarView' resource as page size " +
        'cannot be guaranteed. Express page size preferences using the Prefer: odata.maxpagesize= header instead.',
    );
    for (const option of ['$filter=x', '$orderby=subject', '$expand=extensions', '$search=x', '$select=subject']) {
      expect(await refused(option)).toBe(
        "The following parameters are not supported with change tracking over the 'CalendarView' resource: " +
          "'$orderby, $filter, $select, $expand, $search'.",
      );
    }
  });

  it('takes $select where a switch lets it', async () => {
    single('2026-06-10');
    await withSwitch(exchange, 'calendarDeltaSelectTolerated', true, async () => {
      const { items } = await round(`${delta}&$select=subject`);
      expect(Object.keys(items[0]).sort()).toEqual(['@odata.etag', '@odata.type', 'id', 'subject']);
    });
  });

  it('needs a window of at most 1825 days at the beginning', async () => {
    expect((await exchange.get(`${user}/calendarView/delta`)).body.error.code).toBe('ErrorInvalidParameter');
    const long = `${user}/calendarView/delta?startDateTime=2020-01-01&endDateTime=2026-01-01`;
    expect((await exchange.get(long)).body.error.code).toBe('ErrorInvalidRequest');
  });

  it('refuses forged tokens, and those of another calendar', async () => {
    const { deltaLink } = await round();
    const football = exchange.calendar.createCalendar('Football');
    const token = deltaLink.split('$deltatoken=')[1] ?? '';
    for (const path of [
      `${user}/calendarView/delta?$deltatoken=nonsense`,
      `${user}/calendars/${football}/calendarView/delta?$deltatoken=${token}`,
    ]) {
      expect(await exchange.get(path)).toMatchObject({
        status: 400,
        body: { error: { message: 'Badly formed token.' } },
      });
    }
  });

  it('forgets generations that are too old, and all when it is told to', async () => {
    const { deltaLink } = await round();
    let link = deltaLink;
    for (let day = 10; day < 15; day += 1) {
      single(`2026-06-${day}`);
      link = (await round(link)).deltaLink;
    }
    expect(await exchange.get(deltaLink)).toMatchObject({
      status: 410,
      body: { error: { code: 'SyncStateNotFound' } },
    });
    expect((await exchange.get(link)).status).toBe(200);
    exchange.tenant.expireDeltaTokens(exchange.mailboxId);
    expect((await exchange.get(link)).status).toBe(410);
  });

  it('tells of an event that left the window while a client pages', async () => {
    const moved = single('2026-06-10');
    for (let day = 11; day < 15; day += 1) single(`2026-06-${day}`);
    const first = (await exchange.get(delta, sized(2))).body;
    exchange.calendar.editEvent(moved, times('2026-09-01'));
    const { items } = await round(first['@odata.nextLink']);
    expect(items.at(-1)).toEqual(tombstone(moved));
  });

  it('of events alone is not supported in v1.0', async () => {
    expect(await exchange.get(`${user}/events/delta`)).toMatchObject({
      status: 400,
      body: {
        error: { message: "Unsupported request: Change tracking is not supported against 'microsoft.graph.event'." },
      },
    });
  });
});
