// From canonical values to what Graph is sent: a full body for a new contact, a minimal PATCH for a known one. What
// is not ours (further addresses, further phones, other properties) goes back as it was just read, or is not named at
// all. Rule: docs/fields.md; Graph's habits: a list is replaced as a whole, an address is five properties,
// displayName is generated anew unless it is sent.
import escapeStringRegexp from 'escape-string-regexp';
import { assertNever } from '../failure.js';
import { canonicalValue } from './canonical.js';
import { addressParts, contactFieldNames, fieldRow, type ContactField } from './fields.js';
import type { ContactValues, ExchangeContact, GraphContact } from './model.js';
import { stampPropertyId } from './stamp.js';

type Body = Record<string, unknown>;
type EmailEntry = NonNullable<GraphContact['emailAddresses']>[number];

/** In the order in which they are read aloud. */
const nameParts = ['FirstName', 'MiddleName', 'LastName', 'Suffix'] as const satisfies readonly ContactField[];
/** Exchange may refuse a new contact without a given name; a blank reads as empty. */
const blankGivenName = ' ';

/** `stamp` is the text of our mark, so that a lost answer can be looked up. Empty values are not named. */
export function graphBodyForCreate(values: ContactValues, stamp: string): Record<string, unknown> {
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
  const { body, extended } = placed(filled, null);
  body.givenName ??= blankGivenName;
  const displayName = displayNameOf((part) => values[part] ?? '');
  if (displayName !== '') body.displayName = displayName;
  body.singleValueExtendedProperties = [{ id: stampPropertyId, value: stamp }, ...extended];
  return body;
}

/**
 * Only what changes; '' clears. `current` is the contact as just read, and its version goes along as If-Match. {} =
 * nothing to write.
 */
export function graphBodyForUpdate(
  toExchange: ContactValues,
  current: ExchangeContact,
  stamp?: string,
): Record<string, unknown> {
  const { raw } = current;
  const { body, extended } = placed(toExchange, raw);
  const displayName = changedDisplayName(toExchange, raw);
  if (displayName !== '') body.displayName = displayName;
  if (stamp !== undefined) extended.push({ id: stampPropertyId, value: stamp });
  if (extended.length > 0) body.singleValueExtendedProperties = extended;
  return body;
}

interface Placed {
  readonly body: Body;
  readonly extended: { readonly id: string; readonly value: string }[];
}

/** Each value where Graph has it. `raw` null: the contact is new, so nothing of it has to go back as it was read. */
function placed(values: ContactValues, raw: GraphContact | null): Placed {
  const body: Body = {};
  const extended: Placed['extended'] = [];
  for (const field of contactFieldNames) {
    const value = values[field];
    if (value === undefined) continue;
    const { exchange: place } = fieldRow(field);
    switch (place.kind) {
      case 'property':
        body[place.name] = value === '' ? null : exchangeText(field, value);
        break;
      case 'firstOf':
        body[place.name] =
          place.name === 'emailAddresses' ? emailsWith(raw, value) : withFirst(listOf(raw?.[place.name]), value);
        break;
      case 'address': {
        const others = body[place.name] ?? (raw === null ? {} : addressAsRead(raw[place.name]));
        body[place.name] = { ...others, [place.part]: exchangeText(field, value) };
        break;
      }
      case 'extended':
        extended.push({ id: place.id, value });
        break;
      default:
        assertNever(place);
    }
  }
  return { body, extended };
}

function exchangeText(field: ContactField, value: string): string {
  const { form } = fieldRow(field);
  if (form === 'date') return `${value}T00:00:00Z`;
  // Outlook ends lines with CRLF.
  return form === 'lines' ? value.replaceAll('\n', '\r\n') : value;
}

/** '' when no part of the name changes, or nothing is left of it: then Exchange makes one of its own. */
function changedDisplayName(toExchange: ContactValues, raw: GraphContact): string {
  if (!nameParts.some((part) => toExchange[part] !== undefined)) return '';
  return displayNameOf((part) => toExchange[part] ?? currentText(part, raw));
}

function displayNameOf(valueOf: (part: (typeof nameParts)[number]) => string): string {
  return nameParts
    .map(valueOf)
    .filter((part) => part !== '')
    .join(' ');
}

/** From the item itself, not from its values: a name part whose mapping is off belongs to the name all the same. */
function currentText(part: (typeof nameParts)[number], raw: GraphContact): string {
  const { exchange: place } = fieldRow(part);
  const text = place.kind === 'property' ? raw[place.name] : null;
  return typeof text === 'string' ? canonicalValue(part, text) : '';
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function withFirst(list: readonly unknown[], first: string): readonly unknown[] {
  return first === '' ? list.slice(1) : [first, ...list.slice(1)];
}

function emailsWith(raw: GraphContact | null, address: string): readonly EmailEntry[] {
  const [first, ...rest] = raw?.emailAddresses ?? [];
  return address === '' ? rest : [emailEntry(first, address), ...rest];
}

/**
 * Keeps a name that somebody gave the address; a name made of the address ("Anna Berg (anna@berg.example)") follows
 * the new one.
 */
function emailEntry(previous: EmailEntry | undefined, address: string): EmailEntry {
  const name = (previous?.name ?? '').trim();
  const old = (previous?.address ?? '').trim();
  if (name === '') return { name: address, address };
  // Without an address the name may be one that Exchange could not parse.
  if (old === '') return { name: name.includes('@') ? address : name, address };
  return { name: name.replaceAll(new RegExp(escapeStringRegexp(old), 'giu'), () => address), address };
}

/** All five parts, because each is a property of its own over there and an address is never null. */
function addressAsRead(address: unknown): Body {
  const read = (typeof address === 'object' && address !== null ? address : {}) as Body;
  return Object.fromEntries(addressParts.map(([, part]) => [part, typeof read[part] === 'string' ? read[part] : '']));
}
