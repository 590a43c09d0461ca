import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cell, readTable } from '../../../test/support/tables.js';
import { toInstant, type ExchangeContactId, type SalesforceContactId } from '../model.js';
import type { ContactSettings } from '../settings/contact.js';
import { foldName } from '../text/clean.js';
import {
  matchContacts,
  type MatchVerdict,
  type Matching,
  type NameKeys,
  type SalesforceCandidate,
  type UnlinkedExchange,
} from './match.js';

const page = 'sync-rules.md';
type SeveralMatches = ContactSettings['severalMatches'];

interface Who {
  readonly first?: string;
  readonly last?: string;
  readonly company?: string;
}

function names({ first = 'Anna', last = 'Berg', company = '' }: Who): NameKeys {
  const lastName = foldName(last);
  if (lastName === '') return { lastName: '', full: '', hasCompany: false };
  return { lastName, full: [first, last, company].map(foldName).join('|'), hasCompany: company !== '' };
}

function item(id: string, who: Who & { emails?: readonly string[]; day?: number } = {}): UnlinkedExchange {
  return {
    id: id as ExchangeContactId,
    createdAt: toInstant(Date.UTC(2026, 0, who.day ?? 1)),
    emails: who.emails ?? [],
    names: names(who),
  };
}

interface Record extends Who {
  readonly email?: string;
  readonly isLinked?: boolean;
  readonly changed?: number;
  readonly activity?: string;
  readonly created?: number;
}

function record(id: string, { email = '', isLinked = false, activity = '', ...who }: Record = {}): SalesforceCandidate {
  return {
    id: id as SalesforceContactId,
    email,
    names: names(who),
    modifiedAt: toInstant(Date.UTC(2026, 0, who.changed ?? 1)),
    lastActivity: activity,
    createdAt: toInstant(Date.UTC(2026, 0, who.created ?? 1)),
    isLinked,
  };
}

function match(
  items: readonly UnlinkedExchange[],
  candidates: readonly SalesforceCandidate[],
  severalMatches: SeveralMatches = 'MostRecentlyUpdated',
): Matching {
  return matchContacts(items, candidates, severalMatches);
}

/** In the words of the page: what is to be done, and the reason; the record for a pair. */
function wordsFor(verdict: MatchVerdict | undefined): { then: string; reason: string; record?: string } {
  switch (verdict?.kind) {
    case 'alone':
      return { then: 'new', reason: 'NEW_IN_EXCHANGE' };
    case 'hold':
      return { then: 'hold', reason: verdict.reason };
    case 'pair':
      return { then: 'pair', reason: `FOUND_BY_${verdict.foundBy.toUpperCase()}`, record: verdict.salesforceId };
    default:
      return { then: 'nothing at all', reason: '' };
  }
}

const a = 'a@berg.example';
const b = 'b@berg.example';

