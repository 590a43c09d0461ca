// One person's Salesforce: everything goes out with that person's token, so sharing, field security, validation and
// Created By are the org's own.
import type { OrgLogin, PersonOrg } from '../ports/salesforce.js';
import type { Client } from './client.js';
import { contactQueries } from './read/contact-queries.js';
import { eventQueries } from './read/event-queries.js';
import type { Session, Sessions } from './sessions.js';
import { contactWrites } from './write/contact-writes.js';
import { eventWrites } from './write/event-writes.js';

export function createPersonOrg(sessions: Sessions, { id: person, username }: OrgLogin): PersonOrg {
  const session = (): Session => sessions.get(username);
  const client = (): Client => session().client;
  return {
    person,
    describe: (object, isRefreshed) => session().descriptions.get(object, isRefreshed),
    ...contactQueries(session, person),
    ...eventQueries(session, person),
    ...contactWrites(client),
    ...eventWrites(client),
  };
}
