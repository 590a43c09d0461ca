// Who may do what with objects and fields: the union of a user's profile and permission sets.
// Records are another matter (sharing.ts). Rules and evidence: notes.md, "Access".
import type { ObjectAccess } from '../../parts.js';
import { xmlFlag, xmlList, xmlText, type ForceApp, type Xml } from '../schema/force-app.js';
import type { FieldDefinition, ObjectDefinition } from '../schema/schema.js';

export type Operation = 'read' | 'create' | 'edit' | 'delete' | 'viewAll' | 'modifyAll';
type FieldAccess = 'none' | 'read' | 'edit';

/** What one profile or permission set grants. */
export class Grant {
  readonly objects = new Map<string, Set<Operation>>();
  readonly fields = new Map<string, FieldAccess>();
  readonly userPermissions = new Set<string>();
  readonly customPermissions = new Set<string>();
  readonly apexClasses = new Set<string>();
  /** Profiles give the standard fields of an object with the object; permission sets name each field. */
  readonly givesStandardFields: boolean;

  constructor(givesStandardFields: boolean) {
    this.givesStandardFields = givesStandardFields;
  }

  givesStandardFieldsOf(object: ObjectDefinition): boolean {
    if (!this.givesStandardFields) return false;
    if (this.userPermissions.has('ModifyAllData') || this.userPermissions.has('ViewAllData')) return true;
    return this.objects.get(object.name)?.has('read') ?? false;
  }

  setObject(object: string, access: ObjectAccess): void {
    if (object === 'Event' && access.viewAll === true) throw new Error('Event has no View All: only View All Data');
    const operations = new Set(this.objects.get(object));
    for (const operation of ['read', 'create', 'edit', 'delete', 'viewAll'] as const) {
      if (access[operation] === true) operations.add(operation);
      if (access[operation] === false) operations.delete(operation);
    }
    this.objects.set(object, operations);
    for (const [field, given] of Object.entries(access.fields ?? {})) this.fields.set(`${object}.${field}`, given);
  }
}

const operationNames: Readonly<Record<string, Operation>> = {
  allowRead: 'read',
  allowCreate: 'create',
  allowEdit: 'edit',
  allowDelete: 'delete',
  viewAllRecords: 'viewAll',
  modifyAllRecords: 'modifyAll',
};

/** Reads one permission set of force-app. */
export function grantOfPermissionSet(xml: Xml): Grant {
  const grant = new Grant(false);
  for (const one of xmlList(xml, 'objectPermissions')) {
    const names = Object.keys(operationNames).filter((name) => xmlFlag(one, name));
    grant.objects.set(xmlText(one, 'object') ?? '', new Set(names.map((name) => operationNames[name] as Operation)));
  }
  for (const one of xmlList(xml, 'fieldPermissions')) {
    const access = xmlFlag(one, 'editable') ? 'edit' : xmlFlag(one, 'readable') ? 'read' : 'none';
    grant.fields.set(xmlText(one, 'field') ?? '', access);
  }
  for (const one of xmlList(xml, 'userPermissions')) {
    if (xmlFlag(one, 'enabled')) grant.userPermissions.add(xmlText(one, 'name') ?? '');
  }
  for (const one of xmlList(xml, 'customPermissions')) {
    if (xmlFlag(one, 'enabled')) grant.customPermissions.add(xmlText(one, 'name') ?? '');
  }
  for (const one of xmlList(xml, 'classAccesses')) {
    if (xmlFlag(one, 'enabled')) grant.apexClasses.add(xmlText(one, 'apexClass') ?? '');
  }
  return grant;
}

const nameOf = (xml: Xml): string => xmlText(xml, 'fullName') ?? '';

/** Events and tasks share the security of the custom fields of activities: a set must say the same for both. */
function checkActivityFields(set: string, grant: Grant, names: ReadonlySet<string>): void {
  for (const name of names) {
    if (grant.fields.get(`Event.${name}`) === grant.fields.get(`Task.${name}`)) continue;
    throw new Error(`permission set ${set} must grant ${name} of Event and of Task alike`);
  }
}

/** Every object and field that a permission set names must exist: a deployment would fail otherwise. */
export function checkPermissionSets(forceApp: ForceApp, objects: readonly ObjectDefinition[]): void {
  const byName = new Map(objects.map((object) => [object.name, object]));
  const activity = new Set((forceApp.objects.find(({ name }) => name === 'Activity')?.fields ?? []).map(nameOf));
  for (const { name, xml } of forceApp.permissionSets) {
    const grant = grantOfPermissionSet(xml);
    checkActivityFields(name, grant, activity);
    for (const path of grant.fields.keys()) {
      const [object = '', field = ''] = path.split('.');
      if (object === 'Task' && activity.has(field)) continue;
      const definition = byName.get(object)?.fields.get(field.toLowerCase());
      if (definition === undefined) throw new Error(`permission set ${name} names ${path}, which does not exist`);
      if (!definition.permissionable) throw new Error(`permission set ${name} names ${path}, which cannot be granted`);
    }
    for (const apexClass of grant.apexClasses) {
      if (!forceApp.classes.includes(apexClass)) {
        throw new Error(`permission set ${name} names the class ${apexClass}, which does not exist`);
      }
    }
    for (const object of grant.objects.keys()) {
      if (!byName.has(object)) throw new Error(`permission set ${name} names ${object}, which does not exist`);
      if (object === 'Event') throw new Error(`permission set ${name} names Event, which has no object permissions`);
    }
  }
}

