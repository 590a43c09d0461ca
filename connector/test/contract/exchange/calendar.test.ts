// The calendar half of the adapter for Exchange over real HTTP against the emulated Exchange: every call of
// ports/calendar.ts, as its comments promise.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { CalendarHands, ExchangeTenant } from '../../../../emulator/src/parts.js';
import type { World } from '../../../../emulator/src/world.js';
import type { GraphEvent } from '../../../src/core/event/model.js';
import type { CalendarId, ExchangeEventId, MailboxId } from '../../../src/core/model.js';
import type { Exchange } from '../../../src/exchange/exchange.js';
import type { EventDeltaPage } from '../../../src/ports/calendar.js';
import {
  clientId,
  clientSecret,
  roles,
  startEmulatedExchange,
  type EmulatedExchange,
} from '../../support/emulated-exchange.js';
import { valueOf } from '../../support/outcome.js';

let emulated: EmulatedExchange;
let world: World;
let tenant: ExchangeTenant;
let hands: CalendarHands;
let exchange: Exchange;
let mailbox: MailboxId;

beforeEach(async () => {
  emulated = await startEmulatedExchange();
  ({ world, tenant, calendar: hands, exchange, mailbox } = emulated);
});
afterEach(() => emulated.close());

const june = { startMs: Date.parse('2026-06-01T00:00:00Z'), endMs: Date.parse('2026-07-01T00:00:00Z') };
const at = (dateTime: string, timeZone = 'UTC') => ({ dateTime, timeZone });
const times = (day: string) => ({ start: at(`${day}T09:00:00`), end: at(`${day}T09:30:00`) });
const event = (day: string, more: Record<string, unknown> = {}) =>
  hands.createEvent('Calendar', { subject: day, ...times(day), ...more }) as ExchangeEventId;
const daily = (day: string, count: number) =>
  event(day, {
    recurrence: {
      pattern: { type: 'daily', interval: 1 },
      range: { type: 'numbered', numberOfOccurrences: count, startDate: day },
    },
  });
const readRound = (from: Parameters<Exchange['readEventDelta']>[1] = { window: june }) => emulated.readEventRound(from);
const changedIn = (pages: readonly EventDeltaPage[]) => pages.flatMap(({ changed }) => changed);
const removedIn = (pages: readonly EventDeltaPage[]) => pages.flatMap(({ removed }) => removed);
const idsOf = (events: readonly GraphEvent[]) => events.map(({ id }) => id);
const calendarIn = (read: GraphEvent) =>
  decodeURIComponent(/calendars\('([^']+)'\)$/.exec(read['calendar@odata.navigationLink'] ?? '')?.[1] ?? '');

describe('the primary calendar', () => {
  it('is found by the mailbox, and is a calendar, as others of the person are', async () => {
    const found = valueOf(await exchange.findCalendar(mailbox));
    const other = hands.createCalendar('Football') as CalendarId;
    expect(found).not.toBe(other);
    expect(calendarIn(valueOf((await exchange.readEvents(mailbox, [event('2026-06-10')]))[0]))).toBe(found);
    expect(await exchange.isCalendar(mailbox, found)).toEqual({ ok: true, value: true });
    expect(await exchange.isCalendar(mailbox, other)).toEqual({ ok: true, value: true });
  });

  it.each([
    ['none', 'permission', 'MAILBOX_NOT_IN_CLOUD'],
    ['blocked', 'permission', 'MAILBOX_NO_ACCESS'],
    ['missingRole', 'permission', 'MAILBOX_NO_ACCESS'],
  ] as const)('of a mailbox in state %j is refused as %s %s, and nothing counts as gone', async (state, kind, code) => {
    const found = valueOf(await exchange.findCalendar(mailbox));
    const id = event('2026-06-10');
    const { link } = await readRound();
    tenant.setMailboxState(mailbox, state);
    const refused = { ok: false, failure: { class: kind, code } };
    expect(await exchange.findCalendar(mailbox)).toEqual(refused);
    expect(await exchange.isCalendar(mailbox, found)).toEqual(refused);
    expect(await exchange.readEventDelta(mailbox, { window: june })).toEqual(refused);
    expect(await exchange.readEventDelta(mailbox, { link })).toEqual(refused);
    expect(await exchange.readEvents(mailbox, [id])).toEqual([refused]);
  });

  it('is refused to an app without the role for calendars, whose contacts go on', async () => {
    tenant.addApp({ clientId, clientSecret, roles: roles.filter((role) => role !== 'Calendars.Read') });
    expect(await exchange.findCalendar(mailbox)).toEqual({
      ok: false,
      failure: { class: 'permission', code: 'MAILBOX_NO_ACCESS' },
    });
    expect(await exchange.probeMailbox(mailbox)).toEqual({ ok: true, value: null });
  });

  it.each(['ErrorInvalidUser', 'ResourceNotFound'])('of an unknown mailbox (%s) is not found', async (code) => {
    tenant.setSwitch('unknownUserAnswer', code);
    const stranger = '00000000-0000-4000-8000-000000000000' as MailboxId;
    expect(await exchange.findCalendar(stranger)).toMatchObject({
      failure: { class: 'notFound', code: 'MAILBOX_NOT_FOUND' },
    });
    expect(await exchange.readEvents(stranger, [event('2026-06-10')])).toMatchObject([
      { failure: { class: 'permission', code: 'MAILBOX_NOT_FOUND' } },
    ]);
  });
});

