import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cell, readTable } from '../../../test/support/tables.js';
import type { ExchangeEventId, SalesforceEventId } from '../model.js';
import { matchEvents, type EventCandidate, type EventMatch, type UnlinkedEvent } from './match.js';

function item(id: string, meetingKey: string, content = 'offer at ten'): UnlinkedEvent {
  return { id: id as ExchangeEventId, meetingKey, content };
}

function record(id: string, change: Partial<EventCandidate> = {}): EventCandidate {
  return { id: id as SalesforceEventId, key: '', content: '', isMine: true, ...change };
}

function wordsFor(match: EventMatch | undefined): { then: string; reason: string; record?: string } {
  switch (match?.kind) {
    case 'pair':
      return { then: 'pair', reason: `FOUND_BY_${match.foundBy.toUpperCase()}`, record: match.salesforceId };
    case 'colleagues':
      return { then: 'leave', reason: 'COLLEAGUES_MEETING' };
    case 'copy':
      return { then: 'hold', reason: 'COPY_OF_LINKED' };
    case 'alone':
      return { then: 'new', reason: 'NEW_IN_EXCHANGE' };
    default:
      return { then: 'nothing at all', reason: '' };
  }
}

const same = { content: 'offer at ten' };

/** One example for each line of the page. The event looked at is always `x`; the record of a pair is `r`. */
const examples: Readonly<Record<string, [UnlinkedEvent[], EventCandidate[]]>> = {
  'nothing fits': [[item('x', 'k')], [record('q', { key: 'j' }), record('p')]],
  'a record of the person has its key': [[item('x', 'k')], [record('r', { key: 'k', content: 'changed since' })]],
  'the person and a colleague have a record with its key': [
    [item('x', 'k')],
    [record('q', { key: 'k', isMine: false }), record('r', { key: 'k' })],
  ],
  'only a colleague has a record with its key': [[item('x', 'k')], [record('q', { key: 'k', isMine: false })]],
  'another event of the mailbox with the same key has the record': [
    [item('x', 'k'), item('w', 'k')],
    [record('q', { key: 'k' })],
  ],
  'a record without key has the same subject, start and end': [[item('x', 'k')], [record('r', same)]],
  'one record has its key, another one the same subject and times': [
    [item('x', 'k')],
    [record('q', same), record('r', { key: 'k' })],
  ],
  'several records without key have the same subject, start and end': [
    [item('x', 'k')],
    [record('s', same), record('r', same)],
  ],
  'another new event has the same subject and times, and one record': [
    [item('x', 'k'), item('w', 'j')],
    [record('q', same)],
  ],
  'a record with another key has the same subject, start and end': [
    [item('x', 'k')],
    [record('q', { ...same, key: 'j' })],
  ],
  "a colleague's record without key has the same subject and times": [
    [item('x', 'k')],
    [record('q', { ...same, isMine: false })],
  ],
  'the same times, another subject': [[item('x', 'k')], [record('q', { content: 'lunch at ten' })]],
  'no subject, the same times': [[item('x', 'k', '')], [record('q', { content: '' })]],
};

describe('a new event', () => {
  const rows = readTable('sync-rules.md', 'First meeting of events', 'Case');

  it.each(rows.map((row) => [cell(row, 'Case'), cell(row, 'Then'), cell(row, 'Reason')] as const))(
    'meets, when %s: %s, %s',
    (line, then, reason) => {
      const [events, candidates] = examples[line] ?? [[], []];
      const found = wordsFor(matchEvents(events, candidates).get('x' as ExchangeEventId));
      expect(found).toEqual({ then, reason, ...(then === 'pair' ? { record: 'r' } : {}) });
    },
  );

  it('meets as the page says in every example, and the page says every one of them', () => {
    expect(rows.map((row) => cell(row, 'Case')).sort()).toEqual(Object.keys(examples).sort());
  });

  const ids = ['a', 'b', 'c', 'd', 'e'];
  const text = fc.constantFrom('', 'one', 'two');
  const events = fc.uniqueArray(
    fc.record({ id: fc.constantFrom(...ids), meetingKey: fc.constantFrom('k', 'l', 'm'), content: text }),
    { selector: ({ id }) => id },
  );
  const candidates = fc.uniqueArray(
    fc.record({
      id: fc.constantFrom(...ids),
      key: fc.constantFrom('', '', 'k', 'l'),
      content: text,
      isMine: fc.boolean(),
    }),
    { selector: ({ id }) => id },
  );

  it('meets the same record in whatever order events and records come (P13)', () => {
    fc.assert(
      fc.property(events, candidates, (all, known) => {
        const [items, records] = [all as UnlinkedEvent[], known as EventCandidate[]];
        const there = matchEvents(items, records);
        const back = matchEvents([...items].reverse(), [...records].reverse());
        expect(new Map(back)).toEqual(new Map(there));
        expect(there.size).toBe(items.length);
      }),
      { numRuns: 500 },
    );
  });

  it("meets no record that another one meets, and never a colleague's", () => {
    fc.assert(
      fc.property(events, candidates, (all, known) => {
        const matches = [...matchEvents(all as UnlinkedEvent[], known as EventCandidate[]).values()];
        const given = matches.flatMap((match) => (match.kind === 'pair' ? [match.salesforceId as string] : []));
        expect(new Set(given).size).toBe(given.length);
        expect(given.filter((id) => known.some((one) => one.id === id && !one.isMine))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
