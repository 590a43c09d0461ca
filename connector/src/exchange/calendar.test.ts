// What the calendar's calls say on the wire, and answers that the emulator does not give.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { batch, ok, refusal, startScriptedGraph, type ScriptedGraph } from '../../test/support/scripted-graph.js';
import type { CalendarId, ExchangeEventId, MailboxId } from '../core/model.js';

const mailbox = 'aaaaaaaa-0000-4000-8000-000000000001' as MailboxId;
const window = { startMs: Date.parse('2026-10-23T00:00:00Z'), endMs: Date.parse('2027-11-23T00:00:00Z') };
const canonical = 'https://graph.microsoft.com/v1.0';
const eventPreferences = 'outlook.timezone="UTC", outlook.body-content-type="text"';

let graph: ScriptedGraph;

beforeEach(async () => {
  graph = await startScriptedGraph();
});
afterEach(() => graph.close());

const preferred = () => graph.seen.map(({ headers }) => headers['prefer']);

describe('a page of the calendar view', () => {
  it('asks for its window alone, then follows links as they are, and prefers the same each time', async () => {
    const [next, delta] = ['$skiptoken=R0%2bx', '$deltatoken=Q=='].map(
      (token) => `${canonical}/users('${mailbox}')/calendarView/delta?${token}`,
    ) as [string, string];
    graph.answer(
      ok({ value: [], '@odata.nextLink': next }),
      ok({ value: [], '@odata.deltaLink': delta }),
      ok({ value: [], '@odata.deltaLink': delta }),
    );
    const first = await graph.exchange.readEventDelta(mailbox, { window });
    expect(first).toEqual({ ok: true, value: { changed: [], removed: [], next: { kind: 'more', link: next } } });
    const second = await graph.exchange.readEventDelta(mailbox, { link: next });
    expect(second).toEqual({ ok: true, value: { changed: [], removed: [], next: { kind: 'done', link: delta } } });
    await graph.exchange.readEventDelta(mailbox, { link: delta });
    const question = 'startDateTime=2026-10-23T00:00:00.000Z&endDateTime=2027-11-23T00:00:00.000Z';
    expect(graph.seen.map(({ url }) => url)).toEqual([
      `/v1.0/users/${mailbox}/calendarView/delta?${question}`,
      next.replace('https://graph.microsoft.com', ''),
      delta.replace('https://graph.microsoft.com', ''),
    ]);
    expect(preferred()).toEqual(Array(3).fill(`IdType="ImmutableId", odata.maxpagesize=100, ${eventPreferences}`));
  });

  it('that is too large is asked for once more in a small size, with the same preferences', async () => {
    graph.answer(({ headers }) =>
      String(headers['prefer']).includes('maxpagesize=25')
        ? ok({ value: [], '@odata.deltaLink': `${canonical}/x` })
        : { status: 504 },
    );
    expect(await graph.exchange.readEventDelta(mailbox, { window })).toMatchObject({ ok: true });
    expect(preferred().at(-1)).toBe(`IdType="ImmutableId", odata.maxpagesize=25, ${eventPreferences}`);
  });

  it('counts the last of what it says twice, whether it was changed or removed', async () => {
    const removed = { '@removed': { reason: 'deleted' } };
    graph.answer(
      ok({
        value: [
          { id: 'a', subject: 'old' },
          { id: 'b', ...removed },
          { id: 'a', subject: 'new' },
          { id: 'c', subject: 'old' },
          { id: 'b', subject: 'back' },
          { id: 'c', ...removed },
        ],
        '@odata.deltaLink': `${canonical}/x`,
      }),
    );
    expect(await graph.exchange.readEventDelta(mailbox, { window })).toMatchObject({
      value: {
        changed: [
          { id: 'a', subject: 'new' },
          { id: 'b', subject: 'back' },
        ],
        removed: ['c'],
      },
    });
  });

  it.each([
    [410, 'ResyncRequired'],
    [410, 'SyncStateInvalid'],
    [400, 'ErrorInvalidUrlQuery'],
    [400, 'BadRequest'],
  ])('whose link is answered %i %s is a round to begin anew', async (status, code) => {
    graph.answer(refusal(status, code));
    expect(await graph.exchange.readEventDelta(mailbox, { link: `${canonical}/users/x/calendarView/delta` })).toEqual({
      ok: false,
      failure: { class: 'needsResync', code },
    });
  });

  it('without a link is no last page', async () => {
    graph.answer(ok({ value: [] }));
    expect(await graph.exchange.readEventDelta(mailbox, { window })).toMatchObject({
      failure: { class: 'transient', code: 'PAGE_WITHOUT_LINK' },
    });
  });
});

describe('events and calendars', () => {
  it('are read whole by id, every part with its own preferences', async () => {
    graph.answer(batch(({ url }) => ({ status: 200, body: { id: decodeURIComponent(url.split('/').at(-1) ?? '') } })));
    const ids = ['AAkALg=', 'AAkALh'] as ExchangeEventId[];
    expect(await graph.exchange.readEvents(mailbox, ids)).toEqual(ids.map((id) => ({ ok: true, value: { id } })));
    expect(graph.seen[0]?.body.requests).toEqual(
      ['AAkALg%3D', 'AAkALh'].map((id, index) => ({
        ...{ id: String(index), method: 'GET', url: `/users/${mailbox}/events/${id}` },
        headers: { Prefer: `IdType="ImmutableId", ${eventPreferences}` },
      })),
    );
  });

  it('are asked for by id alone, and an answer without one is none', async () => {
    graph.answer(ok({ id: 'AAMkCal=' }), ok({ id: 'AAMkCal=' }), ok({}));
    expect(await graph.exchange.findCalendar(mailbox)).toEqual({ ok: true, value: 'AAMkCal=' });
    expect(await graph.exchange.isCalendar(mailbox, 'AAMkCal=' as CalendarId)).toEqual({ ok: true, value: true });
    expect(graph.seen.map(({ url }) => url)).toEqual([
      `/v1.0/users/${mailbox}/calendar?$select=id`,
      `/v1.0/users/${mailbox}/calendars/AAMkCal%3D?$select=id`,
    ]);
    expect(await graph.exchange.findCalendar(mailbox)).toMatchObject({ failure: { code: 'UNREADABLE_ANSWER' } });
  });

  it('are not taken for gone where nothing names them as gone', async () => {
    graph.answer({ status: 404 });
    expect(await graph.exchange.isCalendar(mailbox, 'AAMkCal=' as CalendarId)).toMatchObject({
      failure: { class: 'transient', code: 'HTTP_404' },
    });
  });
});
