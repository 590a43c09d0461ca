// Fields that every object has, and short ways to write down standard ones. No object is defined here.
// Lengths and flags: reference of the Salesforce objects (notes.md, "Objects").
import { field, readOnlyField, type FieldDefinition, type ObjectDefinition } from '../schema/schema.js';

export const idField = field('Id', 'Record ID', 'id', { ...readOnlyField, idLookup: true, defaultedOnCreate: true });

export function lookup(name: string, label: string, to: string, given: Partial<FieldDefinition> = {}): FieldDefinition {
  return field(name, label, 'reference', { referenceTo: [to], relationshipName: name.replace(/Id$/, ''), ...given });
}

const stampField = { ...readOnlyField, nillable: false, defaultedOnCreate: true } as const;

/** Created, last modified and SystemModstamp. */
export const stampFields: readonly FieldDefinition[] = [
  field('CreatedDate', 'Created Date', 'datetime', stampField),
  lookup('CreatedById', 'Created By ID', 'User', { ...stampField, onParentDelete: 'nothing' }),
  field('LastModifiedDate', 'Last Modified Date', 'datetime', stampField),
  lookup('LastModifiedById', 'Last Modified By ID', 'User', { ...stampField, onParentDelete: 'nothing' }),
  field('SystemModstamp', 'System Modstamp', 'datetime', stampField),
];

export const isDeletedField = field('IsDeleted', 'Deleted', 'boolean', { ...readOnlyField, defaultedOnCreate: true });

export const ownerField = lookup('OwnerId', 'Owner ID', 'User', {
  nillable: false,
  defaultedOnCreate: true,
  permissionable: false,
  onParentDelete: 'nothing',
});

export function fieldMap(fields: readonly FieldDefinition[]): ReadonlyMap<string, FieldDefinition> {
  return new Map(fields.map((one) => [one.name.toLowerCase(), one]));
}

/** An object that the platform keeps about itself: never written by people over this API. */
export function setupObject(
  name: string,
  label: string,
  keyPrefix: string,
  fields: readonly FieldDefinition[],
  given: Partial<ObjectDefinition> = {},
): ObjectDefinition {
  return {
    name,
    label,
    labelPlural: `${label}s`,
    keyPrefix,
    kind: 'setup',
    custom: false,
    fields: fieldMap([idField, ...fields]),
    sharing: 'publicRead',
    readNeeds: null,
    createable: false,
    updateable: false,
    deletable: false,
    mergeable: false,
    validationRules: [],
    ...given,
  };
}
