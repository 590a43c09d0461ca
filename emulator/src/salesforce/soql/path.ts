// Field paths of a query (`Email`, `Account.Name`, `User__r.Profile.Name`): what they mean for this user, and their
// values. A field, object or relationship that the user may not see does not exist here. Wordings: notes.md, "Queries".
import type { Actor } from '../access/access.js';
import { isVisible } from '../access/sharing.js';
import { notModelled, refusal, type SalesforceRefusal } from '../errors.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';
import { formatInstant, type Row, type Value } from '../schema/values.js';
import type { OrgState } from '../state.js';
import { nameObject, nameRow, otherNameColumns } from './name.js';

/** One lookup followed on the way to a field. */
interface Step {
  readonly relationship: string;
  readonly lookup: FieldDefinition;
  readonly target: ObjectDefinition;
}

export interface FieldPath {
  readonly steps: readonly Step[];
  readonly object: ObjectDefinition;
  readonly field: FieldDefinition;
}

/** Everything that a query needs to know while it is read and run. */
export interface QueryScope {
  readonly state: OrgState;
  readonly actor: Actor;
  readonly soql: string;
}

const lookItUp = 'Please reference your WSDL or the describe call for the appropriate names.';

/** The complaint with the place in the query that it is about, as Salesforce words it. */
function at(soql: string, part: string, code: string, message: string): SalesforceRefusal {
  const index = Math.max(0, soql.toLowerCase().indexOf(part.toLowerCase()));
  const line = soql.slice(Math.max(0, index - 30), index + part.length + 30).replace(/\s/g, ' ');
  const caret = `${' '.repeat(Math.min(index, 30))}^`;
  return refusal(code, `\n${line}\n${caret}\nERROR at Row:1:Column:${index + 1}\n${message}`);
}

function invalidType(soql: string, name: string): SalesforceRefusal {
  const hint = "If you are attempting to use a custom object, be sure to append the '__c' after the entity name.";
  return at(soql, name, 'INVALID_TYPE', `sObject type '${name}' is not supported. ${hint} ${lookItUp}`);
}

function noColumn(soql: string, name: string, object: ObjectDefinition): SalesforceRefusal {
  const hint = "If you are attempting to use a custom field, be sure to append the '__c' after the custom field name.";
  const message = `No such column '${name}' on entity '${object.name}'. ${hint} ${lookItUp}`;
  return at(soql, name, 'INVALID_FIELD', message);
}

function noRelationship(soql: string, name: string): SalesforceRefusal {
  const hint =
    'If you are attempting to use a custom relationship, ' +
    "be sure to append the '__r' after the custom relationship name.";
  const message = `Didn't understand relationship '${name}' in field path. ${hint} ${lookItUp}`;
  return at(soql, name, 'INVALID_FIELD', message);
}

/** The object of a FROM clause, if this user can read it. */
export function queryableObject({ state, actor, soql }: QueryScope, name: string): ObjectDefinition {
  const object = state.schema.objectOrNotModelled(name);
  if (object === null || object.kind === 'platformEvent' || !actor.access.can('read', object)) {
    throw invalidType(soql, name);
  }
  return object;
}

/** What a lookup leads to as far as a path can tell. */
function parentOf(state: OrgState, lookup: FieldDefinition): ObjectDefinition | null {
  return lookup.isPolymorphic ? nameObject : state.schema.object(lookup.referenceTo[0] ?? '');
}

export function resolvePath(scope: QueryScope, object: ObjectDefinition, path: string): FieldPath {
  const { state, actor, soql } = scope;
  const names = path.split('.');
  const last = names.pop() ?? '';
  if (names.length > 5) throw refusal('MALFORMED_QUERY', `the field path ${path} is deeper than five relationships`);
  const steps: Step[] = [];
  let current = object;
  for (const name of names) {
    const lookup = state.schema.relationship(current, name);
    const target = lookup === null ? null : parentOf(state, lookup);
    const isKnown =
      lookup !== null &&
      target !== null &&
      actor.access.field(current, lookup) !== 'none' &&
      actor.access.can('read', target);
    if (!isKnown) throw noRelationship(soql, name);
    steps.push({ relationship: lookup.relationshipName ?? name, lookup, target });
    current = target;
  }
  const field = state.schema.field(current, last);
  if (current === nameObject && otherNameColumns.has(last.toLowerCase())) throw notModelled(`${path} in a query`);
  if (field === null || actor.access.field(current, field) === 'none') throw noColumn(soql, last, current);
  return { steps, object: current, field };
}

/** The record at the end of the steps, or null where there is none or the user may not see it. */
export function follow({ state, actor }: QueryScope, row: Row, steps: readonly Step[]): Row | null {
  let current: Row | null = row;
  for (const { lookup, target } of steps) {
    const id: Value = current[lookup.name] ?? null;
    if (typeof id !== 'string') return null;
    const parent: ObjectDefinition | null = lookup.isPolymorphic ? state.schema.objectOfId(id) : target;
    const next: Row | undefined = parent === null ? undefined : state.store.table(parent.name).get(id);
    if (
      parent === null ||
      next === undefined ||
      !actor.access.can('read', parent) ||
      !isVisible(state, actor, parent, next)
    )
      return null;
    current = lookup.isPolymorphic ? nameRow(parent, next) : next;
  }
  return current;
}

const addressParts = ['City', 'Country', 'Latitude', 'Longitude', 'PostalCode', 'State', 'Street'];

function addressOf(row: Row, field: FieldDefinition): unknown {
  const prefix = field.name.replace(/Address$/, '');
  const parts = addressParts.map((part) => [part, row[`${prefix}${part}`] ?? null] as const);
  if (parts.every(([, value]) => value === null)) return null;
  const named = parts.map(([part, value]) => [part.charAt(0).toLowerCase() + part.slice(1), value] as const);
  return { ...Object.fromEntries(named), geocodeAccuracy: null };
}

/** A field's value as the wire shows it. */
export function wireValue(row: Row, field: FieldDefinition): unknown {
  if (field.type === 'address') return addressOf(row, field);
  const value = row[field.name] ?? null;
  if (field.type === 'datetime' && typeof value === 'number') return formatInstant(value);
  return field.type === 'boolean' ? value === true : value;
}
