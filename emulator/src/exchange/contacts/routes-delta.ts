// The delta route of contacts: checks the options, shows the pages of delta.ts, writes the links. Rules: notes.md,
// "Contacts: delta".
import type { LoggedItem } from '../change-log.js';
import { badRequest, itemNotFound, Refusal } from '../graph/errors.js';
import type { GraphAnswer, MailboxRequest } from '../graph/graph-request.js';
import { checkOptions, graphRoot, readSelect, type Query } from '../graph/odata.js';
import type { Route } from '../graph/routing.js';
import type { ContactFolder } from '../mailbox.js';
import { selectableProperties } from './contact-fields.js';
import { contactEntity, type ContactLook } from './contact-view.js';
import { deltaPage, type ItemStanding } from './delta.js';
import { lookUpFolder } from './routes-folders.js';

const refusedOptions = ['$top', '$filter', '$orderby', '$expand', '$search'];

function checkDeltaOptions(query: Query): void {
  if (refusedOptions.some((name) => query.has(name))) {
    throw badRequest(
      "The following parameters are not supported with change tracking over the 'Contacts' resource: " +
        "'$orderby, $filter, $select, $expand, $search, $top'.",
      'ErrorInvalidUrlQuery',
    );
  }
  checkOptions(query, ['$select', '$skiptoken', '$deltatoken']);
}

export function tokenOf(query: Query): { kind: 'next' | 'delta'; text: string } | null {
  const next = query.get('$skiptoken');
  const delta = query.get('$deltatoken');
  if (next !== undefined) return { kind: 'next', text: next };
  return delta === undefined ? null : { kind: 'delta', text: delta };
}

/** A folder that went away is told differently to who has a token for it. */
function trackedFolder(request: MailboxRequest, hasToken: boolean): ContactFolder {
  const { mailbox } = request.user;
  const key = request.params.folder;
  const folder = key === undefined ? mailbox.defaultFolder : lookUpFolder(mailbox, key);
  if (folder !== undefined && !mailbox.isFolderDeleted(folder)) return folder;
  throw hasToken
    ? new Refusal(404, 'ErrorSyncFolderNotFound', 'The specified sync folder could not be found.')
    : itemNotFound();
}

function linkTo(request: MailboxRequest, folder: ContactFolder, kind: 'next' | 'delta', token: string): string {
  const user = encodeURIComponent(request.params.user ?? '');
  const isDefault = request.params.folder === undefined;
  const path =
    request.tenant.switches.linkForm === 'paren'
      ? `/users('${user}')${isDefault ? '' : `/contactFolders('${encodeURIComponent(folder.id)}')`}/contacts/delta`
      : `/users/${user}${isDefault ? '' : `/contactFolders/${encodeURIComponent(folder.id)}`}/contacts/delta`;
  const option = token === '' ? '' : `?${kind === 'next' ? '$skiptoken' : '$deltatoken'}=${token}`;
  return `${graphRoot}${path}${option}`;
}

function showItem(request: MailboxRequest, item: LoggedItem, look: ContactLook): Record<string, unknown> {
  const contact = request.user.mailbox.contacts.get(item.id);
  if (item.isHere && contact) return contactEntity(contact, look);
  return {
    '@odata.type': '#microsoft.graph.contact',
    id: look.idForm === 'immutable' ? item.id : item.regularId,
    '@removed': { reason: 'deleted' },
  };
}

function contactsDelta(request: MailboxRequest): GraphAnswer {
  const { tenant, user, query } = request;
  checkDeltaOptions(query);
  const token = tokenOf(query);
  const folder = trackedFolder(request, token !== null);
  const pageSize = Math.min(
    request.maxPageSize ?? tenant.switches.deltaDefaultPageSize,
    tenant.switches.deltaPageSizeMax,
  );
  const deltaRequest = {
    tokenEpoch: user.mailbox.tokenEpoch,
    folder,
    token,
    select: readSelect(query, selectableProperties, 'contact'),
    window: null,
    pageSize: Math.max(1, pageSize),
    nowMs: tenant.world.clock.nowMs(),
    show: (item: LoggedItem, { isNews }: ItemStanding) => (item.isHere || isNews ? [item] : []),
  };
  let page;
  try {
    page = deltaPage(deltaRequest, tenant.deltaTokens, tenant.switches);
  } catch (error) {
    if (!(error instanceof Refusal) || error.status !== 410 || !tenant.switches.goneCarriesLocation) throw error;
    throw new Refusal(410, error.code, error.message, { Location: linkTo(request, folder, 'delta', '') });
  }
  const look: ContactLook = {
    idForm: request.idForm,
    select: page.select,
    expand: null,
    view: 'delta',
    switches: tenant.switches,
  };
  const link = page.link.kind === 'next' ? '@odata.nextLink' : '@odata.deltaLink';
  return {
    status: 200,
    headers: token === null ? { 'Preference-Applied': 'odata.track-changes' } : {},
    body: {
      '@odata.context': `${graphRoot}/$metadata#Collection(contact)`,
      [link]: linkTo(request, folder, page.link.kind, page.link.token),
      value: page.items.map((item) => showItem(request, item, look)),
    },
  };
}

/** To be placed before the routes that take an id at the same place. */
export const deltaRoutes: readonly Route[] = [
  { method: 'GET', path: '/users/{user}/contacts/delta', needs: 'contacts', handle: contactsDelta },
  {
    method: 'GET',
    path: '/users/{user}/contactFolders/{folder}/contacts/delta',
    needs: 'contacts',
    handle: contactsDelta,
  },
];
