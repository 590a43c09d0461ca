// One person's calendar against the org: each event of the primary calendar is in Salesforce once, or a rule says why
// not. It trusts nothing but the two systems, the configuration and the ledger.
import type { Finding, What } from '../finding.js';
import { isDeleted, type CalendarEvent, type CastMember, type OrgRecord, type Systems } from '../systems.js';
import { compareEventPair } from './fields.js';
import type { EventInput } from './ledger.js';
import type { EventPairs } from './pairs.js';
import { judgeEvent } from './rules.js';
import { eventSettingsOf, type EventSettings } from './settings.js';
import { nameOfEvent } from './table.js';

export interface CalendarComparison {
  readonly person: CastMember;
  /** Null: this person's events do not sync. */
  readonly settings: EventSettings | null;
  /** Events of the primary calendar in the window. */
  readonly inWindow: number;
  readonly inSalesforce: number;
  /** Of these, records that were there before the connector. */
  readonly matched: number;
  readonly equalFields: number;
  /** Events that are rightly not in Salesforce, or not for this person. */
  readonly leftOut: readonly Finding[];
  /** All others: differences that a rule explains, and what nothing explains. */
  readonly findings: readonly Finding[];
  /** Records that stand for an event of this calendar. */
  readonly pairedRecords: ReadonlySet<string>;
}

interface Notes {
  readonly paired: Set<string>;
  readonly leftOut: Finding[];
  readonly findings: Finding[];
  equalFields: number;
}

export function compareCalendar(input: EventInput, pairs: EventPairs, person: CastMember): CalendarComparison {
  const { before, after } = input;
  const settings = eventSettingsOf(after, person);
  const notes: Notes = { paired: new Set(), leftOut: [], findings: [], equalFields: 0 };
  const events = settings === null ? [] : after.eventsInCalendar(person);
  for (const event of events) if (settings !== null) compareOne(input, pairs, { person, settings, event }, notes);
  const outside = notes.leftOut.filter(({ reason }) => reason === 'OUTSIDE_WINDOW').length;
  return {
    person,
    settings,
    inWindow: events.length - outside,
    inSalesforce: notes.paired.size,
    matched: [...notes.paired].filter((id) => before.eventRecord(id) !== undefined).length,
    equalFields: notes.equalFields,
    leftOut: notes.leftOut,
    findings: notes.findings,
    pairedRecords: notes.paired,
  };
}

interface Owned {
  readonly person: CastMember;
  readonly settings: EventSettings;
  readonly event: CalendarEvent;
}

function compareOne(input: EventInput, pairs: EventPairs, owned: Owned, notes: Notes): void {
  const { after, expected, nowMs } = input;
  const { person, settings, event } = owned;
  const say = (what: What, reason: string | null, where: Finding[] = notes.findings): void =>
    void where.push({ person: person.firstName, who: nameOfEvent(event), what, reason });
  const records = pairs.recordsOf(event);
  const live = records.filter((record) => !isDeleted(record));
  const own = live.find((record) => record['OwnerId'] === person.userId);
  const verdict = judgeEvent(event, { systems: after, person, settings, nowMs });
  const kept = expected.kept.find(({ eventId, record }) => eventId === event.id && record.Id === own?.Id);
  if (verdict.kind === 'out') {
    if (own !== undefined && kept === undefined) say({ kind: 'notLeftOut', rule: verdict.reason }, null);
    else say({ kind: 'leftOut' }, kept?.reason ?? verdict.reason, notes.leftOut);
    return;
  }
  const away = expected.away.find((one) => one.person === person.userId && one.eventId === event.id);
  if (away !== undefined) {
    if (live.length > 0) say({ kind: 'notAway' }, null);
    else say({ kind: 'away' }, away.reason, notes.leftOut);
  } else if (own !== undefined) {
    notes.paired.add(own.Id);
    const { equalFields, findings } = compareEventPair(input, { ...owned, record: own, shown: verdict.shown });
    notes.equalFields += equalFields;
    notes.findings.push(...findings);
  } else if (live.some((record) => isHolder(input, event, record))) {
    say({ kind: 'colleagues' }, 'COLLEAGUES_MEETING', notes.leftOut);
  } else {
    const reason = records.some((record) => wentWithContact(after, record)) ? 'REMOVED_BY_PERSON' : null;
    say({ kind: 'onlyInCalendar' }, reason, reason === null ? notes.findings : notes.leftOut);
  }
}

/** The record's owner has a copy of the meeting that syncs. */
function isHolder({ after, people, nowMs }: EventInput, { uid }: CalendarEvent, record: OrgRecord): boolean {
  const owner = people.find(({ userId }) => userId === record['OwnerId']);
  const settings = owner === undefined ? null : eventSettingsOf(after, owner);
  if (owner === undefined || settings === null) return false;
  const copies = after.eventsInCalendar(owner).filter((event) => event.uid === uid);
  return copies.some((event) => judgeEvent(event, { systems: after, person: owner, settings, nowMs }).kind === 'in');
}

/** Salesforce deletes the events of a contact together with it. */
export function wentWithContact(systems: Systems, record: OrgRecord): boolean {
  const contact = typeof record['WhoId'] === 'string' ? systems.contact(record['WhoId']) : undefined;
  return isDeleted(record) && contact !== undefined && isDeleted(contact);
}
