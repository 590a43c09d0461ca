import { describe, expect, it } from '@jest/globals';
import { anna, contextWith, hasher, inExchange, inSalesforce, linkOf } from '../../../test/support/contacts.js';
import type { ContactAction, PlanContext } from './action.js';
import type { ContactValues } from './model.js';
import type { ContactLink } from '../link.js';
import { toInstant } from '../model.js';
import { contactFieldNames, contactFormVersion, type ContactField } from './fields.js';
import { editedSinceSettled, planSettle } from './settle.js';

type Settle = Extract<ContactAction, { kind: 'settle' }>;

function settle(
  link: ContactLink | null,
  salesforce: ContactValues,
  exchange: ContactValues,
  context: PlanContext = contextWith(),
): Settle {
  const pair = { link, foundBy: 'link', salesforce: inSalesforce(salesforce), exchange: inExchange(exchange) } as const;
  const action = planSettle(pair, context);
  if (action.kind !== 'settle') throw new Error(`planned ${action.kind}`);
  return action;
}

function without(values: ContactValues, ...fields: readonly ContactField[]): ContactValues {
  return Object.fromEntries(Object.entries(values).filter(([field]) => !fields.includes(field as ContactField)));
}

const read = contactFieldNames.filter((field) => anna[field] !== undefined);
const allNow = Object.fromEntries(read.map((field) => [field, 'now']));

describe('planSettle', () => {
  it('writes nothing for an unchanged pair, and remembers every field that it looked at', () => {
    const action = settle(linkOf(anna), anna, anna);
    expect(action).toMatchObject({ toSalesforce: {}, toExchange: {}, problems: [], reason: 'UNCHANGED' });
    expect(action.settling).toEqual(allNow);
  });

  it('sends each changed field to the other side, with nothing but what changed', () => {
    const action = settle(linkOf(anna), { ...anna, Title: 'CEO' }, { ...anna, Phone: '' });
    expect(action.toExchange).toEqual({ Title: 'CEO' });
    expect(action.toSalesforce).toEqual({ Phone: '' });
    expect(action.reason).toBe('CHANGED_IN_BOTH');
  });

  it.each<[string, ContactValues, ContactValues, string]>([
    ['one in Salesforce', { ...anna, Title: 'CEO' }, anna, 'CHANGED_IN_SALESFORCE'],
    ['one in Exchange', anna, { ...anna, Title: 'CEO' }, 'CHANGED_IN_EXCHANGE'],
    ['the same one on both sides', { ...anna, Title: 'CEO' }, { ...anna, Title: 'CEO' }, 'UNCHANGED'],
    ['one to two values', { ...anna, Title: 'CEO' }, { ...anna, Title: 'CFO' }, 'CONFLICT_SETTLED'],
  ])('names the change of %s', (_, salesforce, exchange, reason) => {
    expect(settle(linkOf(anna), salesforce, exchange).reason).toBe(reason);
  });

  it('compares addresses without case and writes neither spelling over the other', () => {
    const action = settle(linkOf(anna), anna, { ...anna, Email: 'Anna@Berg.example' });
    expect(action).toMatchObject({ toSalesforce: {}, toExchange: {}, reason: 'UNCHANGED' });
  });

  it('leaves a pair alone that was settled on different values', () => {
    const outlook = { ...anna, Title: 'Sales' };
    const action = settle(linkOf(anna, {}, outlook), anna, outlook);
    expect(action).toMatchObject({ toSalesforce: {}, toExchange: {}, settling: allNow });
  });

  it('sends what changed although the two were settled on different values', () => {
    const outlook = { ...anna, Title: 'Sales' };
    const action = settle(linkOf(anna, {}, outlook), { ...anna, Title: 'CEO' }, outlook);
    expect(action.toExchange).toEqual({ Title: 'CEO' });
  });

  it('passes the problems of the reading on', () => {
    const problems = [{ field: 'Birthdate', reason: 'FIELD_TOO_LONG' }] as const;
    const pair = { link: null, foundBy: 'email', salesforce: inSalesforce(anna) } as const;
    const action = planSettle({ ...pair, exchange: inExchange(anna, { problems }) }, contextWith());
    expect(action).toMatchObject({ problems });
  });
});

describe('planSettle of an unread field', () => {
  it.each<[string, ContactValues, ContactValues]>([
    ['Salesforce', without(anna, 'Title'), { ...anna, Title: 'CEO' }],
    ['Exchange', { ...anna, Title: 'CEO' }, without(anna, 'Title')],
    ['both', without(anna, 'Title'), without(anna, 'Title')],
  ])('neither writes nor remembers what cannot be read in %s (P24)', (_, salesforce, exchange) => {
    for (const link of [null, linkOf(anna)]) {
      const action = settle(link, salesforce, exchange, contextWith({ firstLink: 'Salesforce' }));
      expect(action.toSalesforce).not.toHaveProperty('Title');
      expect(action.toExchange).not.toHaveProperty('Title');
      expect(action.settling).not.toHaveProperty('Title');
      expect(action.settling).toHaveProperty('Phone');
    }
  });

  it('meets for the first time when it can be read for the first time', () => {
    const link = linkOf(without(anna, 'Title'));
    const context = contextWith({ firstLink: 'Exchange' });
    expect(settle(link, { ...anna, Title: '' }, anna, context).toSalesforce).toEqual({ Title: 'Head of Sales' });
    expect(settle(link, anna, { ...anna, Title: 'CEO' }, context).toSalesforce).toEqual({ Title: 'CEO' });
    expect(settle(link, anna, { ...anna, Title: 'CEO' }).toSalesforce).toEqual({});
  });
});