/** One example for each line of the page. The item looked at is always `x`; the record of a pair is `r`. */
const examples: { readonly [line: string]: [UnlinkedExchange[], SalesforceCandidate[], SeveralMatches?] } = {
  'nobody fits': [[item('x', { emails: [a] })], [record('q', { email: b, last: 'Stein' })]],
  'one record has the address, last names agree': [
    [item('x', { emails: [b, a], last: 'BÉRG', company: 'Acme' })],
    [record('r', { email: a, first: 'A.' }), record('q', { email: 'c@berg.example', last: 'Stein' })],
  ],
  'one record has the address, one of the last names is empty': [
    [item('x', { emails: [a], last: '' })],
    [record('r', { email: a })],
  ],
  'one record has the address, last names contradict': [
    [item('x', { emails: [a], last: 'Stein' })],
    [record('q', { email: a })],
  ],
  'the record with the address has another name, a namesake has another address': [
    [item('x', { emails: [a], company: 'Acme' })],
    [record('q', { email: a, last: 'Stein' }), record('p', { email: b, company: 'Acme' })],
  ],
  'several records have the address, one of them the name': [
    [item('x', { emails: [a] })],
    [record('r', { email: a }), record('q', { email: a, last: 'Stein', changed: 9 })],
    'Ask',
  ],
  'several records fit, the setting prefers one': [
    [item('x', { emails: [a, b] })],
    [record('q', { email: a }), record('r', { email: b, changed: 2 })],
  ],
  'several records fit, the setting asks the person': [
    [item('x', { emails: [a] })],
    [record('q', { email: a }), record('p', { email: a, changed: 2 })],
    'Ask',
  ],
  'several records fit, all but one are linked': [
    [item('x', { emails: [a] })],
    [record('q', { email: a, isLinked: true, changed: 9 }), record('r', { email: a })],
    'Ask',
  ],
  'every record that fits is linked to another contact of the folder': [
    [item('x', { emails: [a] })],
    [record('q', { email: a, isLinked: true })],
  ],
  'another new contact fits the same record': [
    [item('x', { emails: [a] }), item('y', { emails: [a] })],
    [record('q', { email: a })],
  ],
  'another new contact has the address of the record that this one has the name of': [
    [item('x', { company: 'Acme' }), item('y', { emails: [a] })],
    [record('q', { email: a, company: 'Acme' })],
  ],
  'another new contact is ambiguous and fits the same record': [
    [item('x', { emails: [a] }), item('y', { emails: [a, b] })],
    [record('q', { email: a }), record('p', { email: b })],
    'Ask',
  ],
  'same name and company, nobody has the address': [
    [item('x', { emails: [b], company: 'ACME' })],
    [record('r', { email: a, company: 'Acme' }), record('q', { first: 'Berta', company: 'Acme' })],
  ],
  'same name, no company, one side has no address': [[item('x', { emails: [b] })], [record('r')]],
  'same name, no company, two different addresses': [[item('x', { emails: [b] })], [record('q', { email: a })]],
  'same name, another company': [[item('x', { company: 'Globex' })], [record('q', { company: 'Acme' })]],
  'no last name and no address': [[item('x', { last: '' })], [record('q'), record('p', { last: '' })]],
  'an older new contact has the address and the name': [
    [item('x', { emails: [b, a], day: 2 }), item('y', { emails: [a], day: 1 })],
    [],
  ],
  'an older new contact has the address and another name': [
    [item('x', { emails: [a], day: 2 }), item('y', { emails: [a], day: 1, last: 'Stein' })],
    [],
  ],
  'an older new contact has the name, and one of them no address': [
    [item('x', { emails: [a], day: 2 }), item('y', { day: 1 })],
    [],
  ],
  'an older new contact has the name and company': [
    [item('x', { emails: [a], company: 'Acme', day: 2 }), item('y', { emails: [b], company: 'Acme', day: 1 })],
    [],
  ],
  'an older new contact has the name, no company, another address': [
    [item('x', { emails: [a], day: 2 }), item('y', { emails: [b], day: 1 })],
    [],
  ],
};

describe('matchContacts', () => {
  const rows = readTable(page, 'Finding each other', 'Case');

  it.each(rows.map((row) => [cell(row, 'Case'), cell(row, 'Then'), cell(row, 'Reason')] as const))(
    'when %s: %s, %s',
    (line, then, reason) => {
      const [items, candidates, severalMatches] = examples[line] ?? [[], []];
      const found = wordsFor(match(items, candidates, severalMatches).verdicts.get('x' as ExchangeContactId));
      expect(found).toEqual({ then, reason, ...(then === 'pair' ? { record: 'r' } : {}) });
    },
  );

  it('is shown on the page with every example that is tried here', () => {
    expect(rows.map((row) => cell(row, 'Case')).sort()).toEqual(Object.keys(examples).sort());
  });

  it('looks for the address before the name', () => {
    const order = readTable(page, 'Finding each other', 'Order').map((row) => cell(row, 'Found by'));
    expect(order).toEqual(['link', 'stamp', 'key', 'email', 'name']);
    const candidates = [record('p', { company: 'Acme', changed: 9 }), record('r', { email: a })];
    const found = match([item('x', { emails: [a], company: 'Acme' })], candidates).verdicts;
    expect(wordsFor(found.get('x' as ExchangeContactId))).toMatchObject({ record: 'r', reason: 'FOUND_BY_EMAIL' });
  });

  it('compares folded keys, so that case and accents of names do not count', () => {
    const found = match(
      [item('x', { first: 'ZOË', last: 'Müller', company: 'Café AG' })],
      [record('r', { first: 'Zoe', last: 'MULLER', company: 'cafe ag' })],
    );
    expect(wordsFor(found.verdicts.get('x' as ExchangeContactId))).toMatchObject({ reason: 'FOUND_BY_NAME' });
  });

  it('gives a candidate that is listed twice only one voice', () => {
    const twice = [record('r', { company: 'Acme' }), record('r', { company: 'Acme' })];
    const found = match([item('x', { company: 'Acme' })], twice, 'Ask').verdicts;
    expect(wordsFor(found.get('x' as ExchangeContactId))).toMatchObject({ then: 'pair', record: 'r' });
  });
});

