// What Exchange takes as the content of a contact and what it makes of it: types, limits, birthday, addresses,
// generated names. `readContactBody` judges a request body and changes nothing; `applyContent` changes a contact.
// Evidence of each rule: notes.md.
import { badRequest, invalidProperty, notModelled, Refusal } from '../graph/errors.js';
import type { StoredContact } from '../mailbox.js';
import type { Switches } from '../switches.js';
import {
  addressParts,
  contactField,
  nameParts,
  readOnlyProperties,
  singleAddressProperties,
  textOf,
  unmodelledProperties,
  type ContactField,
  type EmailAddress,
  type FieldValue,
  type PhysicalAddress,
} from './contact-fields.js';
import { applyExtendedChanges, readExtendedProperties, type ExtendedChange } from './extended-properties.js';

/** A judged body: null clears. An address is a set of parts, each of which may clear. */
interface ContactContent {
  readonly values: ReadonlyMap<string, FieldValue | AddressChange | null>;
  readonly extended: readonly ExtendedChange[];
  /** Where the body asks for another folder. */
  readonly parentFolderId: string | null;
}

type Mode = 'create' | 'update';

type AddressChange = Partial<Record<(typeof addressParts)[number], string | null>>;

export function readContactBody(body: unknown, mode: Mode, switches: Switches): ContactContent {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw unreadableBody();
  const values = new Map<string, FieldValue | AddressChange | null>();
  let extended: readonly ExtendedChange[] = [];
  let parentFolderId: string | null = null;
  for (const [name, value] of Object.entries(body as Record<string, unknown>)) {
    const field = contactField.get(name);
    if (field !== undefined) values.set(name, readValue(field, value, mode, switches));
    else if (name === 'singleValueExtendedProperties') extended = readExtendedProperties(value, switches);
    else if (name === 'parentFolderId') parentFolderId = readParentFolder(value, mode, switches);
    else refuseOther(name, switches);
  }
  // One blank counts as a name here, although it reads back empty.
  if (mode === 'create' && switches.givenNameRequired && !(body as Record<string, unknown>).givenName) {
    throw invalidProperty("The property 'GivenName' is required when creating the entity.");
  }
  return { values, extended, parentFolderId };
}

export function unreadableBody(): Refusal {
  return badRequest(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON ' +
      'format.',
  );
}

function readParentFolder(value: unknown, mode: Mode, switches: Switches): string | null {
  if (mode === 'update' && switches.contactParentFolderPatch === 'moves' && typeof value === 'string') return value;
  if (switches.readOnlyPropertiesRefused) throw unreadableBody();
  return null;
}

function refuseOther(name: string, switches: Switches): void {
  if (name === '@odata.type') return;
  if (name.startsWith('@odata.') || readOnlyProperties.some((known) => known === name)) {
    if (switches.readOnlyPropertiesRefused) throw unreadableBody();
    return;
  }
  if ([...singleAddressProperties, ...unmodelledProperties].some((known) => known === name)) {
    throw notModelled(`writing the property ${name} of a contact`);
  }
  throw badRequest(
    `The property '${name}' does not exist on type 'microsoft.graph.contact'. Make sure to only use property names ` +
      'that are defined by the type or mark the type as open type.',
    'RequestBodyRead',
  );
}

function readValue(
  field: ContactField,
  value: unknown,
  mode: Mode,
  switches: Switches,
): FieldValue | AddressChange | null {
  switch (field.kind) {
    case 'text':
      return value === null ? null : checkedText(field.name, value, switches);
    case 'date':
      return value === null ? null : birthdayOf(value);
    case 'texts':
      return checkedEntries(field, value).map((entry) => checkedText(field.name, entry, switches));
    case 'emails':
      return checkedEntries(field, value).flatMap((entry) => readEmailAddress(entry, switches));
    case 'address':
      return readAddress(field, value, mode, switches);
  }
}

function checkedText(name: string, value: unknown, switches: Switches): string {
  if (typeof value !== 'string') {
    throw badRequest(
      `Cannot convert a value of the property '${name}' to the expected type 'Edm.String'.`,
      'RequestBodyRead',
    );
  }
  const limit = switches.stringLengthMax;
  if (limit > 0 && name !== 'personalNotes' && value.length > limit) {
    throw invalidProperty(`The length of the property '${pascal(name)}' exceeds the maximum of ${limit} characters.`);
  }
  // A name of blanks alone reads back empty.
  return value.trim() === '' ? '' : value;
}

