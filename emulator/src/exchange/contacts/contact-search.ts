// $filter and $orderby of contact lists: what Exchange lets contacts be found by, checked before anything is read.
// Values are compared without case; names of extended properties with case. Evidence: notes.md, "Contacts: lists".
import { badRequest, noSuchProperty, notModelled } from '../graph/errors.js';
import { matchesFilter, parseFilter, visitPaths, type Filter } from '../graph/filter.js';
import type { Query } from '../graph/odata.js';
import type { StoredContact } from '../mailbox.js';
import { contactField, readOnlyProperties, textOf } from './contact-fields.js';
import { normalisePropertyId } from './extended-properties.js';

const extendedPath = 'singleValueExtendedProperties';
const comparable = ['displayName', 'givenName', 'surname', 'companyName', 'createdDateTime', 'lastModifiedDateTime'];
const searchable = [...comparable, 'emailAddresses/address', 'categories'];

/** A test for contacts, or null without $filter. */
export function readContactFilter(query: Query): ((contact: StoredContact) => boolean) | null {
  const text = query.get('$filter');
  if (text === undefined) return null;
  const filter = withExtendedKeys(parseFilter(text));
  visitPaths(filter, (path) => {
    if (searchable.includes(path) || path.startsWith(`${extendedPath} `)) return;
    const name = path.split('/')[0] ?? path;
    const isKnown = contactField.has(name) || [...readOnlyProperties, 'parentFolderId'].some((known) => known === name);
    throw isKnown ? notModelled(`filtering contacts by ${path}`) : noSuchProperty(name, 'contact', 'filter');
  });
  return (contact) => matchesFilter(filter, (path) => readPath(contact, path));
}

/**
 * Turns `…/any(ep: ep/id eq 'x' and ep/value eq 'y')` into a comparison of the property x, whose id is put in its one
 * spelling.
 */
export function withExtendedKeys(filter: Filter): Filter {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return { kind: filter.kind, left: withExtendedKeys(filter.left), right: withExtendedKeys(filter.right) };
    case 'not':
      return { kind: 'not', inner: withExtendedKeys(filter.inner) };
    case 'compare':
      return filter;
    case 'any':
      return filter.path.toLowerCase() === extendedPath.toLowerCase() ? extendedComparison(filter.inner) : filter;
  }
}

function extendedComparison(inner: Filter): Filter {
  const parts = inner.kind === 'and' ? [inner.left, inner.right] : [];
  const find = (name: string): Extract<Filter, { kind: 'compare' }> | undefined =>
    parts.find((part) => part.kind === 'compare' && part.path.toLowerCase() === name) as Extract<
      Filter,
      { kind: 'compare' }
    >;
  const [id, value] = [find('id'), find('value')];
  if (typeof id?.value !== 'string' || id.operator !== 'eq' || value === undefined) {
    throw badRequest('A filter on extended properties must compare id (eq) and value.', 'ErrorInvalidUrlQueryFilter');
  }
  if (value.operator !== 'eq') throw notModelled(`filtering extended properties of contacts with ${value.operator}`);
  return { ...value, path: `${extendedPath} ${normalisePropertyId(id.value)}` };
}

function readPath(contact: StoredContact, path: string): unknown {
  if (path.startsWith(`${extendedPath} `)) return contact.extended.get(path.slice(extendedPath.length + 1))?.value;
  if (path === 'createdDateTime') return wholeSeconds(contact.createdAtMs);
  if (path === 'lastModifiedDateTime') return wholeSeconds(contact.modifiedAtMs);
  return contact.properties[path];
}

/** Contacts have times of whole seconds. */
function wholeSeconds(milliseconds: number): string {
  return new Date(Math.floor(milliseconds / 1000) * 1000).toISOString();
}

/** Puts contacts in the wanted order; without $orderby they stay in the order of arrival. */
export function orderContacts(contacts: StoredContact[], query: Query): StoredContact[] {
  const text = query.get('$orderby');
  if (text === undefined) return contacts;
  const [name = '', direction = 'asc'] = text.trim().split(/\s+/);
  if (!contactField.has(name)) throw noSuchProperty(name, 'contact', 'filter');
  if (name !== 'displayName' || !/^(asc|desc)$/.test(direction)) throw notModelled(`$orderby=${text}`);
  const sign = direction === 'desc' ? -1 : 1;
  const key = (contact: StoredContact): string => textOf(contact.properties, 'displayName').toLowerCase();
  return contacts.sort((one, other) => (key(one) < key(other) ? -sign : key(one) > key(other) ? sign : 0));
}
