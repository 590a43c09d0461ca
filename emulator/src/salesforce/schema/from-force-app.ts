// Turns the objects, fields and validation rules of force-app into definitions.
// A type, sharing model or formula that is not modelled stops the emulator at start; nothing is left out quietly.
import { fieldMap, idField, isDeletedField, ownerField, stampFields } from '../standard/fields.js';
import type { SharingModel } from '../switches.js';
import { xmlFlag, xmlList, xmlText, type ForceApp, type Xml } from './force-app.js';
import { compileFormula } from './formula.js';
import {
  field,
  type FieldDefinition,
  type FieldType,
  type ObjectDefinition,
  type PicklistValue,
  type ValidationRule,
} from './schema.js';

/** Active validation rules that are left out on purpose, as `Object.Rule`; each is listed in notes.md. */
export const notEvaluatedRules: readonly string[] = [];

const types: Readonly<Record<string, FieldType>> = {
  Text: 'string',
  Email: 'email',
  Phone: 'phone',
  Url: 'url',
  TextArea: 'textarea',
  LongTextArea: 'textarea',
  Checkbox: 'boolean',
  Number: 'double',
  Percent: 'percent',
  Date: 'date',
  DateTime: 'datetime',
  Picklist: 'picklist',
  Lookup: 'reference',
  MasterDetail: 'reference',
};

const sharingModels: Readonly<Record<string, SharingModel>> = {
  Private: 'private',
  Read: 'publicRead',
  ReadWrite: 'publicReadWrite',
  ControlledByParent: 'controlledByParent',
};

function picklistValues(xml: Xml): readonly PicklistValue[] {
  const valueSet = (xml['valueSet'] ?? {}) as Xml;
  const definition = (valueSet['valueSetDefinition'] ?? {}) as Xml;
  return xmlList(definition, 'value').map((one) => ({
    value: xmlText(one, 'fullName') ?? '',
    label: xmlText(one, 'label') ?? xmlText(one, 'fullName') ?? '',
    isDefault: xmlFlag(one, 'default'),
  }));
}

function defaultOf(xml: Xml, type: FieldType, values: readonly PicklistValue[]): FieldDefinition['defaultValue'] {
  const given = xmlText(xml, 'defaultValue');
  if (type === 'boolean') return given === 'true';
  if (type === 'picklist') return values.find((one) => one.isDefault)?.value ?? null;
  if (given === null) return null;
  if (type === 'double' || type === 'percent') return Number(given);
  const text = /^"(.*)"$/.exec(given)?.[1];
  if (text === undefined) throw new Error(`the default value ${given} is not modelled`);
  return text;
}

function lookupOptions(xml: Xml, name: string): Partial<FieldDefinition> {
  const target = (xml['referenceTo'] as readonly string[] | undefined)?.[0];
  if (target === undefined) throw new Error(`${name} refers to nothing`);
  const onDelete = xmlText(xml, 'deleteConstraint');
  const isMasterDetail = xmlText(xml, 'type') === 'MasterDetail';
  const relation = xmlText(xml, 'relationshipName');
  return {
    referenceTo: [target],
    relationshipName: name.replace(/__c$/, '__r'),
    childRelationshipName: relation === null ? null : `${relation}__r`,
    onParentDelete:
      isMasterDetail || onDelete === 'Cascade' ? 'cascade' : onDelete === 'Restrict' ? 'restrict' : 'setNull',
    ...(isMasterDetail ? { nillable: false, permissionable: false } : {}),
    ...(isMasterDetail && !xmlFlag(xml, 'reparentableMasterDetail') ? { updateable: false } : {}),
  };
}

function readField(xml: Xml, object: string): FieldDefinition {
  const name = xmlText(xml, 'fullName') ?? '';
  const typeName = xmlText(xml, 'type') ?? '';
  const type = types[typeName];
  if (type === undefined || xmlText(xml, 'formula') !== null) {
    throw new Error(`${object}.${name}: the field type ${typeName} (or its formula) is not modelled`);
  }
  const isRequired = xmlFlag(xml, 'required');
  const values = picklistValues(xml);
  const length = Number(xmlText(xml, 'length') ?? 0);
  const defaultValue = defaultOf(xml, type, values);
  const isUnique = xmlFlag(xml, 'unique');
  const standardLength: Partial<Record<FieldType, number>> = {
    email: 80,
    phone: 40,
    url: 255,
    textarea: 255,
    picklist: 255,
  };
  return field(name, xmlText(xml, 'label') ?? name, type, {
    length: length > 0 ? length : (standardLength[type] ?? 0),
    nillable: !isRequired && type !== 'boolean',
    permissionable: !isRequired,
    externalId: xmlFlag(xml, 'externalId'),
    idLookup: xmlFlag(xml, 'externalId'),
    unique: isUnique,
    caseSensitive: isUnique && xmlFlag(xml, 'caseSensitive'),
    precision: Number(xmlText(xml, 'precision') ?? 0),
    scale: Number(xmlText(xml, 'scale') ?? 0),
    picklistValues: values,
    restrictedPicklist: xmlFlag((xml['valueSet'] ?? {}) as Xml, 'restricted'),
    defaultValue,
    defaultedOnCreate: defaultValue !== null,
    ...(type === 'reference' ? { length: 18, ...lookupOptions(xml, name) } : {}),
  });
}

