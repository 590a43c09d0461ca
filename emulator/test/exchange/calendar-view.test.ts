// Events over Graph: how they read by id and in a view, in which zone, with which body; all-day events and series.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { stamp, startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let user: string;

beforeEach(async () => {
  exchange = await startExchange();
  user = `/users/${exchange.mailboxId}`;
});

afterEach(() => exchange.close());

const at = (dateTime: string, timeZone = 'UTC'): object => ({ dateTime, timeZone });
const single = (subject: string, day: string, more: object = {}): string =>
  exchange.calendar.createEvent('Calendar', {
    subject,
    start: at(`${day}T09:00:00`),
    end: at(`${day}T10:00:00`),
    ...more,
  });
const allDay = (subject: string, first: string, behind: string): string =>
  exchange.calendar.createEvent('Calendar', {
    subject,
    isAllDay: true,
    start: at(`${first}T00:00:00`, 'Europe/Berlin'),
    end: at(`${behind}T00:00:00`, 'Europe/Berlin'),
  });
const series = (pattern: object, range: object, zone = 'W. Europe Standard Time', day = '2026-03-23'): string =>
  exchange.calendar.createEvent('Calendar', {
    subject: 'Round',
    start: at(`${day}T09:00:00`, zone),
    end: at(`${day}T09:30:00`, zone),
    recurrence: { pattern, range: { startDate: day, recurrenceTimeZone: zone, ...range } },
  });
const view = async (from: string, to: string, headers?: Record<string, string>): Promise<Reply['body'][]> =>
  (await exchange.get(`${user}/calendarView?startDateTime=${from}&endDateTime=${to}&$top=1000`, headers)).body.value;
const starts = (items: Reply['body'][]): string[] => items.map((item) => item.start.dateTime.slice(0, 16));
const prefer = (more: string): Record<string, string> => ({ prefer: `IdType="ImmutableId", ${more}` });
const read = async (id: string, query = '', headers?: Record<string, string>): Promise<Reply> =>
  exchange.get(`${user}/events/${id}${query}`, headers);

describe('An event', () => {
  it('reads with all its properties, its etag and the links to its calendar', async () => {
    const { status, headers, body } = await read(single('Visit', '2026-06-15'));
    expect(status).toBe(200);
    expect(Object.keys(body)).toHaveLength(44 - 1 + 1 + 2);
    expect(body).toMatchObject({
      '@odata.etag': `W/"${body.changeKey}"`,
      subject: 'Visit',
      type: 'singleInstance',
      start: { dateTime: '2026-06-15T09:00:00.0000000', timeZone: 'UTC' },
      location: { displayName: '', locationType: 'default', uniqueIdType: 'unknown', address: {}, coordinates: {} },
      locations: [],
      isOrganizer: true,
      responseStatus: { response: 'organizer', time: '0001-01-01T00:00:00Z' },
      attendees: [],
      recurrence: null,
      seriesMasterId: null,
    });
    expect(body.changeKey).toMatch(/^.{22}==$/);
    expect(body.iCalUId).toMatch(/^040000008200E00074C5B7101A82E00800000000/);
    expect(body.createdDateTime).toMatch(/\.\d{7}Z$/);
    expect(headers.get('etag')).toBe(body['@odata.etag']);
    expect(body).not.toHaveProperty('originalStart');
  });

  it('shows selected properties and extended ones', async () => {
    const id = exchange.calendar.createEvent(
      'Calendar',
      { subject: 'Visit', start: at('2026-06-15T09:00:00'), end: at('2026-06-15T10:00:00') },
      { [stamp]: 'mark' },
    );
    const expand = `$expand=singleValueExtendedProperties($filter=id eq '${stamp}')`;
    const { body } = await read(id, `?$select=subject,originalStart&${encodeURI(expand)}`);
    expect(body).toMatchObject({ subject: 'Visit', originalStart: null });
    expect(body.singleValueExtendedProperties).toEqual([{ id: stamp, value: 'mark' }]);
    expect(body).not.toHaveProperty('start');
  });

  it('has its text as HTML "converted from text", or as text where that is preferred', async () => {
    const id = single('Visit', '2026-06-15', { body: { contentType: 'text', content: 'One & two\nthree' } });
    const html = (await read(id)).body.body;
    expect(html.contentType).toBe('html');
    expect(html.content).toContain('<!-- converted from text -->');
    expect(html.content).toContain('One &amp; two<br>');
    const reply = await read(id, '', prefer('outlook.body-content-type="text"'));
    expect(reply.body.body).toEqual({ contentType: 'text', content: 'One & two\nthree' });
    expect(reply.headers.get('preference-applied')).toContain('outlook.body-content-type="text"');
  });

  it('written in HTML reads as text without its tags, and has a preview of 255 characters', async () => {
    const content = `<p>A &lt; B</p><p>${'x'.repeat(300)}</p>`;
    const id = single('Visit', '2026-06-15', { body: { contentType: 'html', content } });
    const { body } = await read(id, '', prefer('outlook.body-content-type="text"'));
    expect(body.body.content).toBe(`A < B\r\n${'x'.repeat(300)}`);
    expect(body.bodyPreview).toHaveLength(255);
  });

  it('that is private is shown whole', async () => {
    const id = single('Doctor', '2026-06-15', {
      sensitivity: 'private',
      showAs: 'oof',
      location: { displayName: 'X' },
    });
    expect((await read(id)).body).toMatchObject({
      subject: 'Doctor',
      sensitivity: 'private',
      showAs: 'oof',
      location: { displayName: 'X', uniqueId: 'X', uniqueIdType: 'private' },
    });
  });

  it('shows its times in the preferred zone under the name given; an unknown zone is refused', async () => {
    const id = single('Visit', '2026-06-15');
    for (const zone of ['Europe/Berlin', 'W. Europe Standard Time']) {
      const { body } = await read(id, '', prefer(`outlook.timezone="${zone}"`));
      expect(body.start).toEqual({ dateTime: '2026-06-15T11:00:00.0000000', timeZone: zone });
    }
    expect(await read(id, '', prefer('outlook.timezone="Mars/Base"'))).toMatchObject({
      status: 400,
      body: { error: { code: 'TimeZoneNotSupportedException' } },
    });
  });

  it('needs the role for calendars', async () => {
    const other = await startExchange({ roles: ['Contacts.ReadWrite'] });
    const reply = await other.get(`/users/${other.mailboxId}/events`);
    expect(reply).toMatchObject({ status: 403, body: { error: { code: 'ErrorAccessDenied' } } });
    await other.close();
  });

  it('in Deleted Items cannot be read, unless a switch says so', async () => {
    const id = single('Visit', '2026-06-15');
    exchange.calendar.deleteEvent(id);
    expect((await read(id)).status).toBe(404);
    await withSwitch(exchange, 'deletedEventsReadable', true, async () => {
      expect((await read(id)).status).toBe(200);
    });
  });
});