function checkedEntries(field: ContactField, value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw badRequest(
      `A value of the property '${field.name}' was found that is not a collection; a collection does not allow null.`,
      'RequestBodyRead',
    );
  }
  const limit = field.entriesMax ?? Infinity;
  if (value.length > limit) {
    const name = pascal(field.name);
    throw invalidProperty(
      `The multi value property ${name} has ${value.length} entries, that exceeds the max allowed value of ${limit}`,
    );
  }
  return value;
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/**
 * What cannot be an address is lost without a word; the name stays. The name defaults to what was sent as the address.
 */
function readEmailAddress(value: unknown, switches: Switches): EmailAddress[] {
  const { name = null, address = null, ...others } = (value ?? {}) as Record<string, unknown>;
  const other = Object.keys(others).find((key) => key !== '@odata.type');
  if (other !== undefined) {
    throw badRequest(
      `The property '${other}' does not exist on type 'microsoft.graph.emailAddress'.`,
      'RequestBodyRead',
    );
  }
  const shownName = name === null ? '' : checkedText('name', name, switches);
  const sent = address === null ? '' : checkedText('address', address, switches);
  if (shownName === '' && sent === '') return [];
  const text = shownName === '' ? sent : shownName;
  return [/^[^\s@,;<>]+@[^\s@,;<>]+$/.test(sent) ? { name: text, address: sent } : { name: text }];
}

function readAddress(field: ContactField, value: unknown, mode: Mode, switches: Switches): AddressChange {
  if (value === null) {
    if (mode === 'update' && switches.nullAddressOnPatch === 'clears') {
      return Object.fromEntries(addressParts.map((part) => [part, null]));
    }
    throw new Refusal(500, 'ErrorInternalServerError', 'An internal server error occurred. The operation failed.');
  }
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw badRequest(`The property '${field.name}' is not a 'microsoft.graph.physicalAddress'.`, 'RequestBodyRead');
  }
  const change: AddressChange = {};
  for (const [name, text] of Object.entries(value)) {
    if (name === '@odata.type') continue;
    const part = addressParts.find((known) => known === name);
    if (part === undefined) {
      throw badRequest(
        `The property '${name}' does not exist on type 'microsoft.graph.physicalAddress'.`,
        'RequestBodyRead',
      );
    }
    change[part] = text === null ? null : checkedText(`${field.name}.${part}`, text, switches);
  }
  if (mode === 'update' && switches.addressPatch === 'replace') {
    return { ...Object.fromEntries(addressParts.map((part) => [part, null])), ...change };
  }
  return change;
}

const dateTimePattern = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

/** Whatever time of day is sent, 11:59Z of that date (UTC) is kept. */
export function birthdayOf(value: unknown): string {
  const text = typeof value === 'string' && dateTimePattern.test(value) ? value : '';
  const time = Date.parse(text);
  // JavaScript turns 30 February into 2 March; Exchange refuses it.
  const isDay = !Number.isNaN(time) && isoDate(Date.parse(text.slice(0, 10))) === text.slice(0, 10);
  if (!isDay) {
    throw badRequest(
      `Cannot convert the literal '${String(value)}' to the expected type 'Edm.DateTimeOffset'.`,
      'RequestBodyRead',
    );
  }
  return `${isoDate(time)}T11:59:00Z`;
}

/**
 * Writes the content into the contact: sets, clears, merges addresses, builds displayName again where the rule says so.
 */
export function applyContent(contact: Pick<StoredContact, 'properties' | 'extended'>, content: ContactContent): void {
  for (const [name, value] of content.values) {
    if (value === null) delete contact.properties[name];
    else if (contactField.get(name)?.kind === 'address') {
      contact.properties[name] = mergedAddress(
        contact.properties[name] as PhysicalAddress | undefined,
        value as AddressChange,
      );
    } else contact.properties[name] = value as FieldValue;
  }
  const namesChanged = nameParts.some((part) => content.values.has(part));
  if (namesChanged && !content.values.get('displayName'))
    contact.properties.displayName = builtDisplayName(contact.properties);
  applyExtendedChanges(contact.extended, content.extended);
}

function mergedAddress(before: PhysicalAddress | undefined, change: AddressChange): PhysicalAddress {
  const parts = Object.entries({ ...before, ...change }).filter(([, text]) => text !== null && text !== '');
  return Object.fromEntries(parts);
}

function builtDisplayName(properties: Readonly<Record<string, FieldValue>>): string {
  return nameParts
    .map((part) => textOf(properties, part).trim())
    .filter((text) => text !== '')
    .join(' ');
}
