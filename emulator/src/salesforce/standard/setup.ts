// The objects that an org keeps about itself, as far as the connector looks at them: users, logins, profiles,
// permission sets, custom permissions, the organization. Who may see which: notes.md, "Setup objects".
import { field, readOnlyField, type FieldDefinition, type ObjectDefinition } from '../schema/schema.js';
import { lookup, setupObject, stampFields } from './fields.js';

const fixed = { createable: false, updateable: false, permissionable: false } as const;
const text = (name: string, label: string, length: number, given: Partial<FieldDefinition> = {}): FieldDefinition =>
  field(name, label, 'string', { ...fixed, length, ...given });
const flag = (name: string, label: string, given: Partial<FieldDefinition> = {}): FieldDefinition =>
  field(name, label, 'boolean', { ...fixed, ...given });
const nothing = { onParentDelete: 'nothing' } as const;

/** User permissions that profiles and permission sets show as columns, and that the emulator looks at. */
export const userPermissions = [
  'ApiEnabled',
  'AuthorApex',
  'CustomizeApplication',
  'ManageUsers',
  'ModifyAllData',
  'ViewAllData',
  'ViewSetup',
] as const;

const permissionFields = userPermissions.map((name) => flag(`Permissions${name}`, name));

const user = setupObject(
  'User',
  'User',
  '005',
  [
    text('Username', 'Username', 80, { nillable: false, idLookup: true, updateable: true }),
    text('LastName', 'Last Name', 80, { nillable: false, updateable: true }),
    text('FirstName', 'First Name', 40, { updateable: true }),
    text('Name', 'Full Name', 121, { nillable: false, nameField: true }),
    field('Email', 'Email', 'email', { ...fixed, length: 128, nillable: false, updateable: true }),
    text('Alias', 'Alias', 8, { nillable: false }),
    flag('IsActive', 'Active', { updateable: true }),
    field('UserType', 'User Type', 'picklist', {
      ...fixed,
      length: 40,
      restrictedPicklist: true,
      picklistValues: [{ value: 'Standard', label: 'Standard', isDefault: true }],
    }),
    lookup('ProfileId', 'Profile ID', 'Profile', { ...fixed, ...nothing, nillable: false, updateable: true }),
    text('TimeZoneSidKey', 'Time Zone', 40),
    text('LocaleSidKey', 'Locale', 40),
    text('LanguageLocaleKey', 'Language', 40),
    text('EmailEncodingKey', 'Email Encoding', 40),
    field('LastLoginDate', 'Last Login', 'datetime', readOnlyField),
    ...stampFields,
  ],
  { updateable: true },
);

const userLogin = setupObject(
  'UserLogin',
  'User Login',
  '0Yw',
  [
    lookup('UserId', 'User ID', 'User', { ...fixed, ...nothing }),
    flag('IsFrozen', 'Frozen', { updateable: true }),
    flag('IsPasswordLocked', 'Password Locked', { updateable: true }),
    field('LastModifiedDate', 'Last Modified Date', 'datetime', readOnlyField),
    lookup('LastModifiedById', 'Last Modified By ID', 'User', { ...fixed, ...nothing }),
  ],
  { readNeeds: 'ManageUsers', updateable: true },
);

const profile = setupObject('Profile', 'Profile', '00e', [
  text('Name', 'Name', 255, { nillable: false, nameField: true }),
  text('UserType', 'User Type', 40),
  text('Description', 'Description', 255),
  ...permissionFields,
  ...stampFields,
]);

const permissionSet = setupObject(
  'PermissionSet',
  'Permission Set',
  '0PS',
  [
    text('Name', 'Permission Set Name', 80, { nillable: false, nameField: true }),
    text('Label', 'Permission Set Label', 80, { nillable: false }),
    text('Description', 'Description', 255),
    flag('IsOwnedByProfile', 'Is Owned By Profile'),
    flag('IsCustom', 'Is Custom'),
    lookup('ProfileId', 'Profile ID', 'Profile', { ...fixed, ...nothing }),
    ...permissionFields,
    ...stampFields,
  ],
  { readNeeds: 'ViewSetup' },
);

const permissionSetAssignment = setupObject(
  'PermissionSetAssignment',
  'Permission Set Assignment',
  '0Pa',
  [
    lookup('PermissionSetId', 'Permission Set ID', 'PermissionSet', { ...fixed, ...nothing }),
    lookup('AssigneeId', 'Assignee ID', 'User', { ...fixed, ...nothing, nillable: false }),
    flag('IsActive', 'Is Active'),
    field('ExpirationDate', 'Expiration Date', 'datetime', readOnlyField),
    field('SystemModstamp', 'System Modstamp', 'datetime', readOnlyField),
  ],
  { readNeeds: 'ViewSetup' },
);

const setupEntityAccess = setupObject(
  'SetupEntityAccess',
  'Setup Entity Access',
  '0J0',
  [
    lookup('ParentId', 'Parent ID', 'PermissionSet', { ...fixed, ...nothing, nillable: false }),
    field('SetupEntityId', 'Setup Entity ID', 'reference', { ...fixed, ...nothing, nillable: false }),
    text('SetupEntityType', 'Setup Entity Type', 40),
    field('SystemModstamp', 'System Modstamp', 'datetime', readOnlyField),
  ],
  { labelPlural: 'Setup Entity Access', readNeeds: 'ViewSetup' },
);

const customPermission = setupObject(
  'CustomPermission',
  'Custom Permission',
  '0CP',
  [
    text('DeveloperName', 'Custom Permission Name', 80, { nillable: false, nameField: true }),
    text('MasterLabel', 'Label', 80, { nillable: false }),
    text('Description', 'Description', 255),
    text('NamespacePrefix', 'Namespace Prefix', 15),
    ...stampFields,
  ],
  { readNeeds: 'ViewSetup' },
);

const organization = setupObject('Organization', 'Organization', '00D', [
  text('Name', 'Name', 80, { nillable: false, nameField: true }),
  text('OrganizationType', 'Edition', 40),
  flag('IsSandbox', 'Is Sandbox'),
  field('TrialExpirationDate', 'Trial Expiration Date', 'datetime', readOnlyField),
  text('InstanceName', 'Instance Name', 5),
  text('NamespacePrefix', 'Namespace Prefix', 15),
  text('TimeZoneSidKey', 'Time Zone', 40),
  text('LanguageLocaleKey', 'Language', 40),
  ...stampFields,
]);

export const standardSetupObjects: readonly ObjectDefinition[] = [
  user,
  userLogin,
  profile,
  permissionSet,
  permissionSetAssignment,
  setupEntityAccess,
  customPermission,
  organization,
];
