// What has to hold of events once things are quiet: every mistake that the oracle is for is planted here once.
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Told } from '../told.js';
import { sentence } from '../words.js';
import type { EventInput } from './ledger.js';
import { findUnquietEvents } from './quiet.js';
import { aiko, at, jonas, meeting, mira, recordFor, samuel, taken, World, type Properties } from './world.js';

const calm: Told = {
  pairs: [],
  remembered: new Set(),
  reasons: new Map(),
  counts: { leftOut: 0, waiting: 0, issues: 0 },
  open: 0,
};
const span = { startsAtMs: Date.parse('2026-12-07T10:00:00Z'), endsAtMs: Date.parse('2026-12-07T11:00:00Z') };
const pair = (id: string) => ({ recordId: `record-${id}`, itemId: id, span });

let world: World;
let told: Map<string, Told>;

beforeEach(() => {
  const one = meeting('one', mira);
  const mine = meeting('mine', mira, { sensitivity: 'private', subject: 'Clinic' });
  const court = meeting('court', jonas, { sensitivity: 'private' });
  world = new World([one, mine, court], [], [recordFor(one, mira), recordFor(mine, mira, taken)]);
  told = new Map([
    [mira.userId, { ...calm, pairs: [pair('one'), pair('mine')] }],
    [
      jonas.userId,
      { ...calm, reasons: new Map([['court', ['PRIVATE_EVENT']]]), counts: { ...calm.counts, leftOut: 1 } },
    ],
    [aiko.userId, calm],
    [samuel.userId, calm],
  ]);
});

function tell(owner: typeof mira, change: Partial<Told>): void {
  told.set(owner.userId, { ...(told.get(owner.userId) ?? calm), ...change });
}

/** `status`: what the rows say; else what they should. */
function unquiet(more: Partial<EventInput> = {}, status: Properties = {}): readonly string[] {
  world.after.statuses = [...told].map(([userId, { pairs, counts }]) => ({
    Id: `status-${userId}`,
    Person_Key__c: userId,
    Event_State__c: counts.issues > 0 ? 'IN_SYNC_WITH_ISSUES' : 'IN_SYNC',
    Events_Synced__c: pairs.length,
    Events_Left_Out__c: counts.leftOut,
    Events_Waiting__c: counts.waiting,
    Event_Issues__c: counts.issues,
    ...status,
  }));
  return findUnquietEvents({ ...world.input(), ...more }, told).map(sentence);
}

const anew = (id: string, more: Properties): void =>
  void world.after.records.push({ ...world.record(id), Id: `${id}-again`, ...more });

