// What became different of events between two looks at both systems. An event that was emptied before it was deleted
// tells both. It judges nothing.
import type { Change, FieldChange } from './change.js';
import type { Fields } from './control.js';
import {
  eventTable,
  nameOfEvent,
  nameOfEventRecord,
  senseOfEvent,
  textInCalendar,
  textInRecord,
  type EventFieldName,
} from '#verify/events/table.js';
import {
  isDeleted,
  nameOfWho,
  type CalendarEvent,
  type CastMember,
  type OrgRecord,
  type Systems,
} from '#verify/systems.js';

export function findEventChanges(before: Systems, after: Systems, people: readonly CastMember[]): readonly Change[] {
  return [...changesInSalesforce(before, after, people), ...changesInCalendars(before, after, people)];
}

function changesInSalesforce(before: Systems, after: Systems, people: readonly CastMember[]): Change[] {
  return after.records('Event').flatMap((record): Change[] => {
    const earlier = before.eventRecord(record.Id);
    const person = people.find(({ userId }) => userId === record['OwnerId'])?.firstName ?? '';
    const change = { of: 'event', side: 'salesforce', person, who: nameOfEventRecord(earlier ?? record) } as const;
    if (earlier === undefined) return isDeleted(record) ? [] : [{ ...change, kind: 'made', fields: [] }];
    const fields = fieldChanges((name) => [textOfRecord(before, earlier, name), textOfRecord(after, record, name)]);
    return [
      ...(fields.length > 0 ? [{ ...change, kind: 'edited', fields } as const] : []),
      ...(isDeleted(record) && !isDeleted(earlier) ? [{ ...change, kind: 'deleted', fields: [] } as const] : []),
    ];
  });
}

function changesInCalendars(before: Systems, after: Systems, people: readonly CastMember[]): Change[] {
  return people.flatMap((person) => {
    const events = after.mailboxOf(person)?.events ?? [];
    return events.flatMap((event) => changesOfEvent(before.event(event.id), event, person));
  });
}

function changesOfEvent(earlier: CalendarEvent | undefined, event: CalendarEvent, person: CastMember): Change[] {
  const who = nameOfEvent(earlier ?? event);
  const change = { of: 'event', side: 'exchange', person: person.firstName, who } as const;
  if (earlier === undefined) return event.isDeleted ? [] : [{ ...change, kind: 'made', fields: [] }];
  if (event.isDeleted) return earlier.isDeleted ? [] : [{ ...change, kind: 'deleted', fields: [] }];
  const fields = editsOfEvent(earlier, event);
  const isMoved = event.calendarId !== earlier.calendarId;
  return [
    ...(isMoved ? [{ ...change, kind: 'moved', place: 'another calendar', fields: [] } as const] : []),
    ...(fields.length > 0 ? [{ ...change, kind: 'edited', fields } as const] : []),
  ];
}

function editsOfEvent(earlier: CalendarEvent, event: CalendarEvent): readonly FieldChange[] {
  return fieldChanges((name) => {
    return name === 'People' ? ['', ''] : [textInCalendar(name, earlier), textInCalendar(name, event)];
  });
}

/** What somebody changes who writes these properties; what follows from them, as a reminder does, is not told. */
export function editsBy(event: CalendarEvent, properties: Fields): readonly FieldChange[] {
  const edited = { ...event, properties: { ...event.properties, ...properties } };
  const told = eventTable.filter(({ exchange }) => exchange.some((name) => name in properties));
  return editsOfEvent(event, edited).filter(({ label }) => told.some((field) => field.label === label));
}

function textOfRecord(systems: Systems, record: OrgRecord, name: EventFieldName): string {
  return name === 'People' ? nameOfWho(systems, record['WhoId']) : textInRecord(name, record);
}

function fieldChanges(texts: (name: EventFieldName) => readonly [string, string]): readonly FieldChange[] {
  return eventTable.flatMap(({ name, label }) => {
    const [from, to] = texts(name);
    return senseOfEvent(name, from) === senseOfEvent(name, to) ? [] : [{ label, from, to }];
  });
}
