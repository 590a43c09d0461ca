// What became different between two looks at both systems: contacts and events made, edited, moved and deleted, in the
// words of the field tables. Marks and keys of the connector are not shown as changes: nobody sees them.
import { contactTable } from '#verify/contacts/table.js';
import { sense } from '#verify/texts.js';
import type { Change, FieldChange } from './change.js';
import { findEventChanges } from './event-changes.js';
import {
  FOLDER,
  isDeleted,
  nameOfItem,
  nameOfRecord,
  type CastMember,
  type MailboxItem,
  type Systems,
} from '#verify/systems.js';

export function findChanges(before: Systems, after: Systems, people: readonly CastMember[]): readonly Change[] {
  return [
    ...changesInSalesforce(before, after, people),
    ...changesInExchange(before, after, people),
    ...findEventChanges(before, after, people),
  ];
}

function changesInSalesforce(before: Systems, after: Systems, people: readonly CastMember[]): Change[] {
  return after.records('Contact').flatMap((record): Change[] => {
    const earlier = before.contact(record.Id);
    const owner = people.find(({ userId }) => userId === record['OwnerId'])?.firstName ?? '';
    const change = { of: 'contact', side: 'salesforce', person: owner, who: nameOfRecord(record) } as const;
    if (earlier === undefined) return isDeleted(record) ? [] : [{ ...change, kind: 'made', fields: [] }];
    if (isDeleted(record)) return isDeleted(earlier) ? [] : [{ ...change, kind: 'deleted', fields: [] }];
    const fields = fieldChanges((field) => [
      before.textInSalesforce(field, earlier),
      after.textInSalesforce(field, record),
    ]);
    return fields.length === 0 ? [] : [{ ...change, kind: 'edited', fields }];
  });
}

function changesInExchange(before: Systems, after: Systems, people: readonly CastMember[]): Change[] {
  return people.flatMap((person) => {
    const items = after.mailboxOf(person)?.contacts ?? [];
    return items.flatMap((item) => changesOfItem(before, after, person, item));
  });
}

function changesOfItem(before: Systems, after: Systems, person: CastMember, item: MailboxItem): Change[] {
  const earlier = before.item(item.id);
  const change = { of: 'contact', side: 'exchange', person: person.firstName, who: nameOfItem(item) } as const;
  if (earlier === undefined) return item.isDeleted ? [] : [{ ...change, kind: 'made', fields: [] }];
  if (item.isDeleted) return earlier.isDeleted ? [] : [{ ...change, kind: 'deleted', fields: [] }];
  const fields = fieldChanges((field) => [before.textInExchange(field, earlier), after.textInExchange(field, item)]);
  const isMoved = item.parentFolderId !== earlier.parentFolderId;
  const place = item.parentFolderId === after.folderOf(person) ? FOLDER : 'another folder';
  return [
    ...(isMoved ? [{ ...change, kind: 'moved', place, fields: [] } as const] : []),
    ...(fields.length > 0 ? [{ ...change, kind: 'edited', fields } as const] : []),
  ];
}

function fieldChanges(texts: (field: (typeof contactTable)[number]) => readonly [string, string]): FieldChange[] {
  return contactTable.flatMap((field) => {
    const [from, to] = texts(field);
    return sense(field, from) === sense(field, to) ? [] : [{ label: field.label, from, to }];
  });
}

export function systemName({ side }: Pick<Change, 'side'>): string {
  return side === 'salesforce' ? 'Salesforce' : 'Outlook';
}

/** One change as a sentence without its subject: `Nora Ekdal: Job title "Buyer" → "Head of Buying"`. */
export function changeInWords(change: Change): string {
  const { kind, who, place, fields } = change;
  switch (kind) {
    case 'made':
      return `${who} is new`;
    case 'deleted':
      return `${who} is deleted`;
    case 'moved':
      return `${who} moved to ${place ?? 'another folder'}`;
    case 'edited':
      return `${who}: ${fields.map(({ label, from, to }) => `${label} ${quoted(from)} → ${quoted(to)}`).join(', ')}`;
  }
}

export function quoted(text: string): string {
  if (text === '') return 'empty';
  const short = text.length > 50 ? `${text.slice(0, 47)}…` : text;
  return `"${short.replace(/\r?\n/g, ' / ')}"`;
}

/** `contacts made in Salesforce` and how many. */
export function changeCounts(changes: readonly Change[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const change of changes) {
    const key = `${change.of}s ${change.kind} in ${systemName(change)}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}
