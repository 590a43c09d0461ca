import { describe, expect, it } from '@jest/globals';
import {
  addressed,
  carlaId,
  eventContextWith,
  eventLinkOf,
  eventOf,
  eventRecordId,
  eventValuesOf,
  linkOfOffer,
} from '../../../test/support/core-events.js';
import { hasher, person } from '../../../test/support/contacts.js';
import { cell, readTable } from '../../../test/support/tables.js';
import type { EventSettings } from '../settings/event.js';
import type { EventLink } from '../link.js';
import { settledHashes } from '../hash.js';
import { eventFormVersion, eventTable, type EventField, type EventValues } from './fields.js';
import type { GraphEvent } from './model.js';
import type { EventSettle } from './action.js';
import { hasChanged, needsRecord, planSettle } from './settle.js';
import type { Relation } from './relate.js';
import type { SalesforceEvent } from './salesforce-event.js';
import { hiddenValues } from './values.js';

const found: Relation = { kind: 'found', who: carlaId };

interface Given {
  readonly change?: Partial<GraphEvent>;
  readonly link?: EventLink | null;
  readonly record?: EventValues | null;
  readonly relation?: Relation | null;
  readonly settings?: Partial<EventSettings>;
  readonly readOnly?: readonly EventField[];
}

function settle(given: Given): EventSettle {
  const { change = {}, link = linkOfOffer(), record = null, relation = null, settings = {}, readOnly = [] } = given;
  const event = eventOf(change);
  const salesforce: SalesforceEvent | null =
    record === null ? null : { id: eventRecordId, ownerId: person, key: '', isDeleted: false, values: record };
  const exposure = event.isPrivate && settings.privateEvents === 'BusyTimeOnly' ? 'busy' : 'full';
  return planSettle(
    {
      ...{ link, salesforceId: eventRecordId, event, salesforce, reason: null },
      verdict: { kind: 'in', exposure, relation },
    },
    eventContextWith(settings, readOnly),
  );
}

function without(values: EventValues, ...fields: EventField[]): EventValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field as EventField)));
}

const ofOffer = eventValuesOf();
const inStep: EventValues = { ...ofOffer, People: '1' };

/** Links by the words of the column "Settled"; what is asked of them is always the place. */
const links: Readonly<Record<string, EventLink | null>> = {
  yes: linkOfOffer(),
  'yes, as hidden': eventLinkOf({ ...ofOffer, ...hiddenValues }),
  no: null,
  'in an older form': linkOfOffer({ formVersion: eventFormVersion + 1 }),
  'never, but made': eventLinkOf({}, { state: 'made' }),
};

/** What Exchange has. The place in Salesforce that would be the same stands beside it. */
const inExchange: Readonly<Record<string, readonly [Partial<GraphEvent>, string]>> = {
  unchanged: [{}, 'Room 4'],
  changed: [{ location: { displayName: 'Room 5' } }, 'Room 5'],
  filled: [{}, 'Room 4'],
  emptied: [{ location: null }, ''],
  empty: [{ location: null }, ''],
  'private, to be hidden': [{ sensitivity: 'private' }, ''],
};

function recordFor(word: string, same: string): EventValues | null {
  switch (word) {
    case 'the same':
      return { ...inStep, Location: same };
    case 'other':
      return { ...inStep, Location: 'Her own office' };
    case 'empty':
      return { ...inStep, Location: '' };
    case 'unread':
      return without(inStep, 'Location');
    case 'not asked':
      return null;
    default:
      throw new Error(`no such record: ${word}`);
  }
}

