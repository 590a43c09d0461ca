import { describe, expect, it } from '@jest/globals';
import {
  carlaId,
  eventContextWith,
  eventId,
  eventNowMs,
  eventOf,
  eventRecordId,
  eventValuesOf,
  leftOutFor,
  linkOfOffer,
  presentHalf,
  syncs,
} from '../../../test/support/core-events.js';
import { person } from '../../../test/support/contacts.js';
import { cell, choices, readTable, type TableRow } from '../../../test/support/tables.js';
import type { EventSettings } from '../settings/event.js';
import type { EventLink, LinkState } from '../link.js';
import type { GraphEvent } from './model.js';
import type { EventAction, ExchangeEventHalf, SalesforceEventHalf, Verdict } from './action.js';
import { planFound, planLinked, planNew, recordOf } from './plan.js';
import { dayMs } from '../time.js';
import type { SalesforceEvent } from './salesforce-event.js';

const deletes = ['KeepInSalesforce', 'RemoveFromSalesforce'] as const;
const states = ['linked', 'forgotten', 'removedFromExchange', 'removedFromSalesforce', 'leftSelection'] as const;
const tombstones = states.slice(2);

const busyOnly = { privateEvents: 'BusyTimeOnly' } as const;

interface Half {
  readonly change?: Partial<GraphEvent>;
  readonly verdict?: Verdict;
  readonly kind?: 'deleted' | 'otherCalendar' | 'unknown';
  readonly settings?: Partial<EventSettings>;
  /** Of the event as it was last seen. */
  readonly lastSeenMs?: number;
}

/** What happened in Exchange, in the words of the page. Every one that is there was edited a little, but for two. */
const halves: Readonly<Record<string, Half>> = {
  unchanged: { verdict: syncs },
  edited: { verdict: syncs, change: { subject: 'The better offer' } },
  syncs: { verdict: syncs },
  'found by key': { verdict: syncs },
  'found by content': { verdict: syncs },
  deleted: { kind: 'deleted' },
  'deleted, from outside the window': { kind: 'deleted', lastSeenMs: eventNowMs - 31 * dayMs },
  'moved to another calendar': { kind: 'otherCalendar' },
  'moved, from outside the window': { kind: 'otherCalendar', lastSeenMs: eventNowMs + 366 * dayMs },
  unknown: { kind: 'unknown' },
  'outside the window': { verdict: leftOutFor('OUTSIDE_WINDOW'), change: { subject: 'Later', sensitivity: 'private' } },
  'too long': { verdict: leftOutFor('TOO_LONG'), change: { subject: 'Longer' } },
  "a colleague's": { verdict: leftOutFor('COLLEAGUES_MEETING'), change: { subject: 'Theirs' } },
  'private, not synced': {
    verdict: leftOutFor('PRIVATE_EVENT'),
    change: { subject: 'Secret', sensitivity: 'private' },
  },
  cancelled: { verdict: leftOutFor('EVENT_CANCELLED'), change: { subject: 'Canceled: The offer', showAs: 'free' } },
  'left out': { verdict: leftOutFor('NOT_SELECTED'), change: { subject: 'Not theirs' } },
  'became a series': { verdict: leftOutFor('SERIES_NOT_SYNCED'), change: { type: 'seriesMaster' } },
  'left out, and busy time': {
    verdict: leftOutFor('NOT_SELECTED'),
    change: { subject: 'Secret', sensitivity: 'private' },
    settings: busyOnly,
  },
  'too long, and busy time': {
    verdict: leftOutFor('TOO_LONG'),
    change: { subject: 'Secret', sensitivity: 'private' },
    settings: busyOnly,
  },
};

function exchangeHalf({ kind, verdict, change }: Half): ExchangeEventHalf {
  return kind === undefined ? presentHalf(verdict ?? syncs, change) : { kind };
}

const record: SalesforceEvent = {
  id: eventRecordId,
  ownerId: person,
  key: '',
  isDeleted: false,
  values: { ...eventValuesOf(), People: '1' },
};
const salesforceHalves: Readonly<Record<string, SalesforceEventHalf>> = {
  'not asked': { kind: 'notAsked' },
  present: { kind: 'present', event: record },
  deleted: { kind: 'deleted' },
};

/** The words of the column "Then" for an action. */
function wordsFor(action: EventAction): string {
  switch (action.kind) {
    case 'empty':
      return action.keepsShell ? 'empty' : 'empty and delete';
    case 'retire':
      return action.state ?? 'forget';
    case 'leave':
      return 'nothing';
    case 'settle':
      return settleWords(action);
    default:
      return action.kind;
  }
}

function settleWords({ endsAs, toSalesforce, settling }: EventAction & { kind: 'settle' }): string {
  const isWhole = Object.keys(settling).length > 6;
  const word = isWhole ? 'settle' : toSalesforce.Private === undefined ? 'mark' : 'hide';
  return endsAs === 'linked' ? word : `${word}, leftSelection`;
}