describe('A calendar view', () => {
  it('wants a window of at most 1825 days', async () => {
    expect(await exchange.get(`${user}/calendarView?startDateTime=2026-01-01`)).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'ErrorInvalidParameter',
          message:
            'This request requires a time window specified by the query string parameters StartDateTime and ' +
            'EndDateTime.',
        },
      },
    });
    const long = `${user}/calendarView?startDateTime=2026-01-01&endDateTime=`;
    expect((await exchange.get(`${long}2030-12-31T00:00:00Z`)).status).toBe(200);
    expect(await exchange.get(`${long}2030-12-31T00:00:01Z`)).toMatchObject({
      status: 400,
      body: { error: { code: 'ErrorInvalidRequest' } },
    });
  });

  it('holds what overlaps the window, by start, not what touches its edges', async () => {
    single('Late', '2026-06-16');
    single('Early', '2026-06-15');
    single('Outside', '2026-06-18');
    const items = await view('2026-06-15T09:30:00Z', '2026-06-16T10:00:00%2B00:00');
    expect(items.map((item) => item.subject)).toEqual(['Early', 'Late']);
    expect(await view('2026-06-15T10:00:00', '2026-06-16T09:00:00')).toEqual([]);
  });

  it('comes in pages of ten with links', async () => {
    for (let day = 10; day < 22; day += 1) single(`Day ${day}`, `2026-06-${day}`);
    const path = `${user}/calendarView?startdatetime=2026-06-01&enddatetime=2026-07-01`;
    const first = (await exchange.get(path)).body;
    expect(first.value).toHaveLength(10);
    const second = (await exchange.get(first['@odata.nextLink'])).body;
    expect(second.value).toHaveLength(2);
    expect(second).not.toHaveProperty(['@odata.nextLink']);
  });

  it('is of one calendar', async () => {
    const second = exchange.calendar.createCalendar('Football');
    const id = single('Visit', '2026-06-15');
    exchange.calendar.moveEvent(id, 'Football');
    expect(await view('2026-06-01', '2026-07-01')).toEqual([]);
    const path = `${user}/calendars/${second}/calendarView?startDateTime=2026-06-01&endDateTime=2026-07-01`;
    expect((await exchange.get(path)).body.value).toMatchObject([{ id, subject: 'Visit' }]);
    const calendars = (await exchange.get(`${user}/calendars?$select=name,isDefaultCalendar`)).body.value;
    expect(calendars).toMatchObject([
      { name: 'Calendar', isDefaultCalendar: true },
      { name: 'Football', isDefaultCalendar: false },
    ]);
  });
});

