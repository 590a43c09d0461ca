// What becomes of a copy that has to hide something, or that stops syncing and is kept: the part of plan.ts that law
// P12 is about.
import { describe, expect, it } from '@jest/globals';
import {
  addressed,
  eventContextWith,
  eventLinkOf,
  eventValuesOf,
  leadId,
  leftOutFor,
  linkOfOffer,
  presentHalf,
  syncs,
} from '../../../test/support/core-events.js';
import type { Verdict } from './action.js';
import { planLinked } from './plan.js';
import { hiddenValues } from './values.js';

const busyOnly = { privateEvents: 'BusyTimeOnly' } as const;

describe('a copy of an event that became private', () => {
  const secret = { subject: 'Secret', sensitivity: 'private', start: offerLater(), end: offerLater(1) };
  const half = presentHalf(leftOutFor('PRIVATE_EVENT'), secret);

  function offerLater(hours = 0) {
    return { dateTime: `2026-11-24T1${hours}:00:00.0000000`, timeZone: 'UTC' };
  }

  it('is emptied of what is hidden, and told nothing new, not even its times (P12)', () => {
    const action = planLinked(linkOfOffer(), half, { kind: 'notAsked' }, false, eventContextWith());
    expect(action).toMatchObject({ kind: 'empty', values: hiddenValues });
    expect(action).not.toHaveProperty('values.Times');
  });

  it.each(['leftSelection', 'removedFromExchange'] as const)(
    'is emptied once: a tombstone of the state %s that remembers it is left alone (P2)',
    (state) => {
      const link = eventLinkOf({ ...eventValuesOf(), ...hiddenValues }, { state });
      const action = planLinked(link, half, { kind: 'notAsked' }, false, eventContextWith());
      expect(action).toMatchObject({ kind: 'leave', reason: 'PRIVATE_EVENT' });
    },
  );

  it('is not tried again for a field that the person may not write (P2)', () => {
    const { Text: _, ...remembered } = { ...eventValuesOf(), ...hiddenValues };
    const link = eventLinkOf(remembered, { state: 'leftSelection' });
    const action = planLinked(link, half, { kind: 'notAsked' }, false, eventContextWith({}, ['Text']));
    expect(action).toMatchObject({ kind: 'leave', reason: 'PRIVATE_EVENT' });
  });

  it('is hidden although the event is left out, and although the pair had stopped (P12)', () => {
    const left = presentHalf(leftOutFor('EVENT_DECLINED'), secret);
    for (const state of ['linked', 'forgotten', 'leftSelection', 'removedFromExchange'] as const) {
      for (const isRecheck of [true, false]) {
        const link = linkOfOffer({ state });
        const action = planLinked(link, left, { kind: 'notAsked' }, isRecheck, eventContextWith(busyOnly));
        expect(action).toMatchObject({ kind: 'settle', endsAs: 'leftSelection', toSalesforce: { Subject: 'Busy' } });
        expect(action).not.toHaveProperty('toSalesforce.Times');
      }
    }
  });

  it('is not written again where it is left out and hides everything already (P2)', () => {
    const left = presentHalf(leftOutFor('EVENT_DECLINED'), secret);
    const link = eventLinkOf({ ...eventValuesOf(), ...hiddenValues }, { state: 'leftSelection' });
    const action = planLinked(link, left, { kind: 'notAsked' }, false, eventContextWith(busyOnly));
    expect(action).toMatchObject({ kind: 'leave', reason: 'EVENT_DECLINED' });
  });

  it('that is left out and may show everything is marked as private, and told nothing else (P12)', () => {
    const left = presentHalf(leftOutFor('EVENT_DECLINED'), secret);
    const context = eventContextWith({ privateEvents: 'FullDetails' });
    const action = planLinked(linkOfOffer(), left, { kind: 'notAsked' }, false, context);
    expect(action).toMatchObject({ kind: 'settle', toSalesforce: { Private: '1' }, endsAs: 'leftSelection' });
    expect(action.kind === 'settle' && Object.keys(action.toSalesforce)).toEqual(['Private']);
  });

  it('is marked as cancelled without showing the subject of it', () => {
    const cancelled = presentHalf(leftOutFor('EVENT_CANCELLED'), { ...secret, showAs: 'free' });
    const action = planLinked(linkOfOffer(), cancelled, { kind: 'notAsked' }, false, eventContextWith(busyOnly));
    expect(action).toMatchObject({ toSalesforce: { Subject: 'Busy', ShowAs: 'Free' }, endsAs: 'leftSelection' });
  });
});

describe('a copy of a cancelled event that is kept', () => {
  it('gets the subject and the showing of the end, and no other change', () => {
    const change = { subject: 'Canceled: The offer', showAs: 'free', location: { displayName: 'Nowhere' } };
    const half = presentHalf(leftOutFor('EVENT_CANCELLED'), change);
    const action = planLinked(linkOfOffer(), half, { kind: 'notAsked' }, false, eventContextWith());
    expect(action).toMatchObject({
      kind: 'settle',
      toSalesforce: { Subject: 'Canceled: The offer', ShowAs: 'Free' },
      settling: { Subject: 'now', ShowAs: 'now' },
      reason: 'EVENT_CANCELLED',
    });
    expect(action.kind === 'settle' && Object.keys(action.toSalesforce)).toEqual(['Subject', 'ShowAs']);
  });
});

describe('an event that syncs again', () => {
  it('goes on from what was settled: only what changed since then travels', () => {
    const link = linkOfOffer({ state: 'leftSelection' });
    const change = { subject: 'The better offer', attendees: [addressed('carla@stein.example')] };
    const half = presentHalf(syncs, change);
    const action = planLinked(link, half, { kind: 'notAsked' }, false, eventContextWith());
    expect(action).toMatchObject({ toSalesforce: { Subject: 'The better offer' }, endsAs: 'linked' });
    expect(action.kind === 'settle' && Object.keys(action.toSalesforce)).toEqual(['Subject']);
  });

  it('names its people again when it stops being private', () => {
    const { People: _, ...values } = eventValuesOf();
    const link = eventLinkOf({ ...values, ...hiddenValues }, { state: 'leftSelection' });
    const verdict: Verdict = { kind: 'in', exposure: 'full', relation: { kind: 'found', who: leadId } };
    const action = planLinked(link, presentHalf(verdict), { kind: 'notAsked' }, false, eventContextWith());
    expect(action).toMatchObject({ who: leadId, toSalesforce: { Subject: 'The offer', Private: '0' } });
  });
});