interface Case {
  readonly deleted: EventSettings['deleted'];
  readonly isRecheck: boolean;
  readonly salesforce: SalesforceEventHalf;
}

function casesOf(row: TableRow): Case[] {
  const salesforce = cell(row, 'Salesforce') === 'any' ? Object.keys(salesforceHalves) : [cell(row, 'Salesforce')];
  return choices(row, 'Deleted events', deletes).flatMap((deleted) =>
    choices(row, 'Settings changed', ['yes', 'no']).flatMap((word) =>
      salesforce.map((name) => ({
        deleted,
        isRecheck: word === 'yes',
        salesforce: salesforceHalves[name] ?? { kind: 'notAsked' },
      })),
    ),
  );
}

function planOf(row: TableRow, { deleted, isRecheck, salesforce }: Case): EventAction {
  const half = halves[cell(row, 'Event in Exchange')]!;
  const context = eventContextWith({ ...half.settings, deleted });
  if (cell(row, 'Link') !== 'none') {
    const { lastSeenMs: atMs } = half;
    const times = atMs === undefined ? {} : { startsAtMs: atMs, endsAtMs: atMs };
    const link = linkOfOffer({ ...times, state: cell(row, 'Link') as LinkState });
    return planLinked(link, exchangeHalf(half), salesforce, isRecheck, context);
  }
  const [event, verdict] = [eventOf(half.change), half.verdict!];
  const foundBy = (['key', 'content'] as const).find((one) => cell(row, 'Event in Exchange') === `found by ${one}`);
  return foundBy === undefined ? planNew(event, verdict, context) : planFound(foundBy, event, verdict, record, context);
}

const rows = readTable('sync-rules.md', 'What becomes of an event', 'Link');

