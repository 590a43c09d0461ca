// Turns the fields of a request into values: names, field-level security, types. First stage of every save.
// It looks at one record alone; what a value means for the org is validate.ts and references.ts.
import { isWriteable, type Actor } from '../access/access.js';
import { errorItem, noSuchColumnOnWrite, refusal, SalesforceRefusal, type ErrorItem } from '../errors.js';
import { normalizeId } from '../ids.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import { parseDate, parseInstant, type Value } from '../schema/values.js';
import type { OrgState } from '../state.js';

/** A plain value as text; objects and lists stay recognisable without being spelled out. */
function textOf(given: unknown): string {
  return typeof given === 'string' ? given : JSON.stringify(given);
}

type Input = ReadonlyMap<FieldDefinition, Value>;

function wrongType(field: FieldDefinition, given: unknown): SalesforceRefusal {
  const kinds: Record<string, string> = { string: 'VALUE_STRING', number: 'VALUE_NUMBER_INT', boolean: 'VALUE_TRUE' };
  const token = given === null ? 'VALUE_NULL' : (kinds[typeof given] ?? 'START_OBJECT');
  const text = typeof given === 'object' ? '' : ` value ${textOf(given)}`;
  const message = `Cannot deserialize instance of ${field.type} from ${token}${text}`;
  const rest = 'or request may be missing a required field at [line:1, column:1]';
  return refusal('JSON_PARSER_ERROR', `${message} ${rest}`);
}

function textValue(state: OrgState, field: FieldDefinition, given: unknown): Value {
  if (typeof given === 'object') throw wrongType(field, given);
  const text = textOf(given).trim();
  if (text === '') return null;
  // Seen in a recording: sent with capitals, read back without.
  if (field.type === 'email') return text.toLowerCase();
  if (field.type !== 'textarea' || state.switches.textAreaLineBreaks === 'asSent') return text;
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

function numberValue(field: FieldDefinition, given: unknown): Value {
  const number =
    typeof given === 'number' ? given : typeof given === 'string' && given.trim() !== '' ? Number(given) : NaN;
  if (!Number.isFinite(number) || (field.type === 'int' && !Number.isInteger(number))) throw wrongType(field, given);
  const wholeDigits = field.precision - field.scale;
  if (field.precision > 0 && Math.abs(number) >= 10 ** wholeDigits) {
    const message = `${field.label}: value outside of valid range on numeric field: ${String(given)}`;
    throw refusal('NUMBER_OUTSIDE_VALID_RANGE', message, { fields: [field.name] });
  }
  return Number(number.toFixed(Math.min(field.scale, 15)));
}

/** Throws FIELD_INTEGRITY_EXCEPTION for a day outside the years that orgs keep. `date` is `2026-11-22`. */
function checkYear(field: FieldDefinition, date: string): void {
  const year = Number(date.slice(0, 4));
  if (year >= 1700 && year <= 4000) return;
  throw refusal('FIELD_INTEGRITY_EXCEPTION', `${field.label}: invalid date: ${date}`, { fields: [field.name] });
}

/** The stored form of a value out of a request. Empty text is null; instants lose their milliseconds. */
function toValue(state: OrgState, field: FieldDefinition, given: unknown): Value {
  if (given === null || given === undefined) {
    if (field.type !== 'boolean') return null;
    throw refusal('INVALID_TYPE_ON_FIELD_IN_RECORD', `${field.label}: value not of required type: `, {
      fields: [field.name],
    });
  }
  switch (field.type) {
    case 'boolean':
      if (given === true || given === 'true') return true;
      if (given === false || given === 'false') return false;
      throw wrongType(field, given);
    case 'int':
    case 'double':
    case 'percent':
      return numberValue(field, given);
    case 'date': {
      const date = typeof given === 'string' ? parseDate(given) : null;
      if (date === null) throw wrongType(field, given);
      checkYear(field, date);
      return date;
    }
    case 'datetime': {
      const ms = typeof given === 'string' ? parseInstant(given) : null;
      if (ms === null) throw wrongType(field, given);
      checkYear(field, new Date(ms).toISOString());
      return Math.floor(ms / 1_000) * 1_000;
    }
    case 'reference': {
      if (given === '') return null;
      const id = typeof given === 'string' ? normalizeId(given) : null;
      if (id !== null) return id;
      const message = `${field.label}: id value of incorrect type: ${textOf(given)}`;
      throw refusal('MALFORMED_ID', message, { fields: [field.name] });
    }
    default:
      return textValue(state, field, given);
  }
}

/**
 * Reads the fields of one record. `skip` names fields that the caller has dealt with (Id, the external id).
 * Throws INVALID_FIELD for what this user does not see, INVALID_FIELD_FOR_INSERT_UPDATE for what it may not write.
 */
export function readInput(
  state: OrgState,
  actor: Actor,
  object: ObjectDefinition,
  given: Readonly<Record<string, unknown>>,
  operation: 'create' | 'edit',
  skip: readonly string[] = [],
): Input {
  const input = new Map<FieldDefinition, Value>();
  const forbidden: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    if (name === 'attributes' || skip.includes(name.toLowerCase())) continue;
    const field = state.schema.field(object, name);
    if (field === null || actor.access.field(object, field) === 'none') throw noSuchColumnOnWrite(name, object.name);
    if (!isWriteable(actor, object, field, operation)) forbidden.push(field.name);
    else input.set(field, toValue(state, field, value));
  }
  if (forbidden.length > 0) {
    const message =
      `Unable to create/update fields: ${forbidden.join(', ')}. Please check the security settings of this field ` +
      'and verify that it is read/write for your profile or permission set.';
    const items: ErrorItem[] = [errorItem('INVALID_FIELD_FOR_INSERT_UPDATE', message, forbidden)];
    throw new SalesforceRefusal(400, items);
  }
  return input;
}
