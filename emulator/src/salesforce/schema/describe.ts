// sObject describes: what an object looks like to one user. Fields that the user may not read are absent,
// flags say what this user may do. Shape: jsforce's DescribeSObjectResult; evidence: notes.md, "Describe".
import { isWriteable, type Actor } from '../access/access.js';
import { isRestricted } from '../save/validate.js';
import type { OrgState } from '../state.js';
import type { FieldDefinition, ObjectDefinition } from './schema.js';

const soapTypes: Partial<Record<FieldDefinition['type'], string>> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  address: 'urn:address',
};

function describeField(state: OrgState, actor: Actor, object: ObjectDefinition, field: FieldDefinition): unknown {
  const isText = soapTypes[field.type] === undefined;
  return {
    aggregatable: field.filterable,
    aiPredictionField: false,
    autoNumber: field.autoNumberFormat !== null,
    byteLength: field.length * (isText ? 3 : 1),
    calculated: field.calculated,
    calculatedFormula: null,
    cascadeDelete: field.type === 'reference' && field.onParentDelete === 'cascade',
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compoundFieldName,
    controllerName: null,
    createable: isWriteable(actor, object, field, 'create'),
    custom: field.custom,
    defaultValue: field.defaultValue,
    defaultValueFormula: null,
    defaultedOnCreate: field.defaultedOnCreate,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.type === 'int' ? field.precision : 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: field.externalId,
    extraTypeInfo: field.type === 'textarea' && !field.custom ? 'plaintextarea' : null,
    filterable: field.filterable,
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable: field.filterable && field.type !== 'datetime',
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: field.idLookup,
    inlineHelpText: null,
    label: field.label,
    length: field.length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: field.isPolymorphic,
    nillable: field.nillable,
    permissionable: field.permissionable,
    picklistValues: field.picklistValues.map(({ value, label, isDefault }) => ({
      active: true,
      defaultValue: isDefault,
      label,
      validFor: null,
      value,
    })),
    polymorphicForeignKey: field.isPolymorphic,
    precision: field.precision,
    queryByDistance: field.type === 'address',
    referenceTargetField: null,
    referenceTo: field.referenceTo,
    relationshipName: field.relationshipName,
    relationshipOrder: field.onParentDelete === 'cascade' && !field.nillable ? 0 : null,
    restrictedDelete: field.onParentDelete === 'restrict',
    restrictedPicklist: isRestricted(state, field),
    scale: field.scale,
    searchPrefilterable: field.type === 'reference',
    soapType: soapTypes[field.type] ?? 'xsd:string',
    sortable: field.sortable,
    type: field.type,
    unique: field.unique,
    updateable: isWriteable(actor, object, field, 'edit'),
    writeRequiresMasterRead: false,
  };
}

/** The entry of an object in the list of objects; the same flags head its full describe. */
export function describeGlobal(actor: Actor, object: ObjectDefinition): Record<string, unknown> {
  const path = `/services/data/v65.0/sobjects/${object.name}`;
  const isData = object.kind === 'data';
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: object.createable && actor.access.can('create', object),
    custom: object.custom,
    customSetting: false,
    deepCloneable: false,
    deletable: object.deletable && actor.access.can('delete', object),
    deprecatedAndHidden: false,
    feedEnabled: false,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: object.keyPrefix,
    label: object.label,
    labelPlural: object.labelPlural,
    layoutable: isData,
    mergeable: object.mergeable && actor.access.can('edit', object),
    mruEnabled: isData,
    name: object.name,
    queryable: object.kind !== 'platformEvent',
    replicateable: isData,
    retrieveable: object.kind !== 'platformEvent',
    searchable: isData,
    triggerable: object.kind !== 'setup',
    undeletable: object.deletable && actor.access.can('delete', object),
    updateable: object.updateable && actor.access.can('edit', object),
    urls: {
      rowTemplate: `${path}/{ID}`,
      describe: `${path}/describe`,
      sobject: path,
    },
  };
}

function childRelationships(state: OrgState, actor: Actor, object: ObjectDefinition): unknown[] {
  return state.schema
    .lookupsTo(object.name)
    .filter(({ child, lookup }) => actor.access.can('read', child) && actor.access.field(child, lookup) !== 'none')
    .map(({ child, lookup }) => ({
      cascadeDelete: lookup.onParentDelete === 'cascade',
      childSObject: child.name,
      deprecatedAndHidden: false,
      field: lookup.name,
      junctionIdListNames: [],
      junctionReferenceTo: [],
      relationshipName: lookup.childRelationshipName,
      restrictedDelete: lookup.onParentDelete === 'restrict',
    }));
}

/** The full describe for this user, who must be able to read the object. */
export function describeObject(state: OrgState, actor: Actor, object: ObjectDefinition): Record<string, unknown> {
  const { urls, ...flags } = describeGlobal(actor, object);
  const fields = state.schema.fields(object).filter((field) => actor.access.field(object, field) !== 'none');
  return {
    actionOverrides: [],
    ...flags,
    childRelationships: childRelationships(state, actor, object),
    compactLayoutable: object.kind === 'data',
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: fields.map((field) => describeField(state, actor, object, field)),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: '012000000000000AAA',
        urls: {},
      },
    ],
    searchLayoutable: object.kind === 'data',
    sobjectDescribeOption: 'FULL',
    supportedScopes: [],
    urls,
  };
}
