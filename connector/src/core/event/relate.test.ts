import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cell, readTable } from '../../../test/support/tables.js';
import type { LeadId, SalesforceContactId } from '../model.js';
import type { ContactSettings } from '../settings/contact.js';
import type { RankedContact } from '../preferred.js';
import { isAnybodyKnown, relate, type KnownPeople, type Relation } from './relate.js';

type SeveralMatches = ContactSettings['severalMatches'];

const [a, b] = ['a@stein.example', 'b@stein.example'];

function contact(id: string, days: { changed?: number; active?: number; made?: number } = {}): RankedContact {
  const day = (number = 0) => (number === 0 ? '' : `2026-01-0${number}`);
  return {
    id: id as SalesforceContactId,
    modifiedAt: day(days.changed),
    lastActivity: day(days.active),
    createdAt: day(days.made),
  };
}

function people(
  contacts: Readonly<Record<string, readonly RankedContact[]>>,
  leads: Readonly<Record<string, readonly string[]>> = {},
): KnownPeople {
  const leadIds = Object.entries(leads).map(([address, ids]) => [address, ids as readonly LeadId[]] as const);
  return { contacts: new Map(Object.entries(contacts)), leads: new Map(leadIds) };
}

function wordFor(relation: Relation): string {
  return relation.kind === 'found' ? relation.who : relation.kind;
}

interface Example {
  readonly addresses: readonly string[];
  readonly known: KnownPeople;
  readonly severalMatches?: SeveralMatches;
  readonly then: string;
}

const two = [contact('c2', { changed: 1 }), contact('c1', { changed: 2 })];

/** One example for each line of the page. */
const examples: Readonly<Record<string, Example>> = {
  'nobody is a contact or lead': { addresses: [a, b], known: people({}), then: 'nobody' },
  'one is a contact': { addresses: [a], known: people({ [a]: [contact('c1')] }), then: 'c1' },
  'the second one is a contact, the first one nobody': {
    addresses: [a, b],
    known: people({ [b]: [contact('c1')] }),
    then: 'c1',
  },
  'the first one is a lead, the second one a contact': {
    addresses: [a, b],
    known: people({ [b]: [contact('c1')] }, { [a]: ['l1'] }),
    then: 'c1',
  },
  'two are contacts': { addresses: [b, a], known: people({ [a]: [contact('c1')], [b]: [contact('c2')] }), then: 'c2' },
  'one is a lead': { addresses: [a, b], known: people({}, { [b]: ['l1'] }), then: 'l1' },
  'two leads have one address': { addresses: [a], known: people({}, { [a]: ['l2', 'l1'] }), then: 'l1' },
  'several contacts have the address, the setting prefers one': {
    addresses: [a],
    known: people({ [a]: two }),
    then: 'c1',
  },
  'several contacts have the address, the setting asks the person': {
    addresses: [a],
    known: people({ [a]: two }),
    severalMatches: 'Ask',
    then: 'ambiguous',
  },
  'the same, and the next one is a contact': {
    addresses: [a, b],
    known: people({ [a]: two, [b]: [contact('c3')] }),
    severalMatches: 'Ask',
    then: 'c3',
  },
  'the same, and the next one is a lead': {
    addresses: [a, b],
    known: people({ [a]: two }, { [a]: ['l2'], [b]: ['l1'] }),
    severalMatches: 'Ask',
    then: 'ambiguous',
  },
};

const words: Readonly<Record<string, RegExp>> = {
  nobody: /^nobody$/,
  held: /^ambiguous$/,
  'the lead': /^l1$/,
  'the lead of less id': /^l1$/,
  'the preferred one': /^c1$/,
  'the contact': /^c/,
  'the first contact': /^c2$/,
};

describe('whom an event is about', () => {
  const rows = readTable('sync-rules.md', 'Whom an event is about', 'Case');

  it.each(rows.map((row) => [cell(row, 'Case'), cell(row, 'Then')] as const))('when %s is %s', (line, then) => {
    const { addresses, known, severalMatches = 'MostRecentlyUpdated', then: who } = examples[line]!;
    expect(wordFor(relate(addresses, known, severalMatches))).toBe(who);
    expect(who).toMatch(words[then]!);
  });

  it('is shown on the page with every example that is tried', () => {
    expect(rows.map((row) => cell(row, 'Case')).sort()).toEqual(Object.keys(examples).sort());
  });

  it.each([
    ['MostRecentlyUpdated', 'changed'],
    ['MostRecentActivity', 'active'],
    ['OldestCreated', 'made'],
    ['Ask', 'ambiguous'],
  ] as const)('is with the setting %s the one that is to be preferred: %s', (severalMatches, id) => {
    const sharers = [
      contact('changed', { changed: 9, active: 1, made: 5 }),
      contact('active', { changed: 1, active: 9, made: 6 }),
      contact('made', { changed: 2, made: 1 }),
    ];
    expect(wordFor(relate([a], people({ [a]: sharers }), severalMatches))).toBe(id);
  });

  it('does not depend on the order in which records were read (P13)', () => {
    const sharer = fc
      .record({ id: fc.constantFrom('c1', 'c2', 'c3'), changed: fc.nat({ max: 2 }) })
      .map(({ id, changed }) => contact(id, { changed }));
    const sharers = fc.uniqueArray(sharer, { selector: ({ id }) => id, minLength: 1 });
    const setting = fc.constantFrom<SeveralMatches>(
      'MostRecentlyUpdated',
      'MostRecentActivity',
      'OldestCreated',
      'Ask',
    );
    fc.assert(
      fc.property(sharers, fc.uniqueArray(fc.constantFrom('l1', 'l2', 'l3')), setting, (all, leads, severalMatches) => {
        const there = relate([a, b], people({ [a]: all }, { [b]: leads }), severalMatches);
        const back = people({ [a]: [...all].reverse() }, { [b]: [...leads].reverse() });
        expect(relate([a, b], back, severalMatches)).toEqual(there);
      }),
    );
  });
});

describe('somebody in a meeting', () => {
  it('is known as a contact or as a lead, and not at all otherwise', () => {
    expect(isAnybodyKnown([a, b], people({ [b]: [contact('c1')] }))).toBe(true);
    expect(isAnybodyKnown([a, b], people({}, { [a]: ['l1'] }))).toBe(true);
    expect(isAnybodyKnown([a], people({ [b]: [contact('c1')] }))).toBe(false);
  });
});
