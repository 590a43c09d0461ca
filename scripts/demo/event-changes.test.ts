import { describe, expect, it } from '@jest/globals';
import { changeCounts, changeInWords, findChanges } from './changes.js';
import { editsBy } from './event-changes.js';
import { at, meeting, mira, recordFor, taken, type Row, type WorldEvent } from '#verify/events/world.js';
import { Systems } from '#verify/systems.js';

function look(events: readonly WorldEvent[], records: readonly Row[]): Systems {
  const nora = { Id: 'contact-nora', FirstName: 'Nora', LastName: 'Ekdal' };
  const mailbox = { id: 'box-Mira', address: mira.username, folders: [], contacts: [], calendars: [], events };
  const objects = { Event: records, Contact: [nora] };
  return new Systems({ exchange: { mailboxes: [mailbox] }, salesforce: { orgId: 'org', objects } });
}

function inWords(before: Systems, after: Systems): string[] {
  return findChanges(before, after, [mira]).map((change) => `${change.side}: ${changeInWords(change)}`);
}

const event = meeting('one', mira);
const record = recordFor(event, mira);

describe('changes of events between two looks', () => {
  it('tell who is related, and nothing of keys', () => {
    const before = look([event], [{ ...record, WhoId: null }]);
    const after = look([event], [{ ...record, Exchange_Sync_Key__c: 'other' }]);
    expect(inWords(before, after)).toEqual(['salesforce: event "Visit one": Related to empty → "Nora Ekdal"']);
  });

  it('tell of a record that was emptied before it was deleted, under the name that it had', () => {
    const gone = look([event], [{ ...record, ...taken, Location: 'Hall 4', IsDeleted: true }]);
    expect(inWords(look([event], [record]), gone)).toEqual([
      'salesforce: event "Visit one": Subject "Visit one" → "Busy", Text "The agenda" → empty, Private "no" → "yes", ' +
        'Reminder "2026-12-07 09:45 UTC" → empty, Related to "Nora Ekdal" → empty',
      'salesforce: event "Visit one" is deleted',
    ]);
  });

  it('tell what happened in a calendar', () => {
    const moved = { ...event, calendarId: 'family-Mira' };
    const gone = { ...event, isDeleted: true };
    expect(inWords(look([], []), look([event], [record]))).toEqual([
      'salesforce: event "Visit one" is new',
      'exchange: event "Visit one" is new',
    ]);
    expect(inWords(look([event], []), look([moved], []))).toEqual([
      'exchange: event "Visit one" moved to another calendar',
    ]);
    expect(inWords(look([event], []), look([gone], []))).toEqual(['exchange: event "Visit one" is deleted']);
  });

  it('are counted apart from those of contacts', () => {
    expect(changeCounts(findChanges(look([], []), look([event], [record]), [mira]))).toEqual({
      'events made in Salesforce': 1,
      'events made in Outlook': 1,
    });
  });
});

describe('an edit in Outlook', () => {
  it('is told without what merely follows from it', () => {
    const times = { start: at('2026-12-08T10:00'), end: at('2026-12-08T11:30') };
    expect(editsBy(event, times)).toEqual([
      { label: 'Time', from: '2026-12-07 10:00 UTC, 60 min', to: '2026-12-08 10:00 UTC, 90 min' },
    ]);
  });
});