describe('An all-day event', () => {
  it('is at midnight in whatever zone, its end exclusive', async () => {
    const id = allDay('Trip', '2026-06-15', '2026-06-17');
    for (const zone of ['UTC', 'Pacific/Kiritimati', 'America/New_York']) {
      const { body } = await read(id, '', prefer(`outlook.timezone="${zone}"`));
      expect(body).toMatchObject({
        isAllDay: true,
        originalStartTimeZone: 'Europe/Berlin',
        start: { dateTime: '2026-06-15T00:00:00.0000000', timeZone: zone },
        end: { dateTime: '2026-06-17T00:00:00.0000000', timeZone: zone },
      });
    }
  });

  it('is held against the window as if its dates were in UTC', async () => {
    allDay('Trip', '2026-06-15', '2026-06-16');
    expect(await view('2026-06-14T00:00:00Z', '2026-06-15T00:00:00Z')).toEqual([]);
    expect(await view('2026-06-15T23:59:00Z', '2026-06-16T00:00:00Z')).toHaveLength(1);
  });

  it('must begin and end at midnight', async () => {
    const event = { subject: 'x', isAllDay: true, start: at('2026-06-15T08:00:00'), end: at('2026-06-16T00:00:00') };
    expect(await exchange.call('POST', `${user}/events`, event)).toMatchObject({
      status: 400,
      body: {
        error: {
          code: 'ErrorInvalidRequest',
          message: 'The Event.Start property for an all-day event needs to be set to midnight.',
        },
      },
    });
    const timed = single('Visit', '2026-06-15');
    expect((await exchange.call('PATCH', `${user}/events/${timed}`, { isAllDay: true })).status).toBe(400);
  });
});

