// Users, profiles, permission sets and custom permissions: their rows, and what each user is granted.
// Profiles that every org has are made here; those of force-app and of the seed come on top.
import type { ObjectAccess } from '../../parts.js';
import type { IdSource } from '../ids.js';
import { xmlText, type ForceApp } from '../schema/force-app.js';
import type { Row, Value } from '../schema/values.js';
import { userPermissions } from '../standard/setup.js';
import type { Store } from '../store.js';
import type { Switches } from '../switches.js';
import { EffectiveAccess, Grant, grantOfPermissionSet, type Actor } from './access.js';

interface NewUser {
  readonly username: string;
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly profile: string;
  readonly permissionSets?: readonly string[];
  readonly isActive?: boolean;
}

const everything: ObjectAccess = { read: true, create: true, edit: true, delete: true };

interface Named {
  readonly id: string;
  readonly permissionSetId: string;
  readonly grant: Grant;
}

/** Where the directory gets its surroundings from. */
interface DirectoryParts {
  readonly store: Store;
  readonly ids: IdSource;
  readonly switches: Switches;
  readonly nowMs: () => number;
}

export class Directory {
  readonly #parts: DirectoryParts;
  readonly #profiles = new Map<string, Named>();
  readonly #permissionSets = new Map<string, Named>();
  readonly #userIds = new Map<string, string>();
  readonly #actors = new Map<string, Actor>();
  /** When access last changed: describes from before are stale. */
  changedAtMs: number;

  constructor(parts: DirectoryParts, forceApp: ForceApp) {
    this.#parts = parts;
    this.changedAtMs = parts.nowMs();
    this.addProfile('System Administrator', {}, userPermissions);
    const records = { Contact: everything, Account: everything, Lead: everything, Event: everything };
    this.addProfile('Standard User', records, ['ApiEnabled', 'ViewSetup']);
    this.addProfile('Minimum Access - Salesforce', {}, []);
    for (const { name, xml } of forceApp.customPermissions) {
      this.#put('CustomPermission', { DeveloperName: name, MasterLabel: xmlText(xml, 'label') ?? name });
    }
    for (const { name, xml } of forceApp.permissionSets) {
      this.#addPermissionSet(name, xmlText(xml, 'label') ?? name, grantOfPermissionSet(xml));
    }
  }

  /** Makes a profile, or gives one that is there further objects. Answers its id. */
  addProfile(name: string, objects: Readonly<Record<string, ObjectAccess>>, permissions: Iterable<string>): string {
    let profile = this.#profiles.get(name);
    if (profile === undefined) {
      const granted = new Set(permissions);
      const columns = Object.fromEntries(userPermissions.map((one) => [`Permissions${one}`, granted.has(one)]));
      const id = this.#put('Profile', { Name: name, UserType: 'Standard', ...columns });
      const hiddenSet = { Name: `X00ex_${id}`, Label: name, IsOwnedByProfile: true, IsCustom: false, ProfileId: id };
      const permissionSetId = this.#put('PermissionSet', { ...hiddenSet, ...columns });
      profile = { id, permissionSetId, grant: new Grant(true) };
      for (const one of granted) profile.grant.userPermissions.add(one);
      this.#profiles.set(name, profile);
    }
    for (const [object, access] of Object.entries(objects)) profile.grant.setObject(object, access);
    this.#changed();
    return profile.id;
  }