function nameField(xml: Xml): FieldDefinition {
  const own = (xml['nameField'] ?? {}) as Xml;
  const isAutoNumber = xmlText(own, 'type') === 'AutoNumber';
  return field('Name', xmlText(own, 'label') ?? 'Name', 'string', {
    length: 80,
    nameField: true,
    idLookup: true,
    permissionable: false,
    nillable: true,
    custom: false,
    defaultedOnCreate: true,
    ...(isAutoNumber
      ? {
          createable: false,
          updateable: false,
          nillable: false,
          autoNumberFormat: xmlText(own, 'displayFormat') ?? '{0}',
        }
      : {}),
  });
}

function readRule(xml: Xml, object: string, fields: ReadonlyMap<string, FieldDefinition>): ValidationRule[] {
  const name = xmlText(xml, 'fullName') ?? '';
  if (!xmlFlag(xml, 'active') || notEvaluatedRules.includes(`${object}.${name}`)) return [];
  try {
    const formula = xmlText(xml, 'errorConditionFormula') ?? '';
    return [
      {
        name,
        message: xmlText(xml, 'errorMessage') ?? '',
        errorField: xmlText(xml, 'errorDisplayField'),
        refuses: compileFormula(formula, (one) => fields.has(one.toLowerCase())),
      },
    ];
  } catch (cause) {
    throw new Error(`validation rule ${object}.${name}: ${(cause as Error).message}`, { cause });
  }
}

function readCustomObject(entry: ForceApp['objects'][number], index: number): ObjectDefinition {
  const xml = entry.xml ?? {};
  const isEvent = entry.name.endsWith('__e');
  const sharing = sharingModels[xmlText(xml, 'sharingModel') ?? 'ReadWrite'];
  if (sharing === undefined) throw new Error(`${entry.name}: its sharing model is not modelled`);
  const own = entry.fields.map((one) => readField(one, entry.name));
  const hasMaster = entry.fields.some((one) => xmlText(one, 'type') === 'MasterDetail');
  const fields = fieldMap([
    idField,
    ...(isEvent ? [] : [isDeletedField, nameField(xml), ...(hasMaster ? [] : [ownerField])]),
    ...stampFields,
    ...own,
  ]);
  return {
    name: entry.name,
    label: xmlText(xml, 'label') ?? entry.name,
    labelPlural: xmlText(xml, 'pluralLabel') ?? entry.name,
    keyPrefix: `${isEvent ? 'e' : 'a'}0${'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[index]}`,
    kind: isEvent ? 'platformEvent' : 'data',
    custom: true,
    fields,
    sharing: hasMaster ? 'controlledByParent' : sharing,
    readNeeds: null,
    createable: true,
    updateable: !isEvent,
    deletable: !isEvent,
    mergeable: false,
    validationRules: entry.rules.flatMap((one) => readRule(one, entry.name, fields)),
  };
}

/** The custom fields that events and tasks share. Throws for what Salesforce does not offer there. */
function activityFields(forceApp: ForceApp): readonly FieldDefinition[] {
  const entry = forceApp.objects.find(({ name }) => name === 'Activity');
  return (entry?.fields ?? []).map((xml) => {
    const read = readField(xml, 'Activity');
    if (!read.externalId && !read.unique) return read;
    throw new Error(`Activity.${read.name}: activities have no external ids and no unique fields`);
  });
}

/** The standard objects with the custom fields that force-app adds to them, and its own objects. */
export function objectsWith(forceApp: ForceApp, standard: readonly ObjectDefinition[]): readonly ObjectDefinition[] {
  const activity = activityFields(forceApp);
  const extended = standard.map((object) => {
    const entry = forceApp.objects.find(({ name }) => name === object.name) ?? null;
    const isEvent = object.name === 'Event';
    if (entry === null && !isEvent) return object;
    if (isEvent && entry !== null && entry.fields.length > 0) {
      throw new Error('custom fields of events belong below the object Activity');
    }
    const added = isEvent ? activity : (entry?.fields ?? []).map((one) => readField(one, object.name));
    const fields = fieldMap([...object.fields.values(), ...added]);
    return {
      ...object,
      fields,
      validationRules: (entry?.rules ?? []).flatMap((one) => readRule(one, object.name, fields)),
    };
  });
  const known = new Set(['Activity', ...standard.map(({ name }) => name)]);
  const strange = forceApp.objects.find(({ name }) => !known.has(name) && !/__[ce]$/.test(name));
  if (strange !== undefined) throw new Error(`force-app extends ${strange.name}, which the emulator does not model`);
  const own = forceApp.objects.filter(({ name }) => /__[ce]$/.test(name));
  return [...extended, ...own.map(readCustomObject)];
}