describe('A series', () => {
  const end = (endDate: string): object => ({ type: 'endDate', endDate });

  it('keeps its wall clock time over a clock change, in its own zone', async () => {
    series({ type: 'daily', interval: 1 }, { type: 'numbered', numberOfOccurrences: 8 });
    const items = await view('2026-03-01', '2026-05-01');
    expect(items).toHaveLength(8);
    expect(starts(items).slice(4)).toEqual([
      '2026-03-27T08:00',
      '2026-03-28T08:00',
      '2026-03-29T07:00',
      '2026-03-30T07:00',
    ]);
    const local = await view('2026-03-01', '2026-05-01', prefer('outlook.timezone="Europe/Berlin"'));
    expect(new Set(local.map((item) => item.start.dateTime.slice(11, 16)))).toEqual(new Set(['09:00']));
  });

  it('comes weekly on its days, every so many weeks', async () => {
    series({ type: 'weekly', interval: 2, daysOfWeek: ['monday', 'thursday'] }, end('2026-04-20'), 'UTC');
    expect(starts(await view('2026-03-01', '2026-06-01'))).toEqual([
      '2026-03-23T09:00',
      '2026-03-26T09:00',
      '2026-04-06T09:00',
      '2026-04-09T09:00',
      '2026-04-20T09:00',
    ]);
  });

  it('comes monthly on a day, or on the last day of a short month', async () => {
    series({ type: 'absoluteMonthly', interval: 1, dayOfMonth: 31 }, end('2026-06-30'), 'UTC', '2026-03-31');
    const days = starts(await view('2026-03-01', '2026-08-01')).map((text) => text.slice(0, 10));
    expect(days).toEqual(['2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30']);
  });

  it('comes monthly on a weekday of the month, and yearly', async () => {
    series(
      { type: 'relativeMonthly', interval: 1, daysOfWeek: ['friday'], index: 'last' },
      end('2026-05-31'),
      'UTC',
      '2026-03-27',
    );
    expect(starts(await view('2026-03-01', '2026-08-01'))).toEqual([
      '2026-03-27T09:00',
      '2026-04-24T09:00',
      '2026-05-29T09:00',
    ]);
    series({ type: 'absoluteYearly', interval: 1, month: 9, dayOfMonth: 1 }, { type: 'noEnd' }, 'UTC', '2026-09-01');
    expect(starts(await view('2026-08-01', '2028-12-01'))).toEqual([
      '2026-09-01T09:00',
      '2027-09-01T09:00',
      '2028-09-01T09:00',
    ]);
  });

  it('reads with a whole recurrence; its instances name it, their place in it and their own iCalUId', async () => {
    const id = series({ type: 'daily', interval: 1 }, { type: 'noEnd' });
    const master = (await read(id)).body;
    expect(master).toMatchObject({
      type: 'seriesMaster',
      recurrence: {
        pattern: { type: 'daily', interval: 1, month: 0, dayOfMonth: 0, firstDayOfWeek: 'sunday', index: 'first' },
        range: { type: 'noEnd', startDate: '2026-03-23', endDate: '0001-01-01', numberOfOccurrences: 0 },
      },
    });
    const occurrence = (await read(exchange.calendar.occurrence(id, '2026-03-25'))).body;
    expect(occurrence).toMatchObject({
      type: 'occurrence',
      seriesMasterId: id,
      occurrenceId: `OID.${id}.2026-03-25`,
      uid: master.iCalUId,
      recurrence: null,
    });
    expect(occurrence.iCalUId).toBe(`${master.iCalUId.slice(0, 32)}07EA0319${master.iCalUId.slice(40)}`);
  });

  it('has a moved instance as an exception that shares its etag and remembers its original start', async () => {
    const id = series({ type: 'daily', interval: 1 }, { type: 'numbered', numberOfOccurrences: 3 }, 'UTC');
    exchange.calendar.moveOccurrence(
      id,
      '2026-03-24',
      { dateTime: '2026-03-24T15:00:00', timeZone: 'UTC' },
      { dateTime: '2026-03-24T16:00:00', timeZone: 'UTC' },
    );
    const items = await view('2026-03-01', '2026-05-01');
    expect(items.map((item) => item.type)).toEqual(['occurrence', 'exception', 'occurrence']);
    const master = (await read(id)).body;
    const moved = (await read(items[1].id, '?$select=originalStart,start')).body;
    expect(moved).toMatchObject({ '@odata.etag': master['@odata.etag'], originalStart: '2026-03-24T09:00:00Z' });
    expect(items[0]['@odata.etag']).toMatch(/^W\/"DwAAABYAAA/);
  });

  it('tells its deleted instances only to who selects them', async () => {
    const id = series({ type: 'daily', interval: 1 }, { type: 'numbered', numberOfOccurrences: 3 }, 'UTC');
    const gone = exchange.calendar.occurrence(id, '2026-03-24');
    exchange.calendar.deleteOccurrence(id, '2026-03-24');
    expect(starts(await view('2026-03-01', '2026-05-01'))).toEqual(['2026-03-23T09:00', '2026-03-25T09:00']);
    expect((await read(gone)).status).toBe(404);
    expect((await read(id)).body).not.toHaveProperty('cancelledOccurrences');
    const { cancelledOccurrences } = (await read(id, '?$select=cancelledOccurrences')).body;
    expect(cancelledOccurrences).toEqual([`OID.${id}.2026-03-24`]);
  });

  it('shows its instances by its id', async () => {
    const id = series({ type: 'daily', interval: 1 }, { type: 'noEnd' });
    const path = `${user}/events/${id}/instances?startDateTime=2026-03-24&endDateTime=2026-03-26`;
    expect((await exchange.get(path)).body.value).toHaveLength(2);
  });

  it('begins on the date of its event, and a rule that makes no sense is refused', async () => {
    const range = { type: 'noEnd', startDate: '2026-03-24' };
    const event = { start: at('2026-03-23T09:00:00'), end: at('2026-03-23T10:00:00') };
    const post = (recurrence: object): Promise<Reply> =>
      exchange.call('POST', `${user}/events`, { ...event, recurrence });
    expect((await post({ pattern: { type: 'daily', interval: 1 }, range })).status).toBe(400);
    expect((await post({ pattern: { type: 'weekly', interval: 1 }, range })).body.error.code).toBe(
      'ErrorInvalidProperty',
    );
  });

  it('forgets its changed and deleted instances when it moves as a whole', async () => {
    const id = series({ type: 'daily', interval: 1 }, { type: 'numbered', numberOfOccurrences: 3 }, 'UTC');
    exchange.calendar.deleteOccurrence(id, '2026-03-24');
    exchange.calendar.editEvent(id, { start: at('2026-03-23T11:00:00'), end: at('2026-03-23T12:00:00') });
    expect(await view('2026-03-01', '2026-05-01')).toHaveLength(3);
  });
});