describe('a field of an event', () => {
  const rows = readTable('sync-rules.md', 'What is written of an event', 'Settled');

  it.each(rows.map((row) => [Object.values(row).join(' · '), row] as const))('follows this line: %s', (_, row) => {
    const [change, same] = inExchange[cell(row, 'Exchange')]!;
    const word = cell(row, 'Salesforce');
    const words = word === 'any' ? ['the same', 'other', 'empty', 'unread', 'not asked'] : [word];
    for (const one of words) {
      const { toSalesforce, settling } = settle({
        change,
        link: links[cell(row, 'Settled')]!,
        record: recordFor(one, same),
        settings: { privateEvents: 'BusyTimeOnly' },
      });
      expect(toSalesforce.Location === undefined ? 'nothing' : 'write').toBe(cell(row, 'Then'));
      expect(settling.Location).toBe('now');
    }
  });

  it('has an example for every word of the page', () => {
    expect(new Set(rows.map((row) => cell(row, 'Settled')))).toEqual(new Set(Object.keys(links)));
    expect(new Set(rows.map((row) => cell(row, 'Exchange')))).toEqual(new Set(Object.keys(inExchange)));
  });

  it('that is unread is not written, and keeps its memory (P24)', () => {
    const { toSalesforce, settling } = settle({ settings: { text: 'DoNotSync' } });
    expect(toSalesforce).not.toHaveProperty('Text');
    expect(settling).not.toHaveProperty('Text');
  });

  it('that the person may not write waits and is reported, if there is something to write', () => {
    const readOnly = ['Location', 'Subject'] as const;
    const { toSalesforce, settling, problems } = settle({ change: { location: null }, readOnly });
    expect(toSalesforce).toEqual({});
    expect(settling).toMatchObject({ Location: 'keep', Subject: 'now' });
    expect(problems).toEqual([{ field: 'Location', reason: 'NO_FIELD_ACCESS' }]);
  });

  it('that is too long is reported with what is written of it', () => {
    const { toSalesforce, problems } = settle({ change: { subject: 's'.repeat(300) } });
    expect(toSalesforce.Subject).toHaveLength(255);
    expect(problems).toEqual([{ field: 'Subject', reason: 'FIELD_TOO_LONG' }]);
  });
});

describe('a record whose event has not changed', () => {
  it('is not written, whatever people wrote there', () => {
    const record = { ...inStep, Subject: 'Hers', Text: 'Her notes', Location: '' };
    expect(settle({ record })).toMatchObject({ toSalesforce: {}, reason: 'UNCHANGED', endsAs: 'linked' });
  });

  it('is not written because time went by: the reminder of what has begun keeps its memory', () => {
    const context = { ...eventContextWith(), nowMs: Date.UTC(2026, 10, 23, 10, 30) };
    const pair = { link: linkOfOffer(), salesforceId: eventRecordId, event: eventOf(), salesforce: null, reason: null };
    const later = planSettle({ ...pair, verdict: { kind: 'in', exposure: 'full', relation: null } }, context);
    expect(later.toSalesforce).toEqual({});
    expect(later.settling).not.toHaveProperty('Reminder');
  });
});

