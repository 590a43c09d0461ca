// How a contact looks from outside: the entity of a GET by id, of a list and of a delta page. It changes nothing.
// Rules: etag and id are always there; unset texts, lists and addresses have their own looks; lists cut personalNotes
// (notes.md).
import type { StoredContact } from '../mailbox.js';
import type { Switches } from '../switches.js';
import {
  contactFields,
  singleAddressProperties,
  type ContactField,
  type EmailAddress,
  type FieldValue,
} from './contact-fields.js';
import { expandedProperties } from './extended-properties.js';

export type IdForm = 'regular' | 'immutable';

export interface ContactLook {
  readonly idForm: IdForm;
  readonly select: readonly string[] | null;
  /** Ids of the extended properties to show. */
  readonly expand: readonly string[] | null;
  readonly view: 'item' | 'list' | 'delta';
  readonly switches: Switches;
}

const notesInLists = 255;

export function etagOf(contact: StoredContact): string {
  return `W/"${contact.changeKey}"`;
}

export function contactId(contact: StoredContact, idForm: IdForm): string {
  return idForm === 'immutable' ? contact.immutableId : contact.regularId;
}

/** Second precision, as contacts have it. */
function timeText(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

export function contactEntity(contact: StoredContact, look: ContactLook): Record<string, unknown> {
  const entity: Record<string, unknown> = {};
  if (look.view === 'delta') entity['@odata.type'] = '#microsoft.graph.contact';
  entity['@odata.etag'] = etagOf(contact);
  entity.id = contactId(contact, look.idForm);
  const isWanted = (name: string): boolean => look.select === null || look.select.includes(name);
  if (isWanted('createdDateTime')) entity.createdDateTime = timeText(contact.createdAtMs);
  if (isWanted('lastModifiedDateTime')) entity.lastModifiedDateTime = timeText(contact.modifiedAtMs);
  if (isWanted('changeKey')) entity.changeKey = contact.changeKey;
  if (isWanted('parentFolderId')) entity.parentFolderId = contact.folderId;
  for (const field of contactFields) {
    if (isWanted(field.name)) entity[field.name] = shownValue(field, contact, look);
  }
  addSingleAddresses(entity, contact, look);
  const extended = look.expand === null ? undefined : expandedProperties(contact, look.expand, look.switches);
  if (extended) entity.singleValueExtendedProperties = extended;
  return entity;
}

/**
 * Beside emailAddresses, one property an address: without $select (delta excepted), or where selected; never empty
 * ones.
 */
function addSingleAddresses(entity: Record<string, unknown>, contact: StoredContact, look: ContactLook): void {
  const addresses = (contact.properties.emailAddresses ?? []) as readonly EmailAddress[];
  singleAddressProperties.forEach((name, index) => {
    const isWanted = look.select === null ? look.view !== 'delta' : look.select.includes(name);
    if (isWanted && addresses[index]) entity[name] = addresses[index];
  });
}

function shownValue(field: ContactField, contact: StoredContact, look: ContactLook): unknown {
  const value: FieldValue | undefined = contact.properties[field.name];
  if (value === undefined) return unsetLook(field, contact, look.switches);
  return field.name === 'personalNotes' && look.view !== 'item' ? notesOfList(value as string) : value;
}

function unsetLook(field: ContactField, contact: StoredContact, switches: Switches): unknown {
  if (field.kind === 'texts' || field.kind === 'emails') return [];
  if (field.kind === 'address') return {};
  if (field.kind === 'date') return null;
  if (field.isNeverNull) return '';
  if (switches.unsetStrings === 'byOrigin') return contact.madeBy === 'app' ? null : '';
  return switches.unsetStrings === 'null' ? null : '';
}

/** Lists give the beginning only, and lose the line breaks of a text that begins with one. */
function notesOfList(notes: string): string {
  const text = /^[\r\n]/.test(notes) ? notes.replace(/[\r\n]+/g, '') : notes;
  return text.slice(0, notesInLists);
}
