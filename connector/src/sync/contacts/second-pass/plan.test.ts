import { describe, expect, it } from '@jest/globals';
import {
  anna,
  contextWith,
  exchangeId,
  inExchange,
  inSalesforce,
  linkOf,
  salesforceId,
} from '../../../../test/support/contacts.js';
import type { ExchangeHalf, SalesforceHalf } from '../../../core/contact/action.js';
import type { LoadedContact } from './load.js';
import { planEntry } from './plan.js';

const ours: SalesforceHalf = { kind: 'present', contact: inSalesforce(anna) };
const theirs: ExchangeHalf = { kind: 'present', contact: inExchange(anna) };
const nothing = { link: null, salesforce: null, exchange: null } as const;

const entries = {
  linked: {
    kind: 'linked',
    exchangeId,
    salesforceId,
    exchange: 'changed',
    salesforce: 'changed',
  },
  found: { kind: 'found', exchangeId, salesforceId, foundBy: 'stamp' },
  onlySalesforce: { kind: 'onlySalesforce', salesforceId },
  onlyExchange: { kind: 'onlyExchange', exchangeId },
  ownDouble: { kind: 'ownDouble', exchangeId, salesforceId },
} as const;

function plan(
  kind: keyof typeof entries,
  known: Partial<LoadedContact>,
  context = contextWith(),
  bringsBackRemoved = false,
) {
  return planEntry({ ...nothing, entry: entries[kind], ...known }, context, bringsBackRemoved);
}

describe('planEntry of a linked pair', () => {
  it('plans the pair', () => {
    expect(plan('linked', { link: linkOf(anna), salesforce: ours, exchange: theirs })).toMatchObject({
      kind: 'settle',
    });
  });

  it('plans nothing when the link or one half went away meanwhile', () => {
    expect(plan('linked', { salesforce: ours, exchange: theirs })).toBeNull();
    expect(plan('linked', { link: linkOf(anna), exchange: theirs })).toBeNull();
    expect(plan('linked', { link: linkOf(anna), salesforce: ours })).toBeNull();
  });
});

describe('planEntry of a pair that was found', () => {
  it('links the two, with the memory of an old link of exactly these two', () => {
    const link = linkOf(anna, { state: 'forgotten' });
    expect(plan('found', { link, salesforce: ours, exchange: theirs })).toMatchObject({
      link,
      reason: 'FOUND_BY_STAMP',
    });
  });

  it.each<[SalesforceHalf['kind'], string]>([
    ['deleted', 'REMOVED_BY_PERSON'],
    ['leftReach', 'LEFT_REACH'],
    ['unknown', 'RETRY_LATER'],
  ])('leaves the Exchange contact when the record is %s', (kind, reason) => {
    const action = plan('found', { salesforce: { kind } as SalesforceHalf, exchange: theirs });
    expect(action).toEqual({ kind: 'leave', side: 'exchange', itemId: exchangeId, reason });
  });

  it('makes the record again when somebody asked for what was removed, where the direction goes there', () => {
    const known = { salesforce: { kind: 'deleted' }, exchange: theirs } as const;
    expect(plan('found', known, contextWith(), true)).toMatchObject({ kind: 'createInSalesforce', link: null });
    const outwards = contextWith({ direction: 'SalesforceToExchange' });
    expect(plan('found', known, outwards, true)).toMatchObject({ kind: 'leave', reason: 'NOT_IN_DIRECTION' });
  });

  it('plans nothing when the Exchange contact is not there any more', () => {
    expect(plan('found', { salesforce: ours, exchange: { kind: 'unknown' } })).toBeNull();
    expect(plan('found', { salesforce: ours })).toBeNull();
  });
});

describe('planEntry of a contact without a partner', () => {
  it('makes it on the other side', () => {
    expect(plan('onlySalesforce', { salesforce: ours })).toMatchObject({ kind: 'createInExchange' });
    expect(plan('onlyExchange', { exchange: theirs })).toMatchObject({ kind: 'createInSalesforce' });
  });

  it('makes nothing when it was linked meanwhile', () => {
    expect(plan('onlySalesforce', { link: linkOf(anna), salesforce: ours })).toBeNull();
    expect(plan('onlyExchange', { link: linkOf(anna), exchange: theirs })).toBeNull();
  });

  it('makes nothing of a record that is not in reach or not to be read', () => {
    const outside: SalesforceHalf = { kind: 'present', contact: inSalesforce(anna, { isInReach: false }) };
    expect(plan('onlySalesforce', { salesforce: outside })).toBeNull();
    for (const kind of ['deleted', 'leftReach', 'unknown'] as const) {
      expect(plan('onlySalesforce', { salesforce: { kind } })).toBeNull();
    }
  });

  it('makes nothing of an Exchange contact that is not in the folder', () => {
    for (const kind of ['deleted', 'movedOut', 'unknown'] as const) {
      expect(plan('onlyExchange', { exchange: { kind } })).toBeNull();
    }
  });
});

describe('planEntry of a double that we made ourselves', () => {
  it('removes it while nobody has touched it', () => {
    expect(plan('ownDouble', { salesforce: ours, exchange: theirs })).toMatchObject({
      kind: 'deleteInExchange',
      link: null,
      reason: 'OWN_DOUBLE',
    });
  });

  it.each<[string, Partial<LoadedContact>]>([
    ['somebody edited it', { exchange: { kind: 'present', contact: inExchange({ ...anna, Title: 'CEO' }) } }],
    ['the record cannot be read', { salesforce: { kind: 'unknown' } }],
    ['the record is gone', { salesforce: { kind: 'deleted' } }],
  ])('leaves it to the person when %s', (_, known) => {
    expect(plan('ownDouble', { salesforce: ours, exchange: theirs, ...known })).toMatchObject({
      kind: 'leave',
      reason: 'COPY_OF_LINKED',
    });
  });

  it('leaves it when it holds something that we cannot have written', () => {
    const { settings } = contextWith();
    const inwards = contextWith({ fields: { ...settings.fields, Title: 'toSalesforce' } });
    expect(plan('ownDouble', { salesforce: ours, exchange: theirs }, inwards)).toMatchObject({ kind: 'leave' });
    const blank: ExchangeHalf = { kind: 'present', contact: inExchange({ ...anna, Title: '' }) };
    expect(plan('ownDouble', { salesforce: ours, exchange: blank }, inwards)).toMatchObject({
      kind: 'deleteInExchange',
    });
  });

  it('leaves it where the direction does not write to Exchange any more (P3)', () => {
    const inwards = contextWith({ direction: 'ExchangeToSalesforce' });
    expect(plan('ownDouble', { salesforce: ours, exchange: theirs }, inwards)).toMatchObject({ kind: 'leave' });
  });

  it('plans nothing when it is gone by itself', () => {
    expect(plan('ownDouble', { salesforce: ours, exchange: { kind: 'deleted' } })).toBeNull();
  });
});
