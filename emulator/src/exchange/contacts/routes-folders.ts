// Routes of contact folders: list (which hides the default folder), get, create, rename or move, delete. Rules:
// notes.md, "Folders".
import { badRequest, itemNotFound, malformedId, noSuchProperty, notModelled, Refusal } from '../graph/errors.js';
import { matchesFilter, parseFilter, visitPaths } from '../graph/filter.js';
import type { GraphAnswer, MailboxRequest, RequestBody } from '../graph/graph-request.js';
import { idShape, mailboxPart } from '../graph/ids.js';
import { checkOptions, graphRoot, nextPageLink, readPage, readSelect } from '../graph/odata.js';
import type { Route } from '../graph/routing.js';
import type { ContactFolder, Mailbox } from '../mailbox.js';
import type { Switches } from '../switches.js';
import { unreadableBody } from './contact-rules.js';

const folderProperties = ['id', 'displayName', 'parentFolderId'];

/** The JSON value of a body; refuses missing and broken ones. */
export function requireJson(body: RequestBody): unknown {
  if (body.kind === 'json') return body.value;
  throw body.kind === 'none' ? badRequest('Empty Payload. JSON content expected.') : unreadableBody();
}

/** Refuses ids that are none, and ids of another mailbox. */
export function checkItemId(id: string, mailbox: Mailbox): void {
  if (idShape(id) === 'malformed') throw malformedId();
  if (mailboxPart(id) !== mailbox.ids.part) {
    throw new Refusal(404, 'ErrorInvalidMailboxItemId', "The item id doesn't belong to the targeted mailbox.");
  }
}

/** A folder by id or well-known name, those in Deleted Items too; undefined where there is none. */
export function lookUpFolder(mailbox: Mailbox, key: string): ContactFolder | undefined {
  if (key.toLowerCase() === 'contacts') return mailbox.defaultFolder;
  checkItemId(key, mailbox);
  return mailbox.folders.get(key);
}

/** A folder that is not deleted. */
export function requireFolder(mailbox: Mailbox, key: string): ContactFolder {
  const folder = lookUpFolder(mailbox, key);
  if (folder === undefined || mailbox.isFolderDeleted(folder)) throw itemNotFound();
  return folder;
}

function sameName(one: string, other: string, switches: Switches): boolean {
  return switches.folderNamesIgnoreCase ? one.toLowerCase() === other.toLowerCase() : one === other;
}

/** Sibling names are unique. */
export function checkFolderName(
  mailbox: Mailbox,
  name: string,
  parentId: string,
  self: ContactFolder | null,
  switches: Switches,
): void {
  const isTaken = [...mailbox.folders.values()].some(
    (folder) => folder !== self && folder.parentFolderId === parentId && sameName(folder.displayName, name, switches),
  );
  if (isTaken) throw new Refusal(409, 'ErrorFolderExists', 'A folder with the specified name already exists.');
}

function folderEntity(folder: ContactFolder, select: readonly string[] | null = null): Record<string, unknown> {
  const entity: Record<string, unknown> = { id: folder.id };
  if (select === null || select.includes('parentFolderId')) entity.parentFolderId = folder.parentFolderId;
  if (select === null || select.includes('displayName')) entity.displayName = folder.displayName;
  return entity;
}

function context(request: MailboxRequest, select: readonly string[] | null, isEntity: boolean): string {
  const user = encodeURIComponent(request.params.user ?? '');
  const fields = select === null ? '' : `(${select.join(',')})`;
  return `${graphRoot}/$metadata#users('${user}')/contactFolders${fields}${isEntity ? '/$entity' : ''}`;
}

function oneFolder(
  request: MailboxRequest,
  folder: ContactFolder,
  status: number,
  headers?: Record<string, string>,
): GraphAnswer {
  const select = readSelect(request.query, folderProperties, 'contactFolder');
  const body = { '@odata.context': context(request, select, true), ...folderEntity(folder, select) };
  return headers ? { status, headers, body } : { status, body };
}

function listFolders(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select', '$filter', '$top', '$skip', '$count']);
  const { mailbox } = request.user;
  const select = readSelect(request.query, folderProperties, 'contactFolder');
  const text = request.query.get('$filter');
  const filter = text === undefined ? null : parseFilter(text);
  if (filter) {
    visitPaths(filter, (path) => {
      if (!folderProperties.includes(path)) throw noSuchProperty(path, 'contactFolder', 'filter');
      if (path !== 'displayName') throw notModelled(`filtering contact folders by ${path}`);
    });
  }
  const folders = [...mailbox.folders.values()].filter(
    (folder) =>
      folder.parentFolderId === mailbox.defaultFolder.id &&
      (filter === null || matchesFilter(filter, () => folder.displayName)),
  );
  const page = readPage(request.query, request.maxPageSize, { default: 10, max: 1000 });
  const end = page.skip + page.size;
  const body: Record<string, unknown> = { '@odata.context': context(request, select, false) };
  if (request.query.get('$count') === 'true') body['@odata.count'] = folders.length;
  if (end < folders.length) {
    body['@odata.nextLink'] = nextPageLink(
      `/users/${encodeURIComponent(request.params.user ?? '')}/contactFolders`,
      request.query,
      end,
    );
  }
  body.value = folders.slice(page.skip, end).map((folder) => folderEntity(folder, select));
  return { status: 200, body };
}