describe('the setting When several match', () => {
  const three: Readonly<{ [line: string]: SalesforceCandidate[] }> = {
    'changed last': [record('q', { email: a, changed: 1 }), record('r', { email: a, changed: 3 })],
    'latest activity; none is oldest': [
      record('q', { email: a, activity: '2025-01-01', changed: 9 }),
      record('r', { email: a, activity: '2026-01-01' }),
      record('p', { email: a, changed: 9 }),
    ],
    'created first': [record('q', { email: a, created: 3 }), record('r', { email: a, created: 1, changed: 0 })],
  };

  it.each(
    readTable(page, 'Finding each other', 'Setting').map((row) => [cell(row, 'Setting'), cell(row, 'Preferred')]),
  )('%s prefers: %s', (setting, preferred) => {
    const candidates = three[preferred ?? ''];
    const asked = candidates === undefined;
    const several = candidates ?? Object.values(three).flat().slice(0, 2);
    for (const order of [several, [...several].reverse()]) {
      const { verdicts, reserved } = match([item('x', { emails: [a] })], order, setting as SeveralMatches);
      const found = wordsFor(verdicts.get('x' as ExchangeContactId));
      expect(found).toMatchObject(asked ? { reason: 'AMBIGUOUS_MATCH' } : { record: 'r' });
      expect([...reserved].sort()).toEqual(asked ? ['q', 'r'] : []);
    }
  });

  it.each(['MostRecentlyUpdated', 'MostRecentActivity', 'OldestCreated'] as const)(
    '%s takes the smaller id of equal ones',
    (setting) => {
      const candidates = [record('r2', { email: a }), record('r1', { email: a }), record('r3', { email: a })];
      const found = match([item('x', { emails: [a] })], candidates, setting).verdicts;
      expect(wordsFor(found.get('x' as ExchangeContactId))).toMatchObject({ record: 'r1' });
    },
  );

  it('also settles several of one name and company', () => {
    const candidates = [record('q', { company: 'Acme' }), record('r', { company: 'Acme', changed: 2 })];
    const verdict = (setting: SeveralMatches) =>
      wordsFor(match([item('x', { company: 'Acme' })], candidates, setting).verdicts.get('x' as ExchangeContactId));
    expect(verdict('MostRecentlyUpdated')).toMatchObject({ record: 'r', reason: 'FOUND_BY_NAME' });
    expect(verdict('Ask')).toMatchObject({ reason: 'AMBIGUOUS_MATCH' });
  });
});

describe('several new contacts', () => {
  it('with one record for two of them: neither gets it, and it is not made anew in Exchange', () => {
    const { verdicts, reserved } = match(
      [item('x', { emails: [a] }), item('y', { emails: [a] })],
      [record('r', { email: a })],
    );
    expect([...verdicts.values()].map(wordsFor)).toEqual([
      { then: 'hold', reason: 'AMBIGUOUS_MATCH' },
      { then: 'hold', reason: 'AMBIGUOUS_MATCH' },
    ]);
    expect([...reserved]).toEqual(['r']);
  });

  it('with one record that only one of them has the address of: that one gets it', () => {
    const { verdicts } = match(
      [item('y', { company: 'Acme' }), item('x', { emails: [a] })],
      [record('r', { email: a, company: 'Acme' })],
    );
    expect(wordsFor(verdicts.get('x' as ExchangeContactId))).toMatchObject({ reason: 'FOUND_BY_EMAIL', record: 'r' });
  });

  it('with one address and no record: the oldest is made, the others are held', () => {
    const items = [item('y', { emails: [a], day: 3 }), item('x', { emails: [a], day: 2 }), item('z', { emails: [b] })];
    const { verdicts, reserved } = match(items, []);
    expect([...verdicts].map(([id, verdict]) => [id, wordsFor(verdict).reason])).toEqual([
      ['y', 'ALREADY_LINKED'],
      ['x', 'NEW_IN_EXCHANGE'],
      ['z', 'NEW_IN_EXCHANGE'],
    ]);
    expect(reserved.size).toBe(0);
  });

  it('of the same time: the smaller id is made', () => {
    const { verdicts } = match([item('y', { emails: [a] }), item('x', { emails: [a] })], []);
    expect(wordsFor(verdicts.get('x' as ExchangeContactId)).then).toBe('new');
    expect(wordsFor(verdicts.get('y' as ExchangeContactId)).then).toBe('hold');
  });

  it('held for one address keeps no other contact with its second address from being made', () => {
    const items = [
      item('x', { emails: [a], day: 1 }),
      item('y', { emails: [a, b], day: 2 }),
      item('z', { emails: [b], day: 3 }),
    ];
    const { verdicts } = match(items, []);
    expect([...verdicts.values()].map((verdict) => wordsFor(verdict).then)).toEqual(['new', 'hold', 'new']);
  });

  it('with the address of one that was found by name: held, for the record will have it in a moment', () => {
    const items = [
      item('x', { emails: [a], company: 'Acme', day: 1 }),
      item('y', { emails: [a], first: 'B.', day: 2 }),
    ];
    const { verdicts } = match(items, [record('r', { company: 'Acme' })]);
    expect([...verdicts.values()].map((verdict) => wordsFor(verdict).reason)).toEqual([
      'FOUND_BY_NAME',
      'ALREADY_LINKED',
    ]);
  });

  it('with the address of a linked record are not made', () => {
    const { verdicts } = match(
      [item('x', { emails: [a] })],
      [record('r', { email: a, isLinked: true, last: 'Stein' })],
    );
    expect(wordsFor(verdicts.get('x' as ExchangeContactId)).reason).toBe('EMAIL_SHARED');
  });
});

