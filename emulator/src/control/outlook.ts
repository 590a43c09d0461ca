// Acting as a person in Outlook. Nothing here is counted as a call, and no permission of an app is asked for.
import type { OutlookHands } from '../parts.js';
import { calendarActionRoutes } from './calendar.js';
import { objectOf, onlyFields, optionalTextOf, textOf, textsOf, type Fields } from './input.js';
import { mailboxOf, type ControlRoute } from './route.js';

interface OutlookAction {
  readonly name: string;
  readonly about: string;
  readonly fields: readonly string[];
  readonly act: (hands: OutlookHands, body: Fields) => unknown;
}

const ACTIONS: readonly OutlookAction[] = [
  {
    name: 'create-contact',
    about: 'Makes a contact in a folder (default: Contacts); properties are those of Graph.',
    fields: ['folder', 'properties', 'extended'],
    act: (hands, body) => ({
      id: hands.createContact(
        optionalTextOf(body, 'folder') ?? 'Contacts',
        objectOf(body, 'properties'),
        textsOf(body, 'extended'),
      ),
    }),
  },
  {
    name: 'edit-contact',
    about: 'Changes the properties that are given; null clears one.',
    fields: ['id', 'properties'],
    act: (hands, body) => hands.editContact(textOf(body, 'id'), objectOf(body, 'properties')),
  },
  {
    name: 'move-contact',
    about: 'Moves a contact into a folder, given by id or name.',
    fields: ['id', 'folder'],
    act: (hands, body) => hands.moveContact(textOf(body, 'id'), textOf(body, 'folder')),
  },
  {
    name: 'copy-contact',
    about: 'Copies a contact into a folder, hidden properties too; answers the id of the copy.',
    fields: ['id', 'folder'],
    act: (hands, body) => ({ id: hands.copyContact(textOf(body, 'id'), textOf(body, 'folder')) }),
  },
  {
    name: 'delete-contact',
    about: 'Moves a contact to Deleted Items.',
    fields: ['id'],
    act: (hands, body) => hands.deleteContact(textOf(body, 'id')),
  },
  {
    name: 'create-folder',
    about: 'Makes a contact folder; answers its id.',
    fields: ['displayName'],
    act: (hands, body) => ({ id: hands.createFolder(textOf(body, 'displayName')) }),
  },
  {
    name: 'rename-folder',
    about: 'Gives a folder another name.',
    fields: ['folder', 'displayName'],
    act: (hands, body) => hands.renameFolder(textOf(body, 'folder'), textOf(body, 'displayName')),
  },
  {
    name: 'move-folder',
    about: 'Moves a folder into another one.',
    fields: ['folder', 'intoFolder'],
    act: (hands, body) => hands.moveFolder(textOf(body, 'folder'), textOf(body, 'intoFolder')),
  },
  {
    name: 'delete-folder',
    about: 'Deletes a folder with everything in it.',
    fields: ['folder'],
    act: (hands, body) => hands.deleteFolder(textOf(body, 'folder')),
  },
];

export const outlookRoutes: readonly ControlRoute[] = [
  {
    method: 'GET',
    path: '/outlook/:person',
    about: 'The mailbox of a person: state, folders, contacts, calendars and events.',
    handle: (controlled, { params }) => {
      const mailbox = mailboxOf(controlled, textOf(params, 'person'));
      const { mailboxes } = controlled.exchange.dump();
      const found = mailboxes.find(({ id, address }) => id === mailbox || address === mailbox);
      if (found === undefined) throw new Error(`There is no mailbox "${mailbox}".`);
      return found;
    },
  },
  ...ACTIONS.map(({ name, about, fields, act }): ControlRoute => ({
    method: 'POST',
    path: `/outlook/:person/${name}`,
    about,
    handle: (controlled, { params, body }) => {
      onlyFields(body, fields);
      return act(controlled.exchange.hands(mailboxOf(controlled, textOf(params, 'person'))), body) ?? {};
    },
  })),
  ...calendarActionRoutes,
];