function getFolder(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select']);
  const { mailbox } = request.user;
  const folder = lookUpFolder(mailbox, request.params.folder ?? '');
  const isHidden =
    folder !== undefined && mailbox.isFolderDeleted(folder) && !request.tenant.switches.deletedFoldersReadable;
  if (folder === undefined || isHidden) throw itemNotFound();
  return oneFolder(request, folder, 200);
}

interface FolderBody {
  readonly displayName?: string;
  readonly parentFolderId?: string;
}

function readFolderBody(body: RequestBody): FolderBody {
  const value = requireJson(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadableBody();
  const content: { displayName?: string; parentFolderId?: string } = {};
  for (const [name, text] of Object.entries(value)) {
    if (name === '@odata.type') continue;
    if (name === 'singleValueExtendedProperties') throw notModelled('extended properties of contact folders');
    if (name === 'id') throw unreadableBody();
    if (name !== 'displayName' && name !== 'parentFolderId') {
      throw badRequest(
        `The property '${name}' does not exist on type 'microsoft.graph.contactFolder'.`,
        'RequestBodyRead',
      );
    }
    if (typeof text !== 'string') throw badRequest(`The property '${name}' must be a string.`, 'RequestBodyRead');
    content[name] = text;
  }
  if (content.displayName?.trim() === '') throw badRequest('A folder needs a name.', 'ErrorInvalidProperty');
  return content;
}

function createFolder(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const { mailbox } = request.user;
  const { displayName, parentFolderId } = readFolderBody(request.body);
  if (displayName === undefined) throw badRequest('A folder needs a name.', 'ErrorInvalidProperty');
  const parent = parentFolderId === undefined ? mailbox.defaultFolder : requireFolder(mailbox, parentFolderId);
  checkFolderName(mailbox, displayName, parent.id, null, request.tenant.switches);
  const folder = mailbox.createFolder(displayName, parent.id);
  return oneFolder(request, folder, 201, {
    Location: `${graphRoot}/users('${request.user.id}')/contactFolders('${folder.id}')`,
  });
}

function updateFolder(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const { mailbox } = request.user;
  const folder = requireOwnFolder(mailbox, request.params.folder ?? '');
  const change = readFolderBody(request.body);
  const parentId =
    change.parentFolderId === undefined ? folder.parentFolderId : requireFolder(mailbox, change.parentFolderId).id;
  if (isInside(mailbox, parentId, folder))
    throw badRequest('A folder cannot be moved into itself.', 'ErrorMoveCopyFailed');
  const name = change.displayName ?? folder.displayName;
  checkFolderName(mailbox, name, parentId, folder, request.tenant.switches);
  folder.displayName = name;
  folder.parentFolderId = parentId;
  return oneFolder(request, folder, 200);
}

function isInside(mailbox: Mailbox, folderId: string, outer: ContactFolder): boolean {
  for (let id: string | undefined = folderId; id !== undefined; id = mailbox.folders.get(id)?.parentFolderId) {
    if (id === outer.id) return true;
  }
  return false;
}

/** Not the default folder: that one can be neither renamed nor deleted. */
function requireOwnFolder(mailbox: Mailbox, key: string): ContactFolder {
  const folder = requireFolder(mailbox, key);
  if (folder === mailbox.defaultFolder) {
    throw new Refusal(403, 'ErrorDeleteDistinguishedFolder', 'Distinguished folders cannot be changed or deleted.');
  }
  return folder;
}

function deleteFolder(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const { mailbox } = request.user;
  requireOwnFolder(mailbox, request.params.folder ?? '').parentFolderId = mailbox.deletedItemsId;
  return { status: 204 };
}

function purgeFolder(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const { mailbox } = request.user;
  mailbox.purgeFolder(requireOwnFolder(mailbox, request.params.folder ?? ''));
  return { status: 204 };
}

function folderDelta(): GraphAnswer {
  throw notModelled('contactFolders/delta');
}

const base = '/users/{user}/contactFolders';

export const folderRoutes: readonly Route[] = [
  { method: 'GET', path: base, needs: 'contacts', handle: listFolders },
  { method: 'POST', path: base, needs: 'contacts', handle: createFolder },
  { method: 'GET', path: `${base}/delta`, needs: 'contacts', handle: folderDelta },
  { method: 'GET', path: `${base}/{folder}`, needs: 'contacts', handle: getFolder },
  { method: 'PATCH', path: `${base}/{folder}`, needs: 'contacts', handle: updateFolder },
  { method: 'DELETE', path: `${base}/{folder}`, needs: 'contacts', handle: deleteFolder },
  { method: 'POST', path: `${base}/{folder}/permanentDelete`, needs: 'contacts', handle: purgeFolder },
];