describe('planSettle of notes', () => {
  const bothWays = { fields: { ...contextWith().settings.fields, Description: 'both' } } as const;
  const ours = { ...anna, Description: 'Met in Kiel.' };
  const theirs = { ...anna, Description: 'Likes tea.' };

  it.each(['LeaveBoth', 'Salesforce', 'Exchange'] as const)(
    'overwrites none of them at first link with the setting %s',
    (firstLink) => {
      const action = settle(null, ours, theirs, contextWith({ ...bothWays, firstLink }));
      expect(action).toMatchObject({ toSalesforce: {}, toExchange: {}, settling: { Description: 'now' } });
    },
  );

  it('fills the empty ones at first link', () => {
    const empty = { ...anna, Description: '' };
    expect(settle(null, ours, empty, contextWith(bothWays)).toExchange).toEqual({ Description: 'Met in Kiel.' });
    expect(settle(null, empty, theirs, contextWith(bothWays)).toSalesforce).toEqual({ Description: 'Likes tea.' });
  });

  it('sends a later change of them like that of any other field', () => {
    const changed = { ...ours, Description: 'Met in Kiel, twice.' };
    const action = settle(linkOf(ours, {}, theirs), changed, theirs, contextWith(bothWays));
    expect(action.toExchange).toEqual({ Description: 'Met in Kiel, twice.' });
  });
});

describe('planSettle of a field that the person may not write in Salesforce', () => {
  const context = contextWith({}, ['Title']);

  it('leaves it as it is on both sides, keeps what was settled, and says so', () => {
    const action = settle(linkOf(anna), anna, { ...anna, Title: 'CEO', Phone: '1' }, context);
    expect(action.toSalesforce).toEqual({ Phone: '1' });
    expect(action.settling).toMatchObject({ Title: 'keep', Phone: 'now' });
    expect(action.problems).toEqual([{ field: 'Title', reason: 'NO_FIELD_ACCESS' }]);
  });

  it('still sends the changes of Salesforce to Exchange', () => {
    expect(settle(linkOf(anna), { ...anna, Title: 'CEO' }, anna, context).toExchange).toEqual({ Title: 'CEO' });
  });
});

describe('planSettle of a conflict', () => {
  const ours = { ...anna, Title: 'CEO' };
  const theirs = { ...anna, Title: 'CFO' };

  it('asks the person: writes nothing, keeps what was settled, and names the field', () => {
    const action = settle(linkOf(anna), ours, theirs, contextWith({ conflict: 'Ask' }));
    expect(action).toMatchObject({ toSalesforce: {}, toExchange: {}, settling: { Title: 'keep' } });
    expect(action.problems).toEqual([{ field: 'Title', reason: 'CONFLICT_HELD' }]);
  });

  it.each([
    ['SalesforceWins', {}, { Title: 'CEO' }],
    ['ExchangeWins', { Title: 'CFO' }, {}],
  ] as const)('is settled by %s', (conflict, toSalesforce, toExchange) => {
    expect(settle(linkOf(anna), ours, theirs, contextWith({ conflict }))).toMatchObject({ toSalesforce, toExchange });
  });

  it('is settled by the record that changed last, and for Salesforce at the same time', () => {
    const winner = (salesforce: string, exchange: string): string => {
      const action = planSettle(
        {
          link: linkOf(anna),
          foundBy: 'link',
          salesforce: inSalesforce(ours, { modifiedAt: toInstant(salesforce) }),
          exchange: inExchange(theirs, { modifiedAt: toInstant(exchange) }),
        },
        contextWith({ conflict: 'LatestChangeWins' }),
      );
      if (action.kind !== 'settle') throw new Error(`planned ${action.kind}`);
      return action.toExchange.Title ?? action.toSalesforce.Title ?? 'nobody';
    };
    expect(winner('2026-11-20T08:00:01Z', '2026-11-20T08:00:00Z')).toBe('CEO');
    expect(winner('2026-11-20T08:00:00Z', '2026-11-20T08:00:01Z')).toBe('CFO');
    expect(winner('2026-11-20T08:00:00.000+0000', '2026-11-20T08:00:00Z')).toBe('CEO');
  });

  it('is none where only one direction is open: the source goes over the edit on the target side', () => {
    const outwards = settle(linkOf(anna), ours, theirs, contextWith({ direction: 'SalesforceToExchange' }));
    const inwards = settle(linkOf(anna), ours, theirs, contextWith({ direction: 'ExchangeToSalesforce' }));
    expect(outwards).toMatchObject({ toSalesforce: {}, toExchange: { Title: 'CEO' }, reason: 'CHANGED_IN_SALESFORCE' });
    expect(inwards).toMatchObject({ toSalesforce: { Title: 'CFO' }, toExchange: {}, reason: 'CHANGED_IN_EXCHANGE' });
  });

  it('does not hold up the other fields of the contact', () => {
    const action = settle(linkOf(anna), { ...ours, Phone: '1' }, theirs, contextWith({ conflict: 'Ask' }));
    expect(action.toExchange).toEqual({ Phone: '1' });
  });
});

