// Whatever people do in a calendar and however a client pages: when it applies the rounds of delta, it ends up with
// exactly what the window holds. A series that comes again replaces the instances that it had.
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRound, startExchange, type Reply, type TestExchange } from './support/exchange.js';

type Step = {
  readonly kind: 'single' | 'series' | 'edit' | 'shift' | 'delete' | 'cut' | 'away' | 'read';
  which: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.constantFrom('single', 'series', 'edit', 'shift', 'delete', 'cut', 'away', 'read'),
  which: fc.nat(30),
});
const window = 'startDateTime=2026-06-01T00:00:00Z&endDateTime=2026-06-15T00:00:00Z';

/** Days run over both edges of the window. */
function times(which: number): Record<string, unknown> {
  const date = new Date(Date.UTC(2026, 4, 25 + which)).toISOString().slice(0, 10);
  const moment = (hour: number): object => ({ dateTime: `${date}T${hour}:00:00`, timeZone: 'UTC' });
  const range = { type: 'numbered', numberOfOccurrences: 4, startDate: date };
  return { start: moment(10), end: moment(11), recurrence: { pattern: { type: 'daily', interval: 2 }, range } };
}

function act({ calendar }: TestExchange, ids: string[], { kind, which }: Step): void {
  const { recurrence, ...single } = times(which);
  if (kind === 'single') ids.push(calendar.createEvent('Calendar', single));
  if (kind === 'series') ids.push(calendar.createEvent('Calendar', { ...single, recurrence }));
  const id = ids[which % Math.max(1, ids.length)];
  if (id === undefined) return;
  if (kind === 'edit') calendar.editEvent(id, { subject: `Change ${which}` });
  if (kind === 'shift') calendar.editEvent(id, { ...single, recurrence: null });
  if (kind === 'delete') calendar.deleteEvent(id);
  if (kind === 'away') calendar.moveEvent(id, which % 2 === 0 ? 'Football' : 'Calendar');
  if (kind === 'cut') cutFirstInstance(calendar, id);
}

function cutFirstInstance(calendar: TestExchange['calendar'], id: string): void {
  for (let which = 0; which <= 30; which += 1) {
    const date = String((times(which).start as { dateTime: string }).dateTime).slice(0, 10);
    try {
      calendar.deleteOccurrence(id, date);
      return;
    } catch {
      // No instance on that day.
    }
  }
}

function apply(known: Map<string, Reply['body']>, items: readonly Reply['body'][]): void {
  for (const { id } of items) {
    for (const [key, item] of known) if (key === id || item.seriesMasterId === id) known.delete(key);
  }
  for (const item of items) if (!('@removed' in item)) known.set(item.id, item);
}

describe('The delta of a calendar view', () => {
  it('leaves a client that applies every round with what the window holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 1, max: 4 }), async (steps, size) => {
        const exchange = await startExchange();
        exchange.calendar.createCalendar('Football');
        const user = `/users/${exchange.mailboxId}`;
        const headers = { prefer: `IdType="ImmutableId", odata.maxpagesize=${size}` };
        const known = new Map<string, Reply['body']>();
        let link = `${user}/calendarView/delta?${window}`;
        const ids: string[] = [];
        for (const one of [...steps, { kind: 'read', which: 0 } as const]) {
          act(exchange, ids, one);
          if (one.kind !== 'read') continue;
          const round = await readRound(exchange, link, headers);
          apply(known, round.items);
          link = round.deltaLink;
        }
        const view = (await exchange.get(`${user}/calendarView?${window}&$top=1000`)).body.value as Reply['body'][];
        const told = [...known.values()].filter((item) => item.type !== 'seriesMaster');
        const look = (item: Reply['body']): string => `${item.id} ${item['@odata.etag']} ${item.start.dateTime}`;
        expect(told.map(look).sort()).toEqual(view.map(look).sort());
        await exchange.close();
      }),
      { numRuns: 40 },
    );
  });
});