describe('a round of the calendar view', () => {
  it('brings single, all-day and private events whole, with times in UTC and texts as text', async () => {
    const body = { contentType: 'html', content: '<html><body><p>Bring the <b>plans</b></p></body></html>' };
    const berlin = {
      start: at('2026-06-10T09:00:00', 'Europe/Berlin'),
      end: at('2026-06-10T10:00:00', 'Europe/Berlin'),
    };
    const single = event('2026-06-10', { ...berlin, body, location: { displayName: 'Room 1' } });
    const allDay = event('2026-06-12', {
      isAllDay: true,
      start: at('2026-06-12T00:00:00', 'Europe/Berlin'),
      end: at('2026-06-14T00:00:00', 'Europe/Berlin'),
    });
    const hidden = event('2026-06-15', { sensitivity: 'private' });
    const changed = new Map(changedIn((await readRound()).pages).map((one) => [one.id, one]));
    expect([...changed.keys()].sort()).toEqual([single, allDay, hidden].sort());
    expect(changed.get(single)).toMatchObject({
      type: 'singleInstance',
      changeKey: expect.any(String),
      start: { dateTime: '2026-06-10T07:00:00.0000000', timeZone: 'UTC' },
      end: { dateTime: '2026-06-10T08:00:00.0000000', timeZone: 'UTC' },
      body: { contentType: 'text', content: expect.stringMatching(/^\s*Bring the plans\s*$/) },
      location: { displayName: 'Room 1' },
    });
    expect(changed.get(allDay)).toMatchObject({
      isAllDay: true,
      start: { dateTime: '2026-06-12T00:00:00.0000000' },
      end: { dateTime: '2026-06-14T00:00:00.0000000' },
    });
    expect(changed.get(hidden)).toMatchObject({ subject: '2026-06-15', sensitivity: 'private' });
  });

  it('shows a series whole, its moved occurrence whole, and the others with seven keys', async () => {
    const series = daily('2026-06-15', 4);
    hands.moveOccurrence(series, '2026-06-16', at('2026-06-16T15:00:00'), at('2026-06-16T16:00:00'));
    hands.deleteOccurrence(series, '2026-06-17');
    const changed = changedIn((await readRound()).pages);
    const byType = (type: string) => changed.filter((one) => one.type === type);
    expect(idsOf(byType('seriesMaster'))).toEqual([series]);
    expect(byType('exception')).toMatchObject([
      { id: hands.occurrence(series, '2026-06-16'), subject: '2026-06-15', seriesMasterId: series },
    ]);
    const plain = byType('occurrence');
    expect(idsOf(plain)).toEqual(['2026-06-15', '2026-06-18'].map((day) => hands.occurrence(series, day)));
    expect(plain.map((one) => Object.keys(one).length)).toEqual([7, 7]);
  });

  it('says the same on every page: sizes, ids that stay, and texts as text', async () => {
    const made = Array.from({ length: 230 }, (_, index) =>
      event(`2026-06-${String(1 + (index % 28)).padStart(2, '0')}`, {
        body: { contentType: 'html', content: `<p>Nr ${index}</p>` },
      }),
    );
    const first = await readRound();
    expect(first.pages.map(({ changed }) => changed.length)).toEqual([100, 100, 30]);
    expect(idsOf(changedIn(first.pages)).sort()).toEqual([...made].sort());
    for (const id of made) hands.editEvent(id, { subject: 'Again' });
    const second = await readRound({ link: first.link });
    expect(second.pages.map(({ changed }) => changed.length)).toEqual([100, 100, 30]);
    expect(idsOf(changedIn(second.pages)).sort()).toEqual([...made].sort());
    const forms = [...first.pages, ...second.pages].map(
      ({ changed }) => new Set(changed.map(({ body, start }) => `${body?.contentType} ${start?.timeZone}`)),
    );
    expect(forms).toEqual(Array(6).fill(new Set(['text UTC'])));
  });

  it('names as removed what was deleted, went to another calendar, or lies outside the window', async () => {
    hands.createCalendar('Football');
    const [gone, elsewhere, later, kept] = ['10', '11', '12', '13'].map((day) => event(`2026-06-${day}`)) as [
      ExchangeEventId,
      ExchangeEventId,
      ExchangeEventId,
      ExchangeEventId,
    ];
    const { link } = await readRound();
    hands.deleteEvent(gone);
    hands.moveEvent(elsewhere, 'Football');
    hands.editEvent(later, times('2026-09-01'));
    hands.editEvent(kept, { subject: 'Changed' });
    const made = event('2026-09-02');
    const second = await readRound({ link });
    expect(removedIn(second.pages).sort()).toEqual([gone, elsewhere, later, made].sort());
    expect(changedIn(second.pages)).toMatchObject([{ id: kept, subject: 'Changed' }]);
    expect((await readRound({ link: second.link })).pages).toMatchObject([{ changed: [], removed: [] }]);
  });

  it("is asked for anew when its link has expired, is garbled or is another service's", async () => {
    const { link } = await readRound();
    const garbled = link.replace(/deltatoken=.*/, 'deltatoken=nonsense');
    expect(await exchange.readEventDelta(mailbox, { link: garbled })).toMatchObject({
      failure: { class: 'needsResync', code: 'BadRequest' },
    });
    tenant.expireDeltaTokens();
    expect(await exchange.readEventDelta(mailbox, { link })).toMatchObject({
      failure: { class: 'needsResync', code: 'SyncStateNotFound' },
    });
    const mark = world.calls.mark();
    expect(await exchange.readEventDelta(mailbox, { link: 'https://elsewhere.example/v1.0/x' })).toMatchObject({
      failure: { class: 'needsResync', code: 'LINK_TO_FOREIGN_HOST' },
    });
    expect(world.calls.since(mark)).toHaveLength(0);
  });

  it('that ends with 410 in the middle is asked for anew', async () => {
    for (let index = 0; index < 101; index += 1) event('2026-06-10');
    const first = valueOf(await exchange.readEventDelta(mailbox, { window: june }));
    expect(first.next.kind).toBe('more');
    tenant.expireDeltaTokens();
    expect(await exchange.readEventDelta(mailbox, first.next)).toEqual({
      ok: false,
      failure: { class: 'needsResync', code: 'SyncStateNotFound' },
    });
  });

  it('goes on in small pages where a large one is too much for the service', async () => {
    for (let index = 0; index < 130; index += 1) event('2026-06-10');
    world.faults.add({
      ...{ system: 'exchange', routeIncludes: '/calendarView/delta', skipFirst: 1, times: 4 },
      effect: { kind: 'answer', status: 503, body: '' },
    });
    const { pages } = await readRound();
    expect(pages.map(({ changed }) => changed.length)).toEqual([100, 25, 5]);
  });

  it.each(['deltaEmptyFirstPage', 'deltaRepeatsItems', 'deltaPagesAgeTokens'])(
    'stays complete with the switch %s',
    async (name) => {
      const made = Array.from({ length: 101 }, () => event('2026-06-10'));
      tenant.setSwitch(name, true);
      const { pages } = await readRound();
      expect(new Set(idsOf(changedIn(pages)))).toEqual(new Set(made));
    },
  );
});