describe('planSettle at first link', () => {
  const ours = { ...anna, Title: '', Phone: '1', Department: 'North' };
  const theirs = { ...anna, Title: 'CEO', Phone: '', Department: 'South' };

  it.each([
    ['LeaveBoth', { Title: 'CEO' }, { Phone: '1' }],
    ['Salesforce', { Title: 'CEO' }, { Phone: '1', Department: 'North' }],
    ['Exchange', { Title: 'CEO', Department: 'South' }, { Phone: '1' }],
  ] as const)('fills both ways, and settles differences as %s says', (firstLink, toSalesforce, toExchange) => {
    expect(settle(null, ours, theirs, contextWith({ firstLink }))).toMatchObject({ toSalesforce, toExchange });
  });

  it('writes on one side only where one direction is open', () => {
    const outwards = contextWith({ direction: 'SalesforceToExchange', firstLink: 'Exchange' });
    expect(settle(null, ours, theirs, outwards)).toMatchObject({ toSalesforce: {}, toExchange: { Phone: '1' } });
    const inwards = contextWith({ direction: 'ExchangeToSalesforce', firstLink: 'Salesforce' });
    expect(settle(null, ours, theirs, inwards)).toMatchObject({ toSalesforce: { Title: 'CEO' }, toExchange: {} });
  });
});

describe('planSettle of a link with an older canonical form', () => {
  const old = linkOf(anna, { formVersion: contactFormVersion - 1 });

  it('settles equal values silently and leaves different ones on both sides', () => {
    const context = contextWith({ firstLink: 'Salesforce', conflict: 'ExchangeWins' });
    const action = settle(old, { ...anna, Title: 'CEO', Phone: '' }, anna, context);
    expect(action).toMatchObject({ toSalesforce: {}, toExchange: {}, settling: allNow, reason: 'UNCHANGED' });
  });

  it('meets for the first time where nothing had been settled', () => {
    const empty = new Uint8Array(old.settled.salesforce.length);
    const blank = { ...old, settled: { salesforce: empty, exchange: empty } };
    expect(settle(blank, { ...anna, Title: '' }, anna).toSalesforce).toEqual({ Title: 'Head of Sales' });
  });

  it('counts as edited, so that nothing is deleted on the strength of it', () => {
    expect(editedSinceSettled(old, 'exchange', anna, hasher)).toBe(true);
  });
});

describe('editedSinceSettled', () => {
  it.each(['salesforce', 'exchange'] as const)(
    'notices a change of one field in %s, and none where there is none',
    (side) => {
      expect(editedSinceSettled(linkOf(anna), side, anna, hasher)).toBe(false);
      expect(editedSinceSettled(linkOf(anna), side, { ...anna, Title: '' }, hasher)).toBe(true);
    },
  );

  it('looks at each side for itself where the two were settled on different values', () => {
    const outlook = { ...anna, Title: 'Sales' };
    const link = linkOf(anna, {}, outlook);
    expect(editedSinceSettled(link, 'salesforce', anna, hasher)).toBe(false);
    expect(editedSinceSettled(link, 'exchange', outlook, hasher)).toBe(false);
    expect(editedSinceSettled(link, 'exchange', anna, hasher)).toBe(true);
  });

  it('does not take another spelling of the address for an edit', () => {
    expect(editedSinceSettled(linkOf(anna), 'exchange', { ...anna, Email: 'ANNA@berg.example' }, hasher)).toBe(false);
  });

  it('does not take a field for edited that cannot be read any more', () => {
    expect(editedSinceSettled(linkOf(anna), 'exchange', without(anna, 'Title', 'Phone'), hasher)).toBe(false);
  });

  it('takes a value for edited that stands in a field which was never settled, and an empty one not', () => {
    const link = linkOf(without(anna, 'Title'));
    expect(editedSinceSettled(link, 'salesforce', anna, hasher)).toBe(true);
    expect(editedSinceSettled(link, 'salesforce', { ...anna, Title: '' }, hasher)).toBe(false);
  });

  it('takes an odd value for an edit where it took the place of a good one, and not where it always was', () => {
    const problems = [{ field: 'Email', reason: 'MALFORMED_EMAIL' }] as const;
    const typed = without(anna, 'Email');
    expect(editedSinceSettled(linkOf(anna), 'exchange', typed, hasher, problems)).toBe(true);
    expect(editedSinceSettled(linkOf(typed), 'exchange', typed, hasher, problems)).toBe(false);
    expect(editedSinceSettled(linkOf(anna), 'exchange', typed, hasher)).toBe(false);
  });
});
