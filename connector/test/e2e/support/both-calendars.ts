// An independent look at a calendar and at the events in Salesforce after a sync: what is doubled, what is lost, what
// differs. It reads the emulator's state, never the connector's own counts or code.
import type { SalesforceRecord } from '../../../../emulator/src/parts.js';
import type { Emulator } from '../../../../emulator/src/start.js';

export interface CalendarComparison {
  readonly inCalendar: number;
  readonly inSalesforce: number;
  /** Subjects that stand more than once in Salesforce. */
  readonly doubled: readonly string[];
  /** Subjects that stand on one side only. */
  readonly lost: readonly string[];
  /** Subjects whose start, duration, place or text differ. */
  readonly different: readonly string[];
  /** Subjects of events with a known contact among the attendees, whose record names another one or nobody. */
  readonly unrelated: readonly string[];
}

/** For a person whose events all sync in full. Subjects are unique in the cast. */
export function compareCalendar(emulator: Emulator, userId: string): CalendarComparison {
  const person = emulator.people.find((one) => one.userId === userId);
  const mailbox = emulator.exchange.dump().mailboxes.find((box) => box.id === person?.mailboxId);
  const events = (mailbox?.events ?? []).filter(({ isDeleted }) => !isDeleted).map(({ properties }) => properties);
  const { objects } = emulator.salesforce.dump();
  const records = (objects['Event'] ?? []).filter((row) => row['IsDeleted'] !== true && row['OwnerId'] === userId);
  const contacts = (objects['Contact'] ?? []).filter((row) => row['IsDeleted'] !== true);
  const contactOf = new Map(contacts.map((row) => [text(row['Email']).toLowerCase(), row.Id]));
  const bySubject = new Map(records.map((row) => [text(row['Subject']), row]));
  const names = [events.map((event) => text(event['subject'])), records.map((row) => text(row['Subject']))] as const;
  const pairs = events.flatMap((event) => {
    const record = bySubject.get(text(event['subject']));
    return record === undefined ? [] : [{ event, record, subject: text(event['subject']) }];
  });
  return {
    inCalendar: events.length,
    inSalesforce: records.length,
    doubled: names[1].filter((name, index, all) => all.indexOf(name) !== index),
    lost: [...names[0].filter((name) => !bySubject.has(name)), ...names[1].filter((name) => !names[0].includes(name))],
    different: pairs.filter(({ event, record }) => said(event) !== kept(record)).map(({ subject }) => subject),
    unrelated: pairs
      .filter(({ event, record }) => {
        const known = addresses(event).flatMap((address) => contactOf.get(address) ?? []);
        return known.length > 0 && !known.includes(text(record['WhoId']));
      })
      .map(({ subject }) => subject),
  };
}

function said(event: Readonly<Record<string, unknown>>): string {
  const at = (side: string): number => Date.parse(`${dateTimeOf(event[side]).slice(0, 19)}Z`);
  const place = (event['location'] as { displayName?: unknown } | undefined)?.displayName;
  const body = (event['body'] as { content?: unknown } | undefined)?.content;
  return JSON.stringify([at('start'), (at('end') - at('start')) / 60_000, text(place), text(body).trim()]);
}

function kept(record: SalesforceRecord): string {
  const startMs = Date.parse(text(record['StartDateTime']).replace('+0000', 'Z'));
  return JSON.stringify([startMs, record['DurationInMinutes'], text(record['Location']), text(record['Description'])]);
}

/** In UTC, as the dump has it. */
function dateTimeOf(side: unknown): string {
  return text((side as { dateTime?: unknown } | undefined)?.dateTime);
}

function addresses(event: Readonly<Record<string, unknown>>): readonly string[] {
  const attendees = (event['attendees'] ?? []) as readonly { emailAddress?: { address?: unknown } }[];
  return attendees.map(({ emailAddress }) => text(emailAddress?.address).toLowerCase());
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
