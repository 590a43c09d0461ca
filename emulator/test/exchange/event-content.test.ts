// What an event may hold, what of it is refused, how links in a text read, and what becomes of declined meetings.
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startExchange, withSwitch, type Reply, type TestExchange } from './support/exchange.js';

let exchange: TestExchange;
let user: string;

beforeEach(async () => {
  exchange = await startExchange();
  user = `/users/${exchange.mailboxId}`;
});

afterEach(() => exchange.close());

const at = (dateTime: string): object => ({ dateTime, timeZone: 'UTC' });
const visit = { subject: 'Visit', start: at('2026-06-15T09:00:00'), end: at('2026-06-15T10:00:00') };
const asText = { prefer: 'IdType="ImmutableId", outlook.body-content-type="text"' };

describe('A link in the text of an event', () => {
  const textOf = async (content: string): Promise<Reply['body']> => {
    const id = exchange.calendar.createEvent('Calendar', { ...visit, body: { contentType: 'html', content } });
    return (await exchange.get(`${user}/events/${id}`, asText)).body;
  };

  it('reads as its words with the address in angle brackets, and as its words alone in the preview', async () => {
    const link = 'https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?a=1&amp;b=2';
    const event = await textOf(`<p>Online</p><div><b><a class="x" href="${link}">Join <i>now</i></a></b></div>`);
    expect(event.body.content).toBe(`Online\r\nJoin now<${link.replace('&amp;', '&')}>`);
    expect(event.bodyPreview).toBe('Online\r\nJoin now');
  });

  it('that shows its own address reads as the address once', async () => {
    expect((await textOf('<a href="https://x.example/y">https://x.example/y</a>')).body.content).toBe(
      'https://x.example/y',
    );
  });
});

describe('An event is refused', () => {
  const refusalOf = (act: () => unknown): unknown => {
    try {
      return act();
    } catch (error) {
      return error;
    }
  };

  it.each([
    ['a day that no month has', { end: at('2026-06-31T10:00:00') }, 'ErrorPropertyValidationFailure'],
    ['an hour that no day has', { end: at('2026-06-15T24:30:00') }, 'ErrorPropertyValidationFailure'],
    ['a time that is not an object', { end: '2026-06-15T10:00:00' }, 'ErrorPropertyValidationFailure'],
    ['a text that is not an object', { body: 'Agenda' }, 'RequestBodyRead'],
    ['a text of another type', { body: { contentType: 'rtf', content: '' } }, 'RequestBodyRead'],
    ['a place that is not an object', { location: 'Here' }, 'RequestBodyRead'],
    ['an attendee that is not an object', { attendees: ['x@example.org'] }, 'RequestBodyRead'],
    ['an attendee without an address', { attendees: [{ emailAddress: { name: 'X' } }] }, 'RequestBodyRead'],
    [
      'an attendee of a type that is none',
      { attendees: [{ type: 'maybe', emailAddress: { address: 'x@example.org' } }] },
      'RequestBodyRead',
    ],
  ])('with %s, by the app and in Outlook alike', async (_what, properties, code) => {
    const reply = await exchange.call('POST', `${user}/events`, { ...visit, ...properties });
    expect([reply.status, reply.body.error.code]).toEqual([400, code]);
    const act = (): string => exchange.calendar.createEvent('Calendar', { ...visit, ...properties });
    expect(refusalOf(act)).toMatchObject({ name: 'Refusal', code });
  });
});

describe('A declined meeting', () => {
  let max: string;
  let copy: string;
  beforeEach(() => {
    max = exchange.tenant.addMailbox({ address: 'max@example.com', displayName: 'Max Sales' });
    const attendees = [{ emailAddress: { address: 'max@example.com' } }];
    const id = exchange.calendar.createEvent('Calendar', { ...visit, attendees });
    copy = exchange.tenant.calendarHands(max).findCopy(exchange.calendar.uidOf(id)) ?? '';
  });

  it('stays in the calendar as free time where mailboxes keep them, and can be accepted later', async () => {
    const read = async (): Promise<Reply['body']> => (await exchange.get(`/users/${max}/events/${copy}`)).body;
    const hands = exchange.tenant.calendarHands(max);
    await withSwitch(exchange, 'declinedEventsStay', true, async () => {
      hands.respond(copy, 'declined');
      expect(await read()).toMatchObject({
        responseStatus: { response: 'declined' },
        showAs: 'free',
        isCancelled: false,
      });
      hands.respond(copy, 'accepted');
      expect(await read()).toMatchObject({ responseStatus: { response: 'accepted' }, showAs: 'busy' });
    });
    hands.respond(copy, 'declined');
    expect((await exchange.get(`/users/${max}/events/${copy}`)).status).toBe(404);
  });
});
