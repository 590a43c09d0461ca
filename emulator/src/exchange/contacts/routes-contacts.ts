// Routes of contacts: list and create in a folder, get, change and delete by id (in any folder through
// /users/{user}/contacts/{id}). What a contact may hold is judged in contact-rules.ts; how it looks is in
// contact-view.ts. Rules: notes.md, "Contacts".
import { itemNotFound, Refusal } from '../graph/errors.js';
import type { GraphAnswer, MailboxRequest } from '../graph/graph-request.js';
import { checkOptions, graphRoot, nextPageLink, readExpand, readPage, readSelect } from '../graph/odata.js';
import type { Route } from '../graph/routing.js';
import type { ContactFolder, ExtendedProperty, StoredContact } from '../mailbox.js';
import { selectableProperties } from './contact-fields.js';
import { applyContent, readContactBody } from './contact-rules.js';
import { orderContacts, readContactFilter } from './contact-search.js';
import { contactEntity, contactId, etagOf, type ContactLook } from './contact-view.js';
import { checkItemId, requireFolder, requireJson } from './routes-folders.js';

/** Path of the collection that the request went to, in the form it was addressed by. */
function collectionPath(request: MailboxRequest): string {
  const { user = '', folder } = request.params;
  const inFolder = folder === undefined ? '' : `/contactFolders/${encodeURIComponent(folder)}`;
  return `/users/${encodeURIComponent(user)}${inFolder}/contacts`;
}

function context(request: MailboxRequest, look: ContactLook, isEntity: boolean): string {
  const { user = '', folder } = request.params;
  const inFolder = folder === undefined ? '' : `/contactFolders('${encodeURIComponent(folder)}')`;
  const names = [...(look.select ?? []), ...(look.expand === null ? [] : ['singleValueExtendedProperties()'])];
  const shown = names.length === 0 ? '' : `(${names.join(',')})`;
  const collection = `$metadata#users('${encodeURIComponent(user)}')${inFolder}/contacts`;
  return `${graphRoot}/${collection}${shown}${isEntity ? '/$entity' : ''}`;
}

function lookOf(request: MailboxRequest, view: ContactLook['view']): ContactLook {
  return {
    idForm: request.idForm,
    select: readSelect(request.query, selectableProperties, 'contact'),
    expand: readExpand(request.query),
    view,
    switches: request.tenant.switches,
  };
}

function folderOf(request: MailboxRequest): ContactFolder {
  const key = request.params.folder;
  return key === undefined ? request.user.mailbox.defaultFolder : requireFolder(request.user.mailbox, key);
}

function listContacts(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select', '$expand', '$filter', '$orderby', '$top', '$skip', '$count']);
  const look = lookOf(request, 'list');
  const filter = readContactFilter(request.query);
  const all = request.user.mailbox.contactsIn(folderOf(request));
  const contacts = orderContacts(filter ? all.filter(filter) : all, request.query);
  const page = readPage(request.query, request.maxPageSize, { default: 10, max: 1000 });
  const end = page.skip + page.size;
  const body: Record<string, unknown> = { '@odata.context': context(request, look, false) };
  if (request.query.get('$count') === 'true') body['@odata.count'] = contacts.length;
  if (end < contacts.length) body['@odata.nextLink'] = nextPageLink(collectionPath(request), request.query, end);
  body.value = contacts.slice(page.skip, end).map((contact) => contactEntity(contact, look));
  return { status: 200, body };
}

/** The contact of the path; deleted ones only where a switch lets them be read. */
function contactOf(request: MailboxRequest, forReading = false): StoredContact {
  const { mailbox } = request.user;
  const id = request.params.contact ?? '';
  checkItemId(id, mailbox);
  const contact = mailbox.findContact(id);
  const { folder } = request.params;
  if (contact === undefined) throw itemNotFound();
  if (folder !== undefined && requireFolder(mailbox, folder).id !== contact.folderId) throw itemNotFound();
  const mayBeDeleted = forReading && request.tenant.switches.deletedContactsReadable;
  if (mailbox.isContactDeleted(contact) && !mayBeDeleted) throw itemNotFound();
  return contact;
}

