// Single-value extended properties: the three forms of their ids, and when two ids mean the same property. A property
// is kept under its normalised id; Exchange answers with that form too (`String 0x3a24` for `String 0x3A24`). Evidence:
// notes.md.
import { badRequest, invalidProperty } from '../graph/errors.js';
import type { ExtendedProperty, StoredContact } from '../mailbox.js';
import type { Switches } from '../switches.js';

const types = [
  'Binary',
  'Boolean',
  'CLSID',
  'Currency',
  'Double',
  'Float',
  'Integer',
  'Long',
  'Null',
  'Object',
  'Short',
  'String',
  'SystemTime',
  'ApplicationTime',
];
const guidText = '\\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\\}?';
const named = new RegExp(`^(\\w+) ${guidText} Name (.+)$`, 'i');
const numbered = new RegExp(`^(\\w+) ${guidText} Id (0x[0-9a-f]{1,8})$`, 'i');
const tagged = /^(\w+) (0x[0-9a-f]{1,8})$/i;

const formats =
  'PropertyId values may only be in one of the following formats: ' +
  "'MapiPropertyType namespaceGuid Name propertyName', 'MapiPropertyType namespaceGuid Id propertyId' or " +
  "'MapiPropertyType propertyTag'.";

/**
 * The one spelling of an id: type as documented, GUID in small letters, numbers in hex without leading zeros, names as
 * they are.
 */
export function normalisePropertyId(id: string): string {
  const byName = named.exec(id);
  if (byName?.[2] && byName[3]) return `${typeOf(byName[1])} {${byName[2].toLowerCase()}} Name ${byName[3]}`;
  const byNumber = numbered.exec(id);
  if (byNumber?.[2]) return `${typeOf(byNumber[1])} {${byNumber[2].toLowerCase()}} Id ${hex(byNumber[3])}`;
  const byTag = tagged.exec(id);
  if (byTag) return `${typeOf(byTag[1])} ${hex(byTag[2])}`;
  throw invalidProperty(formats);
}

function typeOf(text = ''): string {
  const type = types.find((known) => known.toLowerCase() === text.toLowerCase());
  if (type === undefined) {
    throw badRequest('The extended property attribute combination is invalid.', 'ErrorInvalidExtendedProperty');
  }
  return type;
}

function hex(text = '0'): string {
  return `0x${Number(text).toString(16)}`;
}

export interface ExtendedChange {
  readonly key: string;
  readonly id: string;
  /** null removes the property. */
  readonly value: string | null;
}

/** Reads `singleValueExtendedProperties` of a body. */
export function readExtendedProperties(list: unknown, switches: Switches): ExtendedChange[] {
  if (!Array.isArray(list))
    throw badRequest('The property singleValueExtendedProperties must be a collection.', 'RequestBodyRead');
  return list.map((entry: unknown) => {
    const { id, value, ...others } = (entry ?? {}) as Record<string, unknown>;
    const other = Object.keys(others).find((name) => name !== '@odata.type');
    if (other !== undefined) {
      throw badRequest(
        `The property '${other}' does not exist on type 'microsoft.graph.singleValueLegacyExtendedProperty'.`,
        'RequestBodyRead',
      );
    }
    if (typeof id !== 'string') throw invalidProperty(formats);
    const isRefused = value === null && switches.extendedPropertyNull === 'refused';
    if (isRefused || (value !== null && typeof value !== 'string')) {
      throw badRequest(
        'The extended property value is inconsistent with its type.',
        'ErrorInvalidExtendedPropertyValue',
      );
    }
    return { key: normalisePropertyId(id), id, value };
  });
}

export function applyExtendedChanges(
  extended: Map<string, ExtendedProperty>,
  changes: readonly ExtendedChange[],
): void {
  for (const { key, id, value } of changes) {
    if (value === null) extended.delete(key);
    else extended.set(key, { id: extended.get(key)?.id ?? id, value });
  }
}

/** The expanded properties that the contact or event has, or undefined when it has none of them. */
export function expandedProperties(
  contact: Pick<StoredContact, 'extended'>,
  ids: readonly string[],
  switches: Switches,
): readonly { id: string; value: string }[] | undefined {
  const found = ids.flatMap((id) => {
    const key = normalisePropertyId(id);
    const property = contact.extended.get(key);
    return property
      ? [{ id: switches.extendedPropertyIds === 'normalised' ? key : property.id, value: property.value }]
      : [];
  });
  return found.length > 0 ? found : undefined;
}