describe('two events that meet for the first time, or of which one becomes private', () => {
  const record: EventValues = {
    ...inStep,
    Subject: 'Hers',
    Times: '2026-11-24T10:00:00Z/60',
    Text: '',
    ShowAs: 'Free',
    Reminder: '',
    People: '',
  };

  it('overwrite nothing, and fill what is empty (P19)', () => {
    expect(settle({ link: null, record, relation: found })).toMatchObject({
      toSalesforce: { Text: 'Prices for the next year', Reminder: '2026-11-23T09:45:00.000Z' },
      who: carlaId,
    });
    const { toSalesforce } = settle({ link: null, record, relation: found });
    expect(Object.keys(toSalesforce)).toEqual(['Text', 'Reminder', 'People']);
  });

  it('remember all of it, so that the next change alone travels', () => {
    const { settling } = settle({ link: null, record });
    expect(new Set(Object.values(settling))).toEqual(new Set(['now']));
    expect(new Set(Object.keys(settling))).toEqual(new Set(Object.keys(ofOffer)));
  });

  it('make the record private where the event is, and a private record not public', () => {
    const secret = { change: { sensitivity: 'private' }, settings: { privateEvents: 'FullDetails' } } as const;
    expect(settle({ ...secret, link: null, record: inStep }).toSalesforce).toEqual({ Private: '1' });
    expect(settle({ link: null, record: { ...inStep, Private: '1' } }).toSalesforce).toEqual({});
  });

  it('show nothing but taken time of a private event, whatever stood there (P12)', () => {
    const settings = { privateEvents: 'BusyTimeOnly' } as const;
    const { toSalesforce } = settle({ change: { sensitivity: 'private' }, settings, link: null, record: inStep });
    expect(toSalesforce).toEqual({ Subject: 'Busy', Location: '', Text: '', Private: '1', Reminder: '' });
  });

  it('take away what people wrote where Exchange never had anything, and leave alone what they write later', () => {
    const given = {
      change: { sensitivity: 'private', location: null },
      settings: { privateEvents: 'BusyTimeOnly' },
    } as const;
    const record = { ...inStep, Location: 'Her own office' };
    const settled = { ...ofOffer, Location: '' };
    expect(settle({ ...given, link: eventLinkOf(settled), record }).toSalesforce).toMatchObject({ Location: '' });
    expect(settle({ ...given, link: eventLinkOf(settled) }).toSalesforce).toMatchObject({ Location: '' });
    const later = { ...given, link: eventLinkOf({ ...settled, ...hiddenValues }), record };
    expect(settle(later).toSalesforce).toEqual({});
  });

  it('are hidden once, although the person may not write the mark of it (P2)', () => {
    const { Private: _, ...hidden } = hiddenValues;
    const link = eventLinkOf({ ...ofOffer, ...hidden });
    const settings = { privateEvents: 'BusyTimeOnly' } as const;
    const given = { change: { sensitivity: 'private' }, settings, link, readOnly: ['Private'] } as const;
    expect(settle(given).toSalesforce).toEqual({});
    expect(settle({ ...given, link: linkOfOffer() }).toSalesforce).toMatchObject({ Subject: 'Busy', Text: '' });
  });

  it('show no more than that of one which the person may not mark as private (P12)', () => {
    const given = { change: { sensitivity: 'private' }, link: null, record: inStep, readOnly: ['Private'] } as const;
    const { toSalesforce, problems } = settle({ ...given, settings: { privateEvents: 'FullDetails' } });
    expect(toSalesforce).toMatchObject({ Subject: 'Busy', Location: '', Text: '' });
    expect(problems).toEqual([{ field: 'Private', reason: 'NO_FIELD_ACCESS' }]);
  });
});

describe('the relation of an event', () => {
  const others = { attendees: [addressed('dora@other.example')] };

  it('is written when its people changed, whether the record was read or not', () => {
    expect(settle({ change: others, relation: found }).who).toBe(carlaId);
    expect(settle({ change: others, relation: found, record: inStep }).who).toBe(carlaId);
  });

  it('is left alone when they did not change, whomever somebody chose', () => {
    expect(settle({ relation: found, record: inStep })).toMatchObject({ who: undefined, toSalesforce: {} });
    expect(settle({ relation: found }).who).toBeUndefined();
  });

  it('is written where the record names nobody, and left alone where it names somebody already', () => {
    const record = { ...inStep, People: '' };
    expect(settle({ relation: found, record }).who).toBe(carlaId);
    const link = eventLinkOf(without(ofOffer, 'People'));
    expect(settle({ relation: found, record, link }).who).toBe(carlaId);
    expect(settle({ relation: found, record: inStep, link }).who).toBeUndefined();
  });

  it('is left alone where the person does not see whether the record names somebody (P24)', () => {
    const link = eventLinkOf(without(ofOffer, 'People'));
    expect(settle({ relation: found, record: without(inStep, 'People'), link }).who).toBeUndefined();
  });

  it('is not taken away when nobody is left, when nobody is known, or when nobody can tell whom', () => {
    for (const relation of [null, { kind: 'nobody' }, { kind: 'ambiguous' }] as const) {
      expect(settle({ change: others, relation })).toMatchObject({ who: undefined, toSalesforce: {}, relation });
    }
    expect(settle({ change: { attendees: [] }, relation: found }).who).toBeUndefined();
  });

  it('is not written to a record that is private and stays so: Salesforce would refuse it', () => {
    const record = { ...inStep, People: '', Private: '1' };
    expect(settle({ link: null, record, relation: found })).toMatchObject({ who: undefined, toSalesforce: {} });
    const link = eventLinkOf({ ...ofOffer, Private: '1', People: '' });
    expect(settle({ link, record, relation: found })).toMatchObject({ who: carlaId, toSalesforce: { Private: '0' } });
    expect(settle({ link, record, relation: found, readOnly: ['Private'] }).who).toBeUndefined();
  });

  it('is written of a record whose making was cut off', () => {
    const link = eventLinkOf({}, { state: 'made' });
    expect(settle({ link, relation: found }).who).toBe(carlaId);
  });

  it('waits where the person may not write it, and is reported only where somebody was found', () => {
    const readOnly = ['People'] as const;
    expect(settle({ change: others, relation: found, readOnly })).toMatchObject({
      who: undefined,
      settling: { People: 'keep' },
      problems: [{ field: 'People', reason: 'NO_FIELD_ACCESS' }],
    });
    expect(settle({ change: others, relation: { kind: 'nobody' }, readOnly }).problems).toEqual([]);
  });
});