function entityAnswer(
  request: MailboxRequest,
  contact: StoredContact,
  status: number,
  headers: Record<string, string>,
): GraphAnswer {
  const look: ContactLook = {
    idForm: request.idForm,
    select: null,
    expand: null,
    view: 'item',
    switches: request.tenant.switches,
  };
  const body = { '@odata.context': context(request, look, true), ...contactEntity(contact, look) };
  return { status, headers: { ETag: etagOf(contact), ...headers }, body };
}

function getContact(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, ['$select', '$expand']);
  const look = lookOf(request, 'item');
  const contact = contactOf(request, true);
  const body = { '@odata.context': context(request, look, true), ...contactEntity(contact, look) };
  return { status: 200, headers: { ETag: etagOf(contact) }, body };
}

function createContact(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const folder = folderOf(request);
  const content = readContactBody(requireJson(request.body), 'create', request.tenant.switches);
  const draft = { madeBy: 'app' as const, properties: {}, extended: new Map<string, ExtendedProperty>() };
  applyContent(draft, content);
  const contact = request.user.mailbox.addContact(folder, draft);
  const location = `${graphRoot}/users('${request.user.id}')/contacts('${contactId(contact, request.idForm)}')`;
  return entityAnswer(request, contact, 201, { Location: location });
}

function updateContact(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const { mailbox } = request.user;
  const contact = contactOf(request);
  const content = readContactBody(requireJson(request.body), 'update', request.tenant.switches);
  checkIfMatch(request, contact);
  const target = content.parentFolderId === null ? null : requireFolder(mailbox, content.parentFolderId);
  applyContent(contact, content);
  mailbox.contactChanged(contact);
  if (target !== null && target.id !== contact.folderId) mailbox.moveContact(contact, target.id);
  return entityAnswer(request, contact, 200, {});
}

function checkIfMatch(request: MailboxRequest, contact: StoredContact): void {
  const wanted = request.headers['if-match'];
  if (wanted === undefined || wanted.trim() === '*' || request.tenant.switches.contactsIgnoreIfMatch) return;
  const strong = (etag: string): string => etag.trim().replace(/^W\//, '');
  if (strong(wanted) === strong(etagOf(contact))) return;
  throw new Refusal(
    412,
    'ErrorIrresolvableConflict',
    'The send or update operation could not be performed because the change key passed in the request does not match ' +
      'the current change key for the item.',
  );
}

function deleteContact(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  const contact = contactOf(request);
  checkIfMatch(request, contact);
  request.user.mailbox.deleteContact(contact);
  return { status: 204 };
}

function purgeContact(request: MailboxRequest): GraphAnswer {
  checkOptions(request.query, []);
  request.user.mailbox.purgeContact(contactOf(request));
  return { status: 204 };
}

function itemRoutes(base: string): Route[] {
  return [
    { method: 'GET', path: base, needs: 'contacts', handle: listContacts },
    { method: 'POST', path: base, needs: 'contacts', handle: createContact },
    { method: 'GET', path: `${base}/{contact}`, needs: 'contacts', handle: getContact },
    { method: 'PATCH', path: `${base}/{contact}`, needs: 'contacts', handle: updateContact },
    { method: 'DELETE', path: `${base}/{contact}`, needs: 'contacts', handle: deleteContact },
    { method: 'POST', path: `${base}/{contact}/permanentDelete`, needs: 'contacts', handle: purgeContact },
  ];
}

export const contactRoutes: readonly Route[] = [
  ...itemRoutes('/users/{user}/contacts'),
  ...itemRoutes('/users/{user}/contactFolders/{folder}/contacts'),
];