  /** Writes the user's row, login settings and assignments. Answers the user's id. */
  addUser(user: NewUser): string {
    const profile = this.#profiles.get(user.profile);
    if (profile === undefined) throw new Error(`there is no profile ${user.profile}`);
    const id = this.#put('User', {
      Username: user.username,
      Email: user.email,
      FirstName: user.firstName,
      LastName: user.lastName,
      Name: `${user.firstName} ${user.lastName}`.trim(),
      Alias: user.lastName.slice(0, 8).toLowerCase(),
      IsActive: user.isActive ?? true,
      UserType: 'Standard',
      ProfileId: profile.id,
      TimeZoneSidKey: 'Europe/Berlin',
      LocaleSidKey: 'en_US',
      LanguageLocaleKey: 'en_US',
      EmailEncodingKey: 'UTF-8',
    });
    this.#userIds.set(user.username.toLowerCase(), id);
    this.#put('UserLogin', { UserId: id, IsFrozen: false, IsPasswordLocked: false });
    this.#put('PermissionSetAssignment', { PermissionSetId: profile.permissionSetId, AssigneeId: id, IsActive: true });
    for (const permissionSet of user.permissionSets ?? []) this.assign(user.username, permissionSet);
    return id;
  }

  assign(username: string, permissionSet: string): void {
    const { permissionSetId } = this.#permissionSet(permissionSet);
    const userId = this.userId(username);
    if (this.#assignment(userId, permissionSetId) !== null) return;
    this.#put('PermissionSetAssignment', { PermissionSetId: permissionSetId, AssigneeId: userId, IsActive: true });
    this.#changed();
  }

  unassign(username: string, permissionSet: string): void {
    const row = this.#assignment(this.userId(username), this.#permissionSet(permissionSet).permissionSetId);
    if (row === null) return;
    this.#parts.store.table('PermissionSetAssignment').remove(row.Id);
    this.#changed();
  }

  setAccess(profileOrPermissionSet: string, object: string, access: ObjectAccess): void {
    const named = this.#profiles.get(profileOrPermissionSet) ?? this.#permissionSets.get(profileOrPermissionSet);
    if (named === undefined) throw new Error(`there is no profile or permission set ${profileOrPermissionSet}`);
    named.grant.setObject(object, access);
    this.#changed();
  }

  findUserId(username: string): string | null {
    return this.#userIds.get(username.toLowerCase()) ?? null;
  }

  userId(username: string): string {
    const id = this.findUserId(username);
    if (id === null) throw new Error(`there is no user ${username}`);
    return id;
  }

  user(id: string): Row {
    const row = this.#parts.store.table('User').get(id);
    if (row === undefined) throw new Error(`there is no user ${id}`);
    return row;
  }

  /** The user with everything granted to it just now. */
  actor(userId: string): Actor {
    const known = this.#actors.get(userId);
    if (known !== undefined) return known;
    const grants = [...this.#profiles.values(), ...this.#permissionSets.values()].filter(
      ({ permissionSetId }) => this.#assignment(userId, permissionSetId) !== null,
    );
    const access = new EffectiveAccess(
      grants.map(({ grant }) => grant),
      () => this.#parts.switches.setupObjectsNeedPermission,
    );
    const actor = { id: userId, username: String(this.user(userId)['Username']), access };
    this.#actors.set(userId, actor);
    return actor;
  }

  holdsPermissionSet(userId: string, names: readonly string[]): boolean {
    return names.some((name) => {
      const set = this.#permissionSets.get(name);
      return set !== undefined && this.#assignment(userId, set.permissionSetId) !== null;
    });
  }

  loginOf(userId: string): Row | null {
    for (const row of this.#parts.store.table('UserLogin').rows()) if (row['UserId'] === userId) return row;
    return null;
  }

  /** To be called when a user's row was changed: profile or name may be others now. */
  forget(userId: string): void {
    this.#actors.delete(userId);
    const profileId = this.user(userId)['ProfileId'];
    for (const profile of this.#profiles.values()) {
      const row = this.#assignment(userId, profile.permissionSetId);
      if (profile.id === profileId && row === null) {
        const assignment = { PermissionSetId: profile.permissionSetId, AssigneeId: userId, IsActive: true };
        this.#put('PermissionSetAssignment', assignment);
      } else if (profile.id !== profileId && row !== null) {
        this.#parts.store.table('PermissionSetAssignment').remove(row.Id);
      }
    }
    this.changedAtMs = this.#parts.nowMs();
  }

  #permissionSet(name: string): Named {
    const found = this.#permissionSets.get(name);
    if (found === undefined) throw new Error(`there is no permission set ${name}`);
    return found;
  }

  #assignment(userId: string, permissionSetId: string): Row | null {
    const table = this.#parts.store.table('PermissionSetAssignment');
    const assigneeField = table.definition.fields.get('assigneeid');
    if (assigneeField === undefined) return null;
    for (const id of table.idsWith(assigneeField, userId)) {
      const row = table.get(id);
      if (row?.['PermissionSetId'] === permissionSetId) return row;
    }
    return null;
  }

  #addPermissionSet(name: string, label: string, grant: Grant): void {
    const columns = Object.fromEntries(
      userPermissions.map((one) => [`Permissions${one}`, grant.userPermissions.has(one)]),
    );
    const fields = { Name: name, Label: label, IsOwnedByProfile: false, IsCustom: true, ...columns };
    const permissionSetId = this.#put('PermissionSet', fields);
    this.#permissionSets.set(name, { id: permissionSetId, permissionSetId, grant });
    for (const custom of grant.customPermissions) {
      const row = [...this.#parts.store.table('CustomPermission').rows()].find(
        (one) => one['DeveloperName'] === custom,
      );
      if (row === undefined) throw new Error(`permission set ${name} names ${custom}, which does not exist`);
      const access = { ParentId: permissionSetId, SetupEntityId: row.Id, SetupEntityType: 'CustomPermission' };
      this.#put('SetupEntityAccess', access);
    }
  }

  #put(objectName: string, fields: Readonly<Record<string, Value>>): string {
    const { store, ids, nowMs } = this.#parts;
    const now = Math.floor(nowMs() / 1_000) * 1_000;
    const id = ids.next(store.table(objectName).definition.keyPrefix);
    store.put(objectName, { Id: id, CreatedDate: now, LastModifiedDate: now, SystemModstamp: now, ...fields });
    return id;
  }

  #changed(): void {
    this.#actors.clear();
    this.changedAtMs = this.#parts.nowMs();
  }
}