describe('what becomes of an event', () => {
  it.each(rows.map((row) => [Object.values(row).join(' · '), row] as const))('follows the line %s', (_, row) => {
    for (const one of casesOf(row)) {
      const action = planOf(row, one);
      expect({ then: wordsFor(action), reason: action.reason }).toEqual({
        then: cell(row, 'Then'),
        reason: cell(row, 'Reason'),
      });
    }
  });

  it('stands on the page once for every case', () => {
    const keys = rows.flatMap((row) =>
      casesOf(row).map((one) => JSON.stringify([cell(row, 'Link'), cell(row, 'Event in Exchange'), one])),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(new Set(rows.map((row) => cell(row, 'Event in Exchange')))).toEqual(new Set(Object.keys(halves)));
  });

  it.each([
    'EVENT_DECLINED',
    'SHOWN_AS_FREE',
    'ALL_DAY_EVENT',
    'INTERNAL_MEETING',
    'LEFT_OUT_DOMAIN',
    'LEFT_OUT_WORD',
    'NOBODY_KNOWN',
  ] as const)('is the same for %s as for NOT_SELECTED', (reason) => {
    const half = exchangeHalf({ verdict: leftOutFor(reason), change: { subject: 'Other' } });
    for (const deleted of deletes) {
      for (const isRecheck of [true, false]) {
        const action = planLinked(linkOfOffer(), half, { kind: 'notAsked' }, isRecheck, eventContextWith({ deleted }));
        const isRemoved = deleted === 'RemoveFromSalesforce' && !isRecheck;
        expect({ then: wordsFor(action), reason: action.reason }).toEqual({
          then: isRemoved ? 'delete' : 'leftSelection',
          reason,
        });
      }
    }
  });

  it('is never a delete but for a live link, and never when settings changed (P4, P7)', () => {
    for (const half of Object.values(halves)) {
      for (const state of states) {
        for (const isRecheck of [true, false]) {
          const context = eventContextWith({ ...half.settings, deleted: 'RemoveFromSalesforce' });
          const action = planLinked(
            linkOfOffer({ state }),
            exchangeHalf(half),
            { kind: 'notAsked' },
            isRecheck,
            context,
          );
          const deletes = action.kind === 'delete' || (action.kind === 'empty' && !action.keepsShell);
          if (state !== 'linked') expect({ state, deletes }).toEqual({ state, deletes: false });
          const isReported = half.kind !== undefined;
          if (isRecheck && !isReported) expect({ isRecheck, deletes }).toEqual({ isRecheck, deletes: false });
        }
      }
    }
  });

  it('is the same for a record that we made and never settled as for one in step', () => {
    for (const half of Object.values(halves)) {
      for (const deleted of deletes) {
        for (const isRecheck of [true, false]) {
          const kindFor = (link: Partial<EventLink>): string => {
            const context = eventContextWith({ ...half.settings, deleted });
            const { kind } = planLinked(
              linkOfOffer(link),
              exchangeHalf(half),
              { kind: 'notAsked' },
              isRecheck,
              context,
            );
            return kind;
          };
          expect({ half, kind: kindFor({ state: 'made' }) }).toEqual({ half, kind: kindFor({ state: 'linked' }) });
        }
      }
    }
  });

  it('is nothing where it cannot be established, whatever the link (P4)', () => {
    for (const state of states) {
      for (const salesforce of Object.values(salesforceHalves)) {
        const context = eventContextWith({ deleted: 'RemoveFromSalesforce' });
        const action = planLinked(linkOfOffer({ state }), { kind: 'unknown' }, salesforce, false, context);
        expect(action).toMatchObject({ kind: 'leave', reason: 'REMOVAL_NOT_CONFIRMED' });
      }
    }
  });

  it.each(tombstones)('is no new record for a tombstone of the state %s', (state) => {
    for (const half of Object.values(halves)) {
      for (const salesforce of Object.values(salesforceHalves)) {
        const action = planLinked(linkOfOffer({ state }), exchangeHalf(half), salesforce, false, eventContextWith());
        expect(['settle', 'retire', 'leave', 'empty']).toContain(action.kind);
      }
    }
  });

  it('takes along when the window reaches it', () => {
    const verdict = { kind: 'out', reason: 'OUTSIDE_WINDOW', retryAtMs: 4_711 } as const;
    expect(planNew(eventOf(), verdict, eventContextWith())).toMatchObject({ kind: 'leave', retryAtMs: 4_711 });
    const linked = planLinked(
      linkOfOffer(),
      { kind: 'present', event: eventOf(), verdict },
      { kind: 'notAsked' },
      false,
      eventContextWith(),
    );
    expect(linked).toMatchObject({ kind: 'leave', retryAtMs: 4_711, event: { id: eventId } });
  });

  it('is told of the record where there is one', () => {
    const context = eventContextWith();
    const present = exchangeHalf(halves['edited']!);
    expect(recordOf(planLinked(linkOfOffer(), present, { kind: 'notAsked' }, false, context))).toBe(eventRecordId);
    expect(recordOf(planLinked(linkOfOffer(), { kind: 'unknown' }, { kind: 'notAsked' }, false, context))).toBe(
      eventRecordId,
    );
    expect(recordOf(planFound('key', eventOf(), syncs, record, context))).toBe(eventRecordId);
    expect(recordOf(planNew(eventOf(), syncs, context))).toBeNull();
    expect(recordOf(planNew(eventOf(), leftOutFor('NOT_SELECTED'), context))).toBeNull();
  });
});

describe('a found pair that does not sync', () => {
  it('is left alone', () => {
    const action = planFound('key', eventOf(), leftOutFor('EVENT_DECLINED'), record, eventContextWith());
    expect(action).toMatchObject({ kind: 'leave', reason: 'EVENT_DECLINED', link: null });
  });
});

describe('a new Salesforce event', () => {
  const related: Verdict = { kind: 'in', exposure: 'full', relation: { kind: 'found', who: carlaId } };

  it('says all that is known, and whom it is about', () => {
    const action = planNew(eventOf(), related, eventContextWith());
    expect(action).toMatchObject({ kind: 'create', values: eventValuesOf(), who: carlaId, problems: [] });
  });

  it('is about nobody where nobody was found', () => {
    for (const relation of [null, { kind: 'nobody' }, { kind: 'ambiguous' }] as const) {
      const action = planNew(eventOf(), { kind: 'in', exposure: 'full', relation }, eventContextWith());
      expect(action).toMatchObject({ who: undefined, relation });
    }
  });

  it.each([
    ['is private', { sensitivity: 'private' }, { privateEvents: 'FullDetails' }, []],
    ['is related to nobody by the configuration', {}, { relate: 'Off' }, []],
    ['has its relation in a field that the person may not write', {}, {}, ['People']],
  ] as const)('names nobody where it %s, although somebody was found', (_, change, settings, readOnly) => {
    const action = planNew(eventOf(change), related, eventContextWith(settings, readOnly));
    expect(action).toMatchObject({ kind: 'create', who: undefined });
  });

  it('is made without what the person may not write, and says so where something was to be said', () => {
    const context = eventContextWith({}, ['Location', 'Text', 'People', 'Private', 'ShowAs']);
    const action = planNew(eventOf({ body: null }), related, context);
    expect(action).toMatchObject({
      kind: 'create',
      values: { Times: '2026-11-23T10:00:00Z/60', Subject: 'The offer' },
      problems: (['Location', 'ShowAs', 'People'] as const).map((field) => ({ field, reason: 'NO_FIELD_ACCESS' })),
    });
    expect(Object.keys(action.kind === 'create' ? action.values : {})).toEqual(['Times', 'Subject', 'Reminder']);
  });

  it('shows no more than taken time of a private event that the person may not mark as private (P12)', () => {
    const verdict: Verdict = { kind: 'in', exposure: 'full', relation: null };
    const context = eventContextWith({ privateEvents: 'FullDetails' }, ['Private']);
    const action = planNew(eventOf({ sensitivity: 'private' }), verdict, context);
    expect(action).toMatchObject({
      values: { Subject: 'Busy', Location: '', Text: '' },
      problems: [{ field: 'Private', reason: 'NO_FIELD_ACCESS' }],
    });
  });
});
