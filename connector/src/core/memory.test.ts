import { describe, expect, it } from '@jest/globals';
import { anna, hasher, linkOf } from '../../test/support/contacts.js';
import { eventLinkOf, eventValuesOf } from '../../test/support/core-events.js';
import { contactTable } from './contact/canonical.js';
import type { ContactField } from './contact/fields.js';
import type { ContactValues } from './contact/model.js';
import { eventTable } from './event/fields.js';
import { settledHashes, type Settling } from './hash.js';
import type { BySide, ContactLink, EventLink } from './link.js';
import { memoryOf, rememberedOf, type Memory } from './memory.js';

const both = (value: string): BySide<string> => ({ salesforce: value, exchange: value });

function titleIn(link: ContactLink | null, now: BySide<string> = both('Head of Sales')): Memory {
  return memoryOf(contactTable, link, 'Title', now, hasher);
}

function subjectIn(link: EventLink, exchange: string): Memory {
  return memoryOf(eventTable, link, 'Subject', { salesforce: 'whatever it says there', exchange }, hasher);
}

/** A link of which one side does not remember what it did, or marks it. */
function withSide(side: 'salesforce' | 'exchange', which: Settling | null): ContactLink {
  const link = linkOf(anna);
  const values: ContactValues = Object.fromEntries(Object.entries(anna).filter(([field]) => field !== 'Title'));
  const settling: Partial<Record<ContactField, Settling>> = Object.fromEntries(
    Object.keys(values).map((field) => [field, 'now']),
  );
  const hashes = settledHashes(contactTable, hasher.forItem(link.memoryKey), values, null, {
    ...settling,
    ...(which === null ? {} : { Title: which }),
  });
  return { ...link, settled: { ...link.settled, [side]: hashes } };
}

const sides = ['salesforce', 'exchange'] as const;

describe('the memory of a field of a pair', () => {
  it('says of each side by itself whether it has changed', () => {
    const changed = (salesforce: string, exchange: string) => titleIn(linkOf(anna), { salesforce, exchange });
    const settled = { kind: 'settled', salesforceChanged: false, exchangeChanged: false };
    expect(changed('Head of Sales', 'Head of Sales')).toEqual(settled);
    expect(changed('CEO', 'Head of Sales')).toEqual({ ...settled, salesforceChanged: true });
    expect(changed('Head of Sales', 'CEO')).toEqual({ ...settled, exchangeChanged: true });
    expect(changed('', 'CEO')).toEqual({ ...settled, salesforceChanged: true, exchangeChanged: true });
  });

  it('is none for new pairs, and where a side does not remember', () => {
    expect(titleIn(null)).toEqual({ kind: 'noMemory' });
    for (const side of sides) expect(titleIn(withSide(side, null))).toEqual({ kind: 'noMemory' });
  });

  it('is a change where nobody knows what the side says', () => {
    const settled = { kind: 'settled', salesforceChanged: false, exchangeChanged: false };
    expect(titleIn(withSide('salesforce', 'unknown'))).toEqual({ ...settled, salesforceChanged: true });
    expect(titleIn(withSide('exchange', 'unknown'))).toEqual({ ...settled, exchangeChanged: true });
  });

  it('says nothing where its hashes are of an older form, but that the pair is not new', () => {
    const old = linkOf(anna, { formVersion: contactTable.formVersion - 1 });
    expect(titleIn(old)).toEqual({ kind: 'outdated' });
    const blank = new Uint8Array(old.settled.salesforce.length);
    expect(titleIn({ ...old, settled: ofBothSides(blank) })).toEqual({ kind: 'noMemory' });
  });

  it('is kept over the key of the link, so that ids may change', () => {
    const link = linkOf(anna);
    const moved = { ...link, ids: { ...link.ids, exchange: `${link.ids.exchange}x` as typeof link.ids.exchange } };
    expect(titleIn(moved)).toMatchObject({ salesforceChanged: false, exchangeChanged: false });
    expect(titleIn({ ...link, memoryKey: 'another' })).toMatchObject({ salesforceChanged: true });
  });
});

function ofBothSides(hashes: Uint8Array): BySide<Uint8Array> {
  return { salesforce: hashes, exchange: hashes };
}

describe('the memory of a field of an event', () => {
  it('asks Exchange alone: the side of Salesforce is not read', () => {
    const link = eventLinkOf(eventValuesOf());
    expect(subjectIn(link, 'The offer')).toEqual({ kind: 'settled', salesforceChanged: false, exchangeChanged: false });
    expect(subjectIn(link, 'Other')).toEqual({ kind: 'settled', salesforceChanged: false, exchangeChanged: true });
    expect(subjectIn({ ...link, formVersion: eventTable.formVersion + 1 }, 'Other')).toEqual({ kind: 'outdated' });
  });

  it('is owed where the record was made and never settled, whatever hashes it has', () => {
    for (const values of [{}, eventValuesOf()]) {
      const link = eventLinkOf(values, { state: 'made' });
      expect(subjectIn(link, 'The offer')).toEqual({ kind: 'owed' });
      expect(rememberedOf(eventTable, link, 'exchange', 'Subject')).toEqual({ kind: 'none' });
    }
  });

  it('is read of one field alone only where its form is the one of today', () => {
    const link = eventLinkOf(eventValuesOf());
    expect(rememberedOf(eventTable, link, 'exchange', 'Subject').kind).toBe('hash');
    const old = { ...link, formVersion: eventTable.formVersion + 1 };
    expect(rememberedOf(eventTable, old, 'exchange', 'Subject')).toEqual({ kind: 'none' });
  });
});