describe('any set of contacts', () => {
  const who = fc.record({
    first: fc.constantFrom('Anna', 'Bert'),
    last: fc.constantFrom('Berg', 'Stein', ''),
    company: fc.constantFrom('', 'Acme'),
  });
  const address = fc.constantFrom(a, b, 'c@berg.example');
  const items = fc
    .array(fc.tuple(who, fc.uniqueArray(address, { maxLength: 3 }), fc.integer({ min: 1, max: 3 })), { maxLength: 6 })
    .map((all) => all.map(([names, emails, day], index) => item(`x${index}`, { ...names, emails, day })));
  const candidates = fc
    .array(fc.tuple(who, fc.oneof(address, fc.constant('')), fc.boolean(), fc.integer({ min: 1, max: 2 })), {
      maxLength: 6,
    })
    .map((all) =>
      all.map(([names, email, isLinked, changed], index) =>
        record(`r${index}`, { ...names, email, isLinked, changed }),
      ),
    );
  const setting = fc.constantFrom<SeveralMatches>('MostRecentlyUpdated', 'MostRecentActivity', 'OldestCreated', 'Ask');
  const shuffled = <T>(all: readonly T[], seed: number): T[] =>
    [...all]
      .map((one, index) => [(index * 7919 + seed * 104_729) % 10_007, one] as const)
      .sort(([x], [y]) => x - y)
      .map(([, one]) => one);

  it('gets the same verdicts in any order (P6, P13)', () => {
    fc.assert(
      fc.property(items, candidates, setting, fc.nat(), (some, records, several, seed) => {
        const byId = (matching: Matching) => ({
          verdicts: [...matching.verdicts].sort(([x], [y]) => (x < y ? -1 : 1)),
          reserved: [...matching.reserved].sort(),
        });
        const other = match(shuffled(some, seed), shuffled(records, seed + 1), several);
        expect(byId(other)).toEqual(byId(match(some, records, several)));
      }),
      { numRuns: 500 },
    );
  });

  it('gives no record to two contacts, no linked record to any, and one verdict to each', () => {
    fc.assert(
      fc.property(items, candidates, setting, (some, records, several) => {
        const { verdicts, reserved } = match(some, records, several);
        const taken = [...verdicts.values()].flatMap((verdict) =>
          verdict.kind === 'pair' ? [verdict.salesforceId] : [],
        );
        expect(new Set(taken).size).toBe(taken.length);
        for (const id of taken) expect(records.find((one) => one.id === id)?.isLinked).toBe(false);
        for (const id of taken) expect(reserved.has(id)).toBe(false);
        expect([...verdicts.keys()].sort()).toEqual(some.map(({ id }) => id).sort());
      }),
      { numRuns: 500 },
    );
  });

  it('makes nobody anew whose address a record has, and no two new contacts with one address', () => {
    fc.assert(
      fc.property(items, candidates, setting, (some, records, several) => {
        const { verdicts } = match(some, records, several);
        const made = some.filter(({ id }) => verdicts.get(id)?.kind === 'alone');
        const known = new Set(records.map(({ email }) => email));
        const addresses = made.flatMap(({ emails }) => emails);
        expect(addresses.filter((email) => known.has(email))).toEqual([]);
        expect(new Set(addresses).size).toBe(addresses.length);
      }),
      { numRuns: 500 },
    );
  });
});
