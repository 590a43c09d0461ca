// Reading events and leads as one person: the person's own events of a time, events by id or meeting key, leads by
// address. Archived events are found too (a normal query hides them), and what was deleted only where it is asked for.
// Nothing read here is kept. Rule: ports/salesforce-events.ts.
import { eventKeyField } from '../../core/event/fields.js';
import { success, type Outcome } from '../../core/failure.js';
import type { LeadId, PersonId, SalesforceEventId } from '../../core/model.js';
import type { EventReads } from '../../ports/salesforce-events.js';
import type { RowPage, SalesforceRow } from '../../ports/salesforce.js';
import { nextPage, queryPage, queryWithin } from './queries.js';
import type { Session } from '../sessions.js';
import { and, dateLiteral, distinct, findable, idLiteral, select, textLiteral } from './soql.js';

const notDeleted = 'IsDeleted = false';

/** Invitations, series of either kind and their occurrences. Orgs have only some of these fields. */
const notOurs = {
  IsChild: 'IsChild = false',
  IsRecurrence: 'IsRecurrence = false',
  RecurrenceActivityId: 'RecurrenceActivityId = null',
  IsRecurrence2: 'IsRecurrence2 = false',
};

/** Longer texts cannot be in the field. */
const emailLengthMax = 80;

export async function listOwnEvents(
  session: Session,
  person: PersonId,
  { fromDate, toDate }: Parameters<EventReads['listOwnEvents']>[0],
  fields: readonly string[],
  next: string | null,
): Promise<Outcome<RowPage>> {
  if (next !== null) return nextPage(session.client, next);
  const event = await session.descriptions.get('Event');
  if (!event.ok) return event;
  const shown = Object.entries(notOurs).filter(([field]) => event.value.fields.has(field));
  const where = and(
    `OwnerId = ${idLiteral(person)}`,
    `ActivityDate >= ${dateLiteral(fromDate)}`,
    `ActivityDate <= ${dateLiteral(toDate)}`,
    notDeleted,
    ...shown.map(([, condition]) => condition),
  );
  return queryPage(session.client, { soql: select(fields, 'Event', where), isWithDeleted: true });
}

export async function findEventsByKey(
  session: Session,
  keys: readonly string[],
  fields: readonly string[],
): Promise<Outcome<readonly SalesforceRow[]>> {
  return queryWithin(session.client, {
    fields: [eventKeyField, ...fields],
    object: 'Event',
    field: eventKeyField,
    literals: distinct(keys).map(textLiteral),
    where: notDeleted,
    isWithDeleted: true,
  });
}

export async function readEvents(
  session: Session,
  ids: readonly SalesforceEventId[],
  fields: readonly string[],
): Promise<Outcome<readonly SalesforceRow[]>> {
  return queryWithin(session.client, {
    fields: ['IsDeleted', ...fields],
    object: 'Event',
    field: 'Id',
    literals: distinct(ids).map(idLiteral),
    isWithDeleted: true,
  });
}

export async function findLeads(session: Session, emails: readonly string[]): ReturnType<EventReads['findLeads']> {
  const rows = await queryWithin(session.client, {
    fields: ['Email'],
    object: 'Lead',
    field: 'Email',
    literals: findable(emails, emailLengthMax).map(textLiteral),
    where: 'IsConverted = false',
  });
  if (!rows.ok) return rows;
  return success(
    rows.value.flatMap(({ Id, Email }) =>
      typeof Email === 'string' ? [{ id: Id as LeadId, email: Email.trim().toLowerCase() }] : [],
    ),
  );
}