describe('calendars that came to rest', () => {
  it('are in order where records say what Exchange says and everything else is told of', () => {
    expect(unquiet({ isSubjectGivenOnce: 'inTheOrg' })).toEqual([]);
  });

  it('are not where a record says something else, unless a person wrote it and nothing is hidden', () => {
    for (const id of ['one', 'mine']) {
      world.record(id)['Description'] = 'Notes';
      world.ledger.edited.push({ recordId: `record-${id}`, field: 'Text' });
    }
    const hidden = '(Mira) event "Busy" Text is "Notes" in Salesforce and empty in Exchange';
    expect(unquiet()).toEqual([hidden]);
    world.record('one')['Location'] = 'Elsewhere';
    expect(unquiet()).toEqual([
      '(Mira) event "Visit one" Place is "Elsewhere" in Salesforce and "Hall 4" in Exchange',
      hidden,
    ]);
  });

  it.each<[field: string, value: unknown]>([
    ['StartDateTime', '2026-12-07T10:00:30.000+0000'],
    ['ActivityDate', '2026-12-08'],
  ])('are not where the time is slightly wrong: %s is %s', (field, value) => {
    world.record('one')[field] = value;
    expect(unquiet()).toEqual([expect.stringMatching(/^\(Mira\) event "Visit one" Time is /)]);
  });

  it('are not where the event of a pair left the calendar, and say nothing of a record that people deleted', () => {
    world.record('one')['IsDeleted'] = true;
    expect(unquiet()).toEqual([]);
    world.edit('one', (event) => (event.calendarId = 'family-Mira'));
    expect(unquiet()).toEqual(['(Mira) one counts as in step, and half of it is gone']);
  });

  it('say nothing of what lies at the edge of the window or behind it', () => {
    world.edit('one', ({ properties }) => {
      Object.assign(properties, { start: at('2026-10-30T10:00'), end: at('2026-10-30T11:00') });
    });
    expect(unquiet()).toEqual([]);
    tell(mira, { pairs: [pair('mine')] });
    expect(unquiet()).toEqual([]);
  });

  it('are not where an event is neither in step nor told of', () => {
    tell(mira, { pairs: [pair('mine')] });
    expect(unquiet()).toEqual(['(Mira) event "Visit one" is not in step, and the connector does not tell of it']);
    tell(mira, { remembered: new Set(['one']) });
    expect(unquiet()).toEqual([]);
  });

  it('are not where an event is left out for another reason than the rules give', () => {
    tell(jonas, { reasons: new Map([['court', ['NOT_SELECTED']]]) });
    expect(unquiet()).toEqual([
      '(Jonas) event "Visit court" is left out by PRIVATE_EVENT, and the connector tells NOT_SELECTED',
    ]);
    tell(jonas, { reasons: new Map(), pairs: [pair('court')] });
    expect(unquiet()).toContain(
      '(Jonas) event "Visit court" is left out by PRIVATE_EVENT, and the connector tells nothing',
    );
  });

  it('are not where a key or a subject that is given once stands twice', () => {
    anew('one', { Subject: 'Another' });
    expect(unquiet()).toEqual(['event "Another" is in Salesforce twice']);
    Object.assign(world.record('one'), { Exchange_Sync_Key__c: '0'.repeat(64) });
    anew('one', { Id: 'colleagues', OwnerId: jonas.userId, Exchange_Sync_Key__c: '1'.repeat(64) });
    anew('mine', { Exchange_Sync_Key__c: '2'.repeat(64) });
    tell(mira, { remembered: new Set(['mine-again']) });
    expect(unquiet({ isSubjectGivenOnce: 'perPerson' })).toEqual([]);
    expect(unquiet({ isSubjectGivenOnce: 'inTheOrg' })).toEqual(['event "Visit one" is in Salesforce twice']);
  });

  it.each([null, '', 'f00'])('are not where a record has no proper key but %j', (key) => {
    anew('one', { Exchange_Sync_Key__c: key, Subject: 'Stray' });
    expect(unquiet()).toEqual(['event "Stray" has no key of a meeting']);
  });

  it('are not where a word of private events stands anywhere, in the recycle bin too', () => {
    world.ledger.secretWords.push('Clinic');
    expect(unquiet()).toEqual([]);
    world.after.issues.push({ Id: 'issue', IsDeleted: true, Message__c: 'At the Clinics' });
    expect(unquiet()).toEqual([
      'a word of private events must not be told, and a record of Exchange_Sync_Issue__c tells of it',
    ]);
  });

  it('are not where somebody wrote to a calendar', () => {
    world.event('court').properties['categories'] = ['Seen'];
    expect(unquiet()).toEqual([
      'event "Visit court" was changed in the calendar of jonas@example.org, and nobody did that',
    ]);
  });

  it.each([
    ['Event_State__c', 'DELAYED'],
    ['Events_Synced__c', 7],
    ['Events_Left_Out__c', 7],
    ['Events_Waiting__c', 7],
    ['Event_Issues__c', 7],
  ])('are not where %s of the status is %s', (field, value) => {
    const wrong = unquiet({}, { [field]: value });
    expect(wrong).toHaveLength(4);
    expect(wrong[0]).toMatch(`(Mira) Mira has the status ${field} ${value}, and it is `);
  });

  it('are not while something waits, or a meeting was begun and did not end', () => {
    tell(aiko, { open: 2, counts: { leftOut: 0, waiting: 1, issues: 0 } });
    expect(unquiet({}, { Events_Waiting__c: 0 })).toEqual([
      '(Aiko) Aiko was begun by the connector and never ended',
      '(Aiko) Aiko still waits',
    ]);
  });
});
