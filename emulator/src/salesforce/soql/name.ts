// The object Name: what the parent of a polymorphic lookup (`Who`, `Owner` of events and leads) looks like in a query.
// It is no object of its own: nobody queries or describes it. Only Id, Name and Type are modelled; the other columns
// that it really has answer 501. Evidence: notes.md, "Queries".
import { field, readOnlyField, type ObjectDefinition } from '../schema/schema.js';
import type { Row } from '../schema/values.js';
import { setupObject } from '../standard/fields.js';

export const nameObject: ObjectDefinition = setupObject('Name', 'Name', '', [
  field('Name', 'Name', 'string', { ...readOnlyField, nameField: true }),
  field('Type', 'Type', 'picklist', readOnlyField),
]);

/** Columns of Name that are not modelled, in lower case. */
export const otherNameColumns: ReadonlySet<string> = new Set([
  'alias',
  'email',
  'firstname',
  'isactive',
  'lastname',
  'lastreferenceddate',
  'lastvieweddate',
  'phone',
  'profileid',
  'recordtypeid',
  'title',
  'username',
  'userroleid',
]);

/** A record of any object as the object Name shows it. */
export function nameRow(object: ObjectDefinition, row: Row): Row {
  return { Id: row.Id, Name: row['Name'] ?? null, Type: object.name };
}
