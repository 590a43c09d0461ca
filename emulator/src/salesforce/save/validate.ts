// What a record must look like to be saved: required fields, lengths, e-mail addresses, picklists, countries,
// and the validation rules of force-app and of the org's admin. Pure: it changes nothing.
import { errorItem, SalesforceRefusal, type ErrorItem } from '../errors.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import type { Row, Value } from '../schema/values.js';
import type { OrgState } from '../state.js';

// The first character is no dot; dots that are doubled or come before the @ pass. `beyond` says what else is a letter.
function emailPattern(beyond: string): RegExp {
  const first = `A-Za-z0-9!#$%&'*+/=?^_\`{|}~${beyond}-`;
  const hostLabel = `[A-Za-z0-9${beyond}](?:[A-Za-z0-9${beyond}-]*[A-Za-z0-9${beyond}])?`;
  return new RegExp(`^[${first}][.${first}]*@${hostLabel}(?:\\.${hostLabel})+$`, 'u');
}

const emailPatterns = { ascii: emailPattern(''), international: emailPattern('\\p{L}\\p{M}\\p{N}') };

/** Whether only the values of the list can be saved. */
export function isRestricted(state: OrgState, field: FieldDefinition): boolean {
  return field.restrictedPicklist || (field.name === 'Salutation' && state.switches.isSalutationRestricted);
}

function checkText(state: OrgState, field: FieldDefinition, value: string): ErrorItem | null {
  if (field.type === 'picklist' && isRestricted(state, field)) {
    if (field.picklistValues.some((one) => one.value === value)) return null;
    const message = `${field.label}: bad value for restricted picklist field: ${value}`;
    return errorItem('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, [field.name]);
  }
  if (field.length > 0 && field.type !== 'reference' && field.type !== 'id' && value.length > field.length) {
    const message = `${field.label}: data value too large: ${value} (max length=${field.length})`;
    return errorItem('STRING_TOO_LONG', message, [field.name]);
  }
  const emails = state.switches.emailInternationalization ? emailPatterns.international : emailPatterns.ascii;
  if (field.type === 'email' && !emails.test(value)) {
    return errorItem('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${value}`, [field.name]);
  }
  const countries = state.switches.countryPicklist;
  if (
    countries !== null &&
    /^(Mailing|Other|Billing|Shipping)?Country$/.test(field.name) &&
    !countries.includes(value)
  ) {
    const message =
      "There's a problem with this country, even though it may appear correct. " +
      'Please select a country/territory from the list of valid countries.';
    return errorItem('FIELD_INTEGRITY_EXCEPTION', `${message}: ${field.label}`, [field.name]);
  }
  return null;
}

function formatErrors(state: OrgState, row: Row, written: Iterable<FieldDefinition>): ErrorItem[] {
  return [...written].flatMap((field) => {
    const value = row[field.name] ?? null;
    return typeof value === 'string' ? (checkText(state, field, value) ?? []) : [];
  });
}

/** Lengths, e-mail addresses and picklists of the fields that are being written, whatever is missing. */
export function checkFormats(state: OrgState, row: Row, changed: Iterable<FieldDefinition>): void {
  const errors = formatErrors(state, row, changed);
  if (errors.length > 0) throw new SalesforceRefusal(400, errors);
}

/** Checks the fields that are being written (`changed`) and, for a new record, that nothing required is missing. */
export function checkFields(
  state: OrgState,
  object: ObjectDefinition,
  row: Row,
  changed: Iterable<FieldDefinition>,
  isNew: boolean,
): void {
  const errors: ErrorItem[] = [];
  const written = new Set(changed);
  const missing = state.schema
    .fields(object)
    .filter((field) => field.createable && !field.nillable && field.type !== 'boolean')
    .filter((field) => (isNew || written.has(field)) && (row[field.name] ?? null) === null)
    .map((field) => field.name);
  if (missing.length > 0) {
    const message = `Required fields are missing: [${missing.join(', ')}]`;
    errors.push(errorItem('REQUIRED_FIELD_MISSING', message, missing));
  }
  errors.push(...formatErrors(state, row, written));
  if (errors.length > 0) throw new SalesforceRefusal(400, errors);
}

/** Runs the validation rules: those of force-app on every save, those of the admin by switch. */
export function checkRules(state: OrgState, object: ObjectDefinition, row: Row, before: Row | null): void {
  const read = (from: Row | null, name: string): Value =>
    from?.[state.schema.field(object, name)?.name ?? name] ?? null;
  const record = {
    value: (name: string) => read(row, name),
    priorValue: (name: string) => read(before ?? row, name),
    isNew: before === null,
  };
  const fromMetadata = object.validationRules
    .filter((rule) => rule.refuses(record))
    .map((rule) =>
      errorItem('FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, rule.errorField === null ? [] : [rule.errorField]),
    );
  const fromAdmin = state.switches.validationRules
    .filter((rule) => rule.object === object.name)
    .filter((rule) => new RegExp(rule.failsWhen, 'u').test(String(read(row, rule.field) ?? '')))
    .map((rule) => errorItem('FIELD_CUSTOM_VALIDATION_EXCEPTION', rule.message, [rule.field]));
  const errors = [...fromMetadata, ...fromAdmin];
  if (errors.length > 0) throw new SalesforceRefusal(400, errors);
}
