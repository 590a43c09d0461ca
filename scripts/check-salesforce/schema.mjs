// Every object that SOQL in this package may name: the standard ones with the fields that the package adds, its own
// ones with the fields that the platform adds. Names are looked up without regard to case, as Salesforce does it.
import { ANY, standardObjects } from './standard-objects.mjs';

/** @typedef {import('./standard-objects.mjs').SchemaObject} SchemaObject */
/** @typedef {import('./project.mjs').Project} Project */
/** @typedef {(name: string) => Promise<SchemaObject | null>} Schema */

const ALWAYS = ['Id', 'CreatedById', 'CreatedDate', 'LastModifiedById', 'LastModifiedDate', 'SystemModstamp'];
const RECORD = [...ALWAYS, 'Name', 'IsDeleted', 'LastViewedDate', 'LastReferencedDate', 'RecordTypeId'];
const SETTING = [...ALWAYS, 'Name', 'IsDeleted', 'SetupOwnerId'];
const METADATA = ['Id', 'DeveloperName', 'MasterLabel', 'Label', 'Language', 'NamespacePrefix', 'QualifiedApiName'];
const EVENT = ['ReplayId', 'EventUuid', 'CreatedById', 'CreatedDate'];
const SHARE = ['Id', 'ParentId', 'AccessLevel', 'RowCause', 'UserOrGroupId', 'LastModifiedById', 'LastModifiedDate'];
const HISTORY = ['Id', 'ParentId', 'CreatedById', 'CreatedDate', 'DataType', 'Field', 'NewValue', 'OldValue'];
const USERS = { CreatedBy: 'User', LastModifiedBy: 'User' };

/**
 * @param {Project} project
 * @returns {Promise<Schema>}
 */
export async function schemaOf(project) {
  const standard = await standardObjects();
  const own = new Map(ownObjects(project).map((object) => [object.name.toLowerCase(), object]));
  /** @type {Set<string>} */
  const extended = new Set();
  return async (name) => {
    const key = name.toLowerCase();
    const object = own.get(key) ?? (await standard(name));
    if (object && !extended.has(key)) {
      addFields(object, project);
      extended.add(key);
    }
    return object;
  };
}

/** @param {Project} project */
function ownObjects(project) {
  return project.objects.flatMap((name) => {
    if (name.endsWith('__e')) return [objectOf(name, EVENT, {})];
    if (name.endsWith('__mdt')) return [objectOf(name, METADATA, {})];
    if (isSetting(project, name)) return [objectOf(name, SETTING, { ...USERS, SetupOwner: ANY })];
    const isDetail = project.fields.some(({ object, type }) => object === name && type === 'MasterDetail');
    const record = isDetail
      ? objectOf(name, RECORD, USERS)
      : objectOf(name, [...RECORD, 'OwnerId'], { ...USERS, Owner: ANY });
    const stem = name.replace(/__c$/, '');
    const share = objectOf(`${stem}__Share`, SHARE, { Parent: name, UserOrGroup: ANY });
    return [record, share, objectOf(`${stem}__History`, HISTORY, { Parent: name, CreatedBy: 'User' })];
  });
}

/**
 * Whether an object of the package is a custom setting.
 * @param {Project} project
 * @param {string} name
 */
export function isSetting({ metadata }, name) {
  return metadata.some(
    ({ file, root }) =>
      file.endsWith(`/${name}.object-meta.xml`) && root.children.some((part) => part.name === 'customSettingsType'),
  );
}

/**
 * @param {string} name
 * @param {readonly string[]} fields
 * @param {Record<string, string>} parents
 * @returns {SchemaObject}
 */
function objectOf(name, fields, parents) {
  return {
    name,
    fields: new Map(fields.map((field) => [field.toLowerCase(), field])),
    parents: new Map(Object.entries(parents).map(([relation, target]) => [relation.toLowerCase(), target])),
    children: new Map(),
  };
}

/**
 * Adds what the package's field files say about this object. Fields of Activity are those of Event and Task.
 * @param {SchemaObject} object
 * @param {Project} project
 */
function addFields(object, project) {
  for (const field of project.fields) {
    const isActivity = field.object === 'Activity' && ['Event', 'Task'].includes(object.name);
    if (field.object === object.name || isActivity) {
      object.fields.set(field.name.toLowerCase(), field.name);
      const relation = field.name.replace(/__c$/, '__r').toLowerCase();
      if (field.referenceTo !== undefined) object.parents.set(relation, field.referenceTo);
    }
    if (field.referenceTo === object.name && field.childRelationship !== undefined) {
      object.children.set(`${field.childRelationship}__r`.toLowerCase(), field.object);
    }
  }
}
