// Who may do what: roles in the token per route, and the states of a mailbox. Evidence of codes and texts: notes.md,
// "Access".
import type { DirectoryUser } from '../directory.js';
import type { Switches } from '../switches.js';
import { Refusal } from './errors.js';
import type { Route } from './routing.js';

const rolesFor: Readonly<
  Record<Route['needs'], { readonly read: readonly string[]; readonly write: readonly string[] }>
> = {
  directory: {
    read: ['User.Read.All', 'User.ReadWrite.All', 'User.ReadBasic.All', 'Directory.Read.All'],
    write: ['User.ReadWrite.All'],
  },
  contacts: { read: ['Contacts.Read', 'Contacts.ReadWrite'], write: ['Contacts.ReadWrite'] },
  calendars: { read: ['Calendars.Read', 'Calendars.ReadWrite'], write: ['Calendars.ReadWrite'] },
  mailboxSettings: {
    read: ['MailboxSettings.Read', 'MailboxSettings.ReadWrite'],
    write: ['MailboxSettings.ReadWrite'],
  },
};

export function checkRole(route: Route, method: string, roles: readonly string[]): void {
  const allowed = rolesFor[route.needs][method === 'GET' ? 'read' : 'write'];
  if (allowed.some((role) => roles.includes(role))) return;
  if (route.needs === 'directory') {
    throw new Refusal(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.');
  }
  throw accessDenied('Access is denied. Check credentials and try again.');
}

function accessDenied(message: string): Refusal {
  return new Refusal(403, 'ErrorAccessDenied', message);
}

export function checkMailboxState(user: DirectoryUser): void {
  switch (user.state) {
    case 'ok':
      return;
    case 'none':
      throw new Refusal(
        404,
        'MailboxNotEnabledForRESTAPI',
        'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
      );
    case 'blocked':
      throw accessDenied(
        'Access to OData is disabled: [RAOP] : Blocked by tenant configured AppOnly AccessPolicy settings.',
      );
    case 'missingRole':
      throw accessDenied('Access is denied. Check credentials and try again.');
  }
}

/** A mailbox route with a user that nobody knows; which answer comes differs by datacenter. */
export function unknownUser(key: string, switches: Switches): Refusal {
  return switches.unknownUserAnswer === 'ErrorInvalidUser'
    ? new Refusal(404, 'ErrorInvalidUser', `The requested user '${key}' is invalid.`)
    : new Refusal(404, 'ResourceNotFound', 'Resource could not be discovered.');
}
