// Reading events and leads as one person: the person's own events of a time, events by id or meeting key, leads by
// address. Archived events are found too (a normal query hides them), and what was deleted only where it is asked for.
// Nothing read here is kept. Rule: ports/salesforce-events.ts.
import { eventKeyField } from '../../core/event/fields.js';
import { success } from '../../core/failure.js';
import type { LeadId, PersonId } from '../../core/model.js';
import type { EventReads } from '../../ports/salesforce-events.js';
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

export function eventQueries(session: () => Session, person: PersonId): EventReads {
  return {
    listOwnEvents: async ({ fromDate, toDate }, fields, next) => {
      const { client, descriptions } = session();
      if (next !== null) return nextPage(client, next);
      const event = await descriptions.get('Event');
      if (!event.ok) return event;
      const shown = Object.entries(notOurs).filter(([field]) => event.value.fields.has(field));
      const where = and(
        `OwnerId = ${idLiteral(person)}`,
        `ActivityDate >= ${dateLiteral(fromDate)}`,
        `ActivityDate <= ${dateLiteral(toDate)}`,
        notDeleted,
        ...shown.map(([, condition]) => condition),
      );
      return queryPage(client, { soql: select(fields, 'Event', where), isWithDeleted: true });
    },

    findEventsByKey: async (keys, fields) => {
      const literals = distinct(keys).map(textLiteral);
      const question = { object: 'Event', field: eventKeyField, literals, isWithDeleted: true };
      return queryWithin(session().client, { ...question, fields: [eventKeyField, 'IsDeleted', ...fields] });
    },

    readEvents: async (ids, fields) => {
      const question = { fields: ['IsDeleted', ...fields], object: 'Event', field: 'Id', isWithDeleted: true };
      return queryWithin(session().client, { ...question, literals: distinct(ids).map(idLiteral) });
    },

    findLeads: async (emails) => {
      const literals = findable(emails, emailLengthMax).map(textLiteral);
      const question = { fields: ['Email'], object: 'Lead', field: 'Email', where: 'IsConverted = false' };
      const rows = await queryWithin(session().client, { ...question, literals });
      if (!rows.ok) return rows;
      const leads = rows.value.flatMap(({ Id, Email }) =>
        typeof Email === 'string' ? [{ id: Id as LeadId, email: Email.trim().toLowerCase() }] : [],
      );
      return success(leads);
    },
  };
}