describe('the look of a link at its event', () => {
  it('sees a change of any field, and none where there is none', () => {
    expect(hasChanged(linkOfOffer(), ofOffer, hasher)).toBe(false);
    for (const field of Object.keys(ofOffer) as EventField[]) {
      expect(hasChanged(linkOfOffer(), { ...ofOffer, [field]: 'other' }, hasher)).toBe(true);
    }
  });

  it('does not take for a change what is unread, and takes for one what was never settled', () => {
    expect(hasChanged(linkOfOffer(), without(ofOffer, 'Text', 'Reminder'), hasher)).toBe(false);
    expect(hasChanged(eventLinkOf(without(ofOffer, 'Text')), ofOffer, hasher)).toBe(true);
    expect(hasChanged(linkOfOffer({ formVersion: eventFormVersion + 1 }), ofOffer, hasher)).toBe(true);
  });

  it('takes for a change what nobody knows, and what was made and never settled', () => {
    const link = linkOfOffer();
    const settled = settledHashes(eventTable, hasher.forItem(link.memoryKey), {}, link.settled.exchange, {
      Text: 'unknown',
    });
    const unknown = { ...link, settled: { ...link.settled, exchange: settled } };
    expect(hasChanged(unknown, ofOffer, hasher)).toBe(true);
    expect(hasChanged(unknown, without(ofOffer, 'Text'), hasher)).toBe(false);
    expect(settle({ link: unknown }).toSalesforce).toEqual({ Text: 'Prices for the next year' });
    expect(needsRecord(unknown, ofOffer)).toBe(false);
    expect(hasChanged(linkOfOffer({ state: 'made' }), ofOffer, hasher)).toBe(true);
  });

  it('needs the record only where it does not remember enough itself', () => {
    expect(needsRecord(linkOfOffer(), ofOffer)).toBe(false);
    expect(needsRecord(linkOfOffer({ state: 'made' }), ofOffer)).toBe(true);
    expect(needsRecord(linkOfOffer({ state: 'forgotten' }), ofOffer)).toBe(false);
    expect(needsRecord(eventLinkOf(without(ofOffer, 'Text')), ofOffer)).toBe(true);
    expect(needsRecord(eventLinkOf(without(ofOffer, 'Text')), without(ofOffer, 'Text'))).toBe(false);
    for (const state of ['removedFromExchange', 'removedFromSalesforce', 'leftSelection'] as const) {
      expect(needsRecord(linkOfOffer({ state }), ofOffer)).toBe(true);
    }
  });
});
