// The two halves of one event, field by field. The direction is always Exchange to Salesforce; a difference is right
// only where a rule of docs/sync-rules.md or the ledger names it. What a private event hides has to be
// empty, whatever there was.
import { hasOnlySecretsCut, isCutOf } from '../cuts.js';
import type { Finding } from '../finding.js';
import { nameOfRecord, nameOfWho, type CalendarEvent, type CastMember, type OrgRecord } from '../systems.js';
import type { EventInput } from './ledger.js';
import { contactsWith, leadsWith, outsidersOf } from './rules.js';
import type { EventSettings } from './settings.js';
import {
  eventField,
  eventTable,
  nameOfEventRecord,
  senseOfEvent,
  textInCalendar,
  textInRecord,
  textWhenBusy,
  type EventField,
  type PlainEventField,
} from './table.js';
import { spanOf } from './times.js';

export interface EventHalves {
  readonly person: CastMember;
  readonly settings: EventSettings;
  readonly event: CalendarEvent;
  readonly record: OrgRecord;
  readonly shown: 'full' | 'busy';
}

export interface EventPairComparison {
  readonly equalFields: number;
  readonly findings: readonly Finding[];
}

interface Difference {
  readonly field: EventField;
  readonly salesforce: string;
  readonly exchange: string;
  readonly reason: string | null;
}

export function compareEventPair(input: EventInput, halves: EventHalves): EventPairComparison {
  let equalFields = 0;
  const findings: Finding[] = [];
  const note = (difference: Difference | null): void => {
    if (difference === null) equalFields += 1;
    else findings.push(findingOf(halves, difference));
  };
  for (const { name } of eventTable) {
    if (name === 'People') note(compareRelation(input, halves));
    else if (isJudged(input, halves, name)) note(compareField(input, halves, name));
  }
  return { equalFields, findings };
}

function findingOf({ person, record }: EventHalves, { field, salesforce, exchange, reason }: Difference): Finding {
  const what = { kind: 'differs', label: field.label, salesforce, exchange } as const;
  return { person: person.firstName, who: nameOfEventRecord(record), what, reason };
}

/** A reminder says something only while the event lies ahead, and on all-day events it depends on where one is. */
function isJudged({ nowMs }: EventInput, { event, shown: exposure }: EventHalves, name: PlainEventField) {
  if (name !== 'Reminder' || exposure === 'busy') return true;
  const { startsAtMs, isAllDay } = spanOf(event);
  return !isAllDay && startsAtMs > nowMs;
}

function compareField(input: EventInput, halves: EventHalves, name: PlainEventField): Difference | null {
  const field = eventField(name);
  const salesforce = senseOfEvent(name, textInRecord(name, halves.record));
  const wanted = wantedText(input, halves, name);
  const exchange = senseOfEvent(name, wanted);
  if (salesforce === exchange) return null;
  const reason =
    expectedReason(input, halves, { field, salesforce, exchange }) ??
    (halves.shown === 'busy' ? null : ruleFor(input, halves, { field, salesforce, exchange }));
  return { field, salesforce, exchange, reason };
}

function wantedText({ before }: EventInput, halves: EventHalves, name: PlainEventField): string {
  const { event, record, settings } = halves;
  if (halves.shown === 'busy') return textWhenBusy(name) ?? textInCalendar(name, event);
  if (name !== 'Text' || settings.takesText) return textInCalendar(name, event);
  const earlier = before.eventRecord(record.Id);
  return earlier === undefined ? '' : textInRecord(name, earlier);
}

type Texts = Omit<Difference, 'reason'>;

/** The last line of the ledger about this field counts, and both values have to be as it says. */
function expectedReason({ expected }: EventInput, { record }: EventHalves, texts: Texts): string | null {
  const { name } = texts.field;
  const line = expected.different.filter((one) => one.recordId === record.Id && one.field === name).at(-1);
  if (line === undefined) return null;
  const isSalesforce = senseOfEvent(name, line.salesforce) === texts.salesforce;
  return isSalesforce && senseOfEvent(name, line.exchange) === texts.exchange ? line.reason : null;
}

/** What the contents alone explain. */
function ruleFor(input: EventInput, { event, record }: EventHalves, texts: Texts): string | null {
  const { field, salesforce, exchange } = texts;
  if (field.longest !== null && exchange.length > field.longest && isCutOf(salesforce, exchange))
    return 'FIELD_TOO_LONG';
  if ((field.name === 'Text' || field.name === 'Location') && hasOnlySecretsCut(salesforce, exchange)) {
    return 'JOIN_LINKS_CUT';
  }
  if (input.expected.edited.some((one) => one.recordId === record.Id && one.field === field.name)) return 'ONE_WAY';
  return wasLeftAtFirstLink(input, event, record, texts) ? 'LEFT_DIFFERENT' : null;
}

/** Two that existed before they met keep what differs. */
function wasLeftAtFirstLink(
  { before }: EventInput,
  { id }: CalendarEvent,
  { Id }: OrgRecord,
  { field: { name }, salesforce, exchange }: Texts,
): boolean {
  const event = before.event(id);
  const record = before.eventRecord(Id);
  if (event === undefined || record === undefined || salesforce === '' || name === 'People') return false;
  const isAsBefore = senseOfEvent(name, textInRecord(name, record)) === salesforce;
  return isAsBefore && senseOfEvent(name, textInCalendar(name, event)) === exchange;
}

/** Whom the record is about; a private event is about nobody. */
function compareRelation(input: EventInput, halves: EventHalves): Difference | null {
  const { after } = input;
  const { event, record, person, settings } = halves;
  const who = whoIn(record);
  const field = eventField('People');
  const difference = (exchange: string, reason: string | null): Difference => {
    return { field, salesforce: nameOfWho(after, who), exchange, reason };
  };
  if (halves.shown === 'busy') {
    return who === '' && (record['WhatId'] ?? null) === null ? null : difference('', null);
  }
  const earlier = input.before.eventRecord(record.Id);
  if (earlier !== undefined && who !== '' && who === whoIn(earlier)) return null;
  if (!settings.relates) return who === '' ? null : difference('', null);
  const outsiders = outsidersOf(event, after, person);
  const [first] = outsiders.map((address) => contactsWith(address, after, person)).filter((found) => found.length > 0);
  const wanted = first ?? outsiders.flatMap((address) => leadsWith(address, after));
  if (wanted.some(({ Id }) => Id === who)) return null;
  const names = wanted.map(nameOfRecord).join(' or ');
  if (who === '') return wanted.length > 0 || outsiders.length > 0 ? difference(names, noneKnown(wanted)) : null;
  // It is never taken away: somebody who was related first stays when an earlier one becomes known.
  const isOfMeeting = outsiders
    .flatMap((address) => [...contactsWith(address, after, person), ...leadsWith(address, after)])
    .some(({ Id }) => Id === who);
  return isOfMeeting && wanted.every((one) => isYounger(one, record)) ? null : difference(names, null);
}

function noneKnown(wanted: readonly OrgRecord[]): string | null {
  return wanted.length === 0 ? 'NOT_RELATED' : null;
}

function isYounger(contact: OrgRecord, record: OrgRecord): boolean {
  return String(contact['CreatedDate']) >= String(record['CreatedDate']);
}

export function whoIn(record: OrgRecord): string {
  return typeof record['WhoId'] === 'string' ? record['WhoId'] : '';
}
