// What objects and fields are: the shape that standard fixtures and force-app are both read into.
// Everything else (describe, queries, saving, access) goes by this and knows no object by name unless a rule names it.
import { notModelled } from '../errors.js';
import type { SharingModel, Switches } from '../switches.js';
import type { Value } from './values.js';

export type FieldType =
  | 'id'
  | 'string'
  | 'textarea'
  | 'email'
  | 'phone'
  | 'url'
  | 'picklist'
  | 'combobox'
  | 'boolean'
  | 'int'
  | 'double'
  | 'percent'
  | 'date'
  | 'datetime'
  | 'reference'
  | 'address';

export interface PicklistValue {
  readonly value: string;
  readonly label: string;
  readonly isDefault: boolean;
}

export interface FieldDefinition {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType;
  /** Most characters of a text; 18 for ids; 0 for everything that is not text. */
  readonly length: number;
  readonly nillable: boolean;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly defaultedOnCreate: boolean;
  readonly defaultValue: Value;
  readonly custom: boolean;
  readonly nameField: boolean;
  /** Display format of an auto-number such as `ESR-{00000000}`, or null. */
  readonly autoNumberFormat: string | null;
  readonly calculated: boolean;
  readonly externalId: boolean;
  readonly unique: boolean;
  readonly caseSensitive: boolean;
  readonly idLookup: boolean;
  /** Whether field-level security governs it; what is not permissionable follows the object. */
  readonly permissionable: boolean;
  readonly filterable: boolean;
  readonly sortable: boolean;
  readonly precision: number;
  readonly scale: number;
  readonly picklistValues: readonly PicklistValue[];
  readonly restrictedPicklist: boolean;
  readonly referenceTo: readonly string[];
  /** A lookup whose parent reads as the object Name in queries (`Who.Name`), whatever it is. */
  readonly isPolymorphic: boolean;
  readonly relationshipName: string | null;
  readonly childRelationshipName: string | null;
  readonly onParentDelete: 'setNull' | 'cascade' | 'restrict' | 'nothing';
  readonly compoundFieldName: string | null;
  /** There only while this switch of the org is on. */
  readonly onlyWhile: 'middleNameAndSuffix' | null;
}

export interface ValidationRule {
  readonly name: string;
  readonly message: string;
  readonly errorField: string | null;
  /** True when the record must be refused. */
  readonly refuses: (values: FormulaRecord) => boolean;
}

/** What a validation formula can see. */
export interface FormulaRecord {
  readonly value: (field: string) => Value;
  readonly priorValue: (field: string) => Value;
  readonly isNew: boolean;
}

export interface ObjectDefinition {
  readonly name: string;
  readonly label: string;
  readonly labelPlural: string;
  readonly keyPrefix: string;
  readonly kind: 'data' | 'setup' | 'platformEvent';
  readonly custom: boolean;
  /** Keyed by the name in lower case: field names in queries have no case. */
  readonly fields: ReadonlyMap<string, FieldDefinition>;
  readonly sharing: SharingModel;
  /** User permission without which the object does not exist for a user (setup objects). */
  readonly readNeeds: string | null;
  readonly createable: boolean;
  readonly updateable: boolean;
  readonly deletable: boolean;
  readonly mergeable: boolean;
  readonly validationRules: readonly ValidationRule[];
}

/** A field with everything at its usual value; `given` says what is different. */
export function field(
  name: string,
  label: string,
  type: FieldType,
  given: Partial<Omit<FieldDefinition, 'name' | 'label' | 'type'>> = {},
): FieldDefinition {
  const isText = ['string', 'textarea', 'email', 'phone', 'url', 'picklist', 'combobox'].includes(type);
  const isLong = type === 'textarea' && (given.length ?? 0) > 255;
  return {
    name,
    label,
    type,
    length: isText ? 255 : type === 'id' || type === 'reference' ? 18 : 0,
    nillable: type !== 'boolean' && type !== 'id',
    createable: true,
    updateable: true,
    defaultedOnCreate: type === 'boolean',
    defaultValue: type === 'boolean' ? false : null,
    custom: name.endsWith('__c'),
    nameField: false,
    autoNumberFormat: null,
    calculated: false,
    externalId: false,
    unique: false,
    caseSensitive: false,
    idLookup: false,
    permissionable: true,
    filterable: !isLong && type !== 'address',
    sortable: !isLong && type !== 'address',
    precision: 0,
    scale: 0,
    picklistValues: [],
    restrictedPicklist: false,
    referenceTo: [],
    isPolymorphic: false,
    relationshipName: null,
    childRelationshipName: null,
    onParentDelete: type === 'reference' ? 'setNull' : 'nothing',
    compoundFieldName: null,
    onlyWhile: null,
    ...given,
  };
}

/** Options of a field that only the system writes. */
export const readOnlyField = { createable: false, updateable: false, permissionable: false } as const;

const notModelledObjects = new Set(['task', 'eventrelation']);

export class Schema {
  readonly #objects = new Map<string, ObjectDefinition>();
  readonly #byPrefix = new Map<string, ObjectDefinition>();
  readonly #switches: Switches;

  constructor(objects: readonly ObjectDefinition[], switches: Switches) {
    this.#switches = switches;
    for (const object of objects) {
      this.#objects.set(object.name.toLowerCase(), object);
      this.#byPrefix.set(object.keyPrefix, object);
    }
  }

  objects(): readonly ObjectDefinition[] {
    return [...this.#objects.values()];
  }

  object(name: string): ObjectDefinition | null {
    return this.#objects.get(name.toLowerCase()) ?? null;
  }

  /** For names that come from outside. Throws 501 for objects that every org has and that are not modelled. */
  objectOrNotModelled(name: string): ObjectDefinition | null {
    const found = this.object(name);
    if (found === null && notModelledObjects.has(name.toLowerCase())) throw notModelled(`the object ${name}`);
    return found;
  }

  /** For names that are in the code or in metadata that was checked: throws where there is no such object. */
  objectNamed(name: string): ObjectDefinition {
    const found = this.object(name);
    if (found === null) throw new Error(`there is no object ${name}`);
    return found;
  }

  objectOfId(id: string): ObjectDefinition | null {
    return this.#byPrefix.get(id.slice(0, 3)) ?? null;
  }

  /** The field by its name in any case, or null; fields that a switch of the org turns off are not there. */
  field(object: ObjectDefinition, name: string): FieldDefinition | null {
    const found = object.fields.get(name.toLowerCase());
    return found !== undefined && this.isThere(found) ? found : null;
  }

  fields(object: ObjectDefinition): readonly FieldDefinition[] {
    return [...object.fields.values()].filter((candidate) => this.isThere(candidate));
  }

  isThere(candidate: FieldDefinition): boolean {
    return candidate.onlyWhile === null || this.#switches[candidate.onlyWhile];
  }

  /** The lookup field whose relationship has this name (`Account`, `Configuration__r`), in any case. */
  relationship(object: ObjectDefinition, name: string): FieldDefinition | null {
    const wanted = name.toLowerCase();
    for (const candidate of object.fields.values()) {
      if (candidate.relationshipName?.toLowerCase() === wanted) return candidate;
    }
    return null;
  }

  /** All lookups that point at an object, with the object that has them. */
  lookupsTo(name: string): readonly { child: ObjectDefinition; lookup: FieldDefinition }[] {
    return this.objects().flatMap((child) =>
      [...child.fields.values()]
        .filter((candidate) => candidate.referenceTo.includes(name))
        .map((lookup) => ({ child, lookup })),
    );
  }
}
