// One person's Salesforce: everything goes out with that person's token, so sharing, field security, validation and
// Created By are the org's own.
import type { PersonOrg } from '../ports/salesforce.js';
import * as queries from './read/contact-queries.js';
import { deleteRecords } from './write/collections.js';
import * as writes from './write/contact-writes.js';
import * as eventQueries from './read/event-queries.js';
import * as eventWrites from './write/event-writes.js';
import type { Session, Sessions } from './sessions.js';

export function createPersonOrg(
  sessions: Sessions,
  { id: person, username }: { readonly id: PersonOrg['person']; readonly username: string },
): PersonOrg {
  const session = (): Session => sessions.get(username);
  return {
    person,
    describe: (object, isRefreshed) => session().descriptions.get(object, isRefreshed),
    listContacts: (scope, fields, next) => queries.listContacts(session(), person, scope, fields, next),
    readContacts: (ids, fields, scope) => queries.readContacts(session(), person, ids, fields, scope ?? null),
    findContacts: (keys, fields) => queries.findContacts(session(), keys, fields),
    findAccounts: (names) => queries.findAccounts(session(), names),
    contactsOfAccounts: (accounts, scope) => queries.contactsOfAccounts(session(), person, accounts, scope),
    findByKey: (keys, fields) => queries.findByKey(session(), keys, fields),
    createContacts: (records) => writes.createContacts(session().client, records),
    updateContacts: (records) => writes.updateContacts(session().client, records),
    deleteContacts: (ids) => deleteRecords(session().client, ids),
    listOwnEvents: (range, fields, next) => eventQueries.listOwnEvents(session(), person, range, fields, next),
    findEventsByKey: (keys, fields) => eventQueries.findEventsByKey(session(), keys, fields),
    readEvents: (ids, fields) => eventQueries.readEvents(session(), ids, fields),
    findLeads: (emails) => eventQueries.findLeads(session(), emails),
    createEvents: (records) => eventWrites.createEvents(session().client, records),
    updateEvents: (records) => eventWrites.updateEvents(session().client, records),
    deleteEvents: (ids) => deleteRecords(session().client, ids),
  };
}