const ranks: Record<FieldAccess, number> = { none: 0, read: 1, edit: 2 };

/** What a user may do. */
interface Access {
  has(userPermission: string): boolean;
  hasCustom(customPermission: string): boolean;
  /** Whether a page may call this class for the user. Nobody asks this of a class that another class calls. */
  hasClass(apexClass: string): boolean;
  can(operation: Operation, object: ObjectDefinition): boolean;
  /** 'none' means that for this user the field does not exist. */
  field(object: ObjectDefinition, field: FieldDefinition): FieldAccess;
}

/** Everything that a user's grants add up to. Made new after each change of a grant. */
export class EffectiveAccess implements Access {
  readonly #grants: readonly Grant[];
  readonly #needsSetupPermission: () => boolean;
  readonly #fields = new Map<string, FieldAccess>();
  readonly #objects = new Map<ObjectDefinition, Map<Operation, boolean>>();

  constructor(grants: readonly Grant[], needsSetupPermission: () => boolean) {
    this.#grants = grants;
    this.#needsSetupPermission = needsSetupPermission;
  }

  has(userPermission: string): boolean {
    return this.#grants.some((grant) => grant.userPermissions.has(userPermission));
  }

  hasCustom(customPermission: string): boolean {
    return this.#grants.some((grant) => grant.customPermissions.has(customPermission));
  }

  hasClass(apexClass: string): boolean {
    return this.has('AuthorApex') || this.#grants.some((grant) => grant.apexClasses.has(apexClass));
  }

  can(operation: Operation, object: ObjectDefinition): boolean {
    if (object.kind === 'setup') return this.#canWithSetup(operation, object);
    const known = this.#objects.get(object) ?? new Map<Operation, boolean>();
    const answer = known.get(operation) ?? this.#canWithRecords(operation, object);
    this.#objects.set(object, known.set(operation, answer));
    return answer;
  }

  #canWithRecords(operation: Operation, object: ObjectDefinition): boolean {
    if (this.has('ModifyAllData')) return true;
    if ((operation === 'read' || operation === 'viewAll') && this.has('ViewAllData')) return true;
    return this.#grants.some((grant) => {
      const operations = grant.objects.get(object.name);
      if (operations === undefined) return false;
      if (operations.has('modifyAll') && operation !== 'create') return true;
      return operations.has(operation) || (operation === 'read' && operations.has('viewAll'));
    });
  }

  field(object: ObjectDefinition, field: FieldDefinition): FieldAccess {
    const path = `${object.name}.${field.name}`;
    const known = this.#fields.get(path);
    if (known !== undefined) return known;
    const access = this.#fieldAccess(object, field);
    this.#fields.set(path, access);
    return access;
  }

  #canWithSetup(operation: Operation, object: ObjectDefinition): boolean {
    if (operation !== 'read' && operation !== 'viewAll') return this.has('ManageUsers');
    return object.readNeeds === null || !this.#needsSetupPermission() || this.has(object.readNeeds);
  }

  #fieldAccess(object: ObjectDefinition, field: FieldDefinition): FieldAccess {
    if (!this.can('read', object)) return 'none';
    if (!field.permissionable || object.kind === 'setup') return field.createable || field.updateable ? 'edit' : 'read';
    let best: FieldAccess = 'none';
    for (const grant of this.#grants) {
      const named = grant.fields.get(`${object.name}.${field.name}`);
      const given = named ?? (grant.givesStandardFieldsOf(object) && !field.custom ? 'edit' : 'none');
      if (ranks[given] > ranks[best]) best = given;
    }
    return best === 'edit' && !field.createable && !field.updateable ? 'read' : best;
  }
}

/** System mode of Apex: object permissions and field-level security do not count; other permissions are the user's. */
export function systemMode(own: Access): Access {
  return {
    has: (userPermission) => own.has(userPermission),
    hasCustom: (customPermission) => own.hasCustom(customPermission),
    hasClass: (apexClass) => own.hasClass(apexClass),
    can: () => true,
    field: (_object, { createable, updateable }) => (createable || updateable ? 'edit' : 'read'),
  };
}

/** The user a request or a click comes from. */
export interface Actor {
  readonly id: string;
  readonly username: string;
  readonly access: Access;
}

/** Whether this user may write the field in this operation. */
export function isWriteable(
  actor: Actor,
  object: ObjectDefinition,
  field: FieldDefinition,
  operation: 'create' | 'edit',
): boolean {
  if (!(operation === 'create' ? field.createable : field.updateable)) return false;
  return actor.access.field(object, field) === 'edit';
}