describe('events by id', () => {
  it('come whole, twenty a batch, in the order asked for, with the calendar that they are in', async () => {
    const primary = valueOf(await exchange.findCalendar(mailbox));
    const body = { contentType: 'html', content: '<p>Bring the plans</p>' };
    const singles = Array.from({ length: 24 }, () => event('2026-06-10', { body }));
    const asked = [daily('2026-06-15', 3), ...singles];
    const mark = world.calls.mark();
    const read = (await exchange.readEvents(mailbox, asked)).map(valueOf);
    expect(world.calls.counts('exchange', { since: mark })).toMatchObject({ requests: 2, subRequests: 25 });
    expect(idsOf(read)).toEqual(asked);
    expect(read.map(calendarIn)).toEqual(Array(25).fill(primary));
    expect(read.map(({ type }) => type)).toEqual(['seriesMaster', ...Array(24).fill('singleInstance')]);
    expect(read[1]).toMatchObject({
      body: { contentType: 'text', content: expect.stringContaining('Bring the plans') },
      start: { dateTime: '2026-06-10T09:00:00.0000000', timeZone: 'UTC' },
    });
  });

  it('are not found when they are gone, and keep their id when they are moved', async () => {
    const football = hands.createCalendar('Football');
    const [moved, gone, kept] = [event('2026-06-10'), event('2026-06-11'), event('2026-06-12')];
    hands.moveEvent(moved, 'Football');
    hands.deleteEvent(gone);
    const [first, second, third] = await exchange.readEvents(mailbox, [moved, gone, kept]);
    expect(calendarIn(valueOf(first))).toBe(football);
    expect(second).toEqual({ ok: false, failure: { class: 'notFound', code: 'ErrorItemNotFound' } });
    expect(valueOf(third).id).toBe(kept);
  });

  it('in Deleted Items lie in a folder that is no calendar, where Exchange shows them at all', async () => {
    tenant.setSwitch('deletedEventsReadable', true);
    const gone = event('2026-06-10');
    hands.deleteEvent(gone);
    const [read] = await exchange.readEvents(mailbox, [gone]);
    const folder = calendarIn(valueOf(read)) as CalendarId;
    expect(folder).not.toBe(valueOf(await exchange.findCalendar(mailbox)));
    expect(await exchange.isCalendar(mailbox, folder)).toEqual({ ok: true, value: false });
  });

  it('are no call when there are none', async () => {
    const mark = world.calls.mark();
    expect(await exchange.readEvents(mailbox, [])).toEqual([]);
    expect(world.calls.since(mark)).toHaveLength(0);
  });
});
