// All that a mailbox holds, for comparisons and for people: ids included, Deleted Items included, only what is set.
import type { CalendarDump, ContactProperties, MailboxDump } from '../parts.js';
import type { DirectoryUser } from './directory.js';
import { findInstance, wholeEvent } from './events/event-instances.js';
import { eventEntity, type EventLook } from './events/event-view.js';
import { requireZone } from './events/time-zones.js';
import type { StoredContact } from './mailbox.js';
import type { Switches } from './switches.js';

export function dumpMailbox(user: DirectoryUser): MailboxDump {
  const { mailbox } = user;
  return {
    id: user.id,
    address: user.mail,
    state: user.state,
    folders: [...mailbox.folders.values()].map((folder) => ({
      id: folder.id,
      displayName: folder.displayName,
      parentFolderId: folder.parentFolderId,
      isDeleted: mailbox.isFolderDeleted(folder),
    })),
    contacts: [...mailbox.contacts.values()].map((contact) => ({
      id: contact.immutableId,
      parentFolderId: contact.folderId,
      changeKey: contact.changeKey,
      isDeleted: mailbox.isContactDeleted(contact),
      lastModifiedDateTime: new Date(contact.modifiedAtMs).toISOString(),
      properties: setProperties(contact),
      extended: Object.fromEntries([...contact.extended.values()].map(({ id, value }) => [id, value])),
    })),
  };
}

/** A copy without empty texts, lists and addresses. */
function setProperties(contact: StoredContact): ContactProperties {
  const entries = Object.entries(contact.properties).filter(([, value]) => Object.keys(value).length > 0);
  return structuredClone(Object.fromEntries(entries));
}

export function dumpCalendars({ calendars }: DirectoryUser, switches: Switches): CalendarDump {
  const look: EventLook = {
    idForm: 'immutable',
    select: null,
    expand: null,
    zone: requireZone('UTC'),
    bodyType: 'text',
    view: 'item',
    switches,
  };
  return {
    calendars: [...calendars.calendars.values()].map((calendar) => ({
      id: calendar.id,
      name: calendar.name,
      isDefault: calendar === calendars.defaultCalendar,
    })),
    events: [...calendars.events.values()].map((event) => ({
      id: event.immutableId,
      calendarId: event.calendarId,
      changeKey: event.changeKey,
      isDeleted: calendars.isDeleted(event),
      uid: event.uid,
      properties: structuredClone(eventEntity(wholeEvent(event), look)),
      exceptions: [...event.exceptions.keys()].flatMap((date) => {
        const instance = findInstance(event, date);
        return instance === undefined ? [] : [structuredClone(eventEntity(instance, look))];
      }),
      cancelledDates: [...event.cancelledDates].sort(),
      extended: Object.fromEntries([...event.extended.values()].map(({ id, value }) => [id, value])),
    })),
  };
}
