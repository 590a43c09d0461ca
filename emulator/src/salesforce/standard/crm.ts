// Account and Contact as an org has them out of the box. No rule about them stands here.
// Lengths and flags: reference of the Salesforce objects (notes.md, "Objects").
import { field, readOnlyField, type FieldDefinition, type ObjectDefinition } from '../schema/schema.js';
import { fieldMap, idField, isDeletedField, lookup, ownerField, stampFields } from './fields.js';

export const picklist = (values: readonly string[]): Partial<FieldDefinition> => ({
  picklistValues: values.map((value) => ({ value, label: value, isDefault: false })),
});

/** Street, city, state, postal code, country and coordinates of one address, and the compound field over them. */
export function address(prefix: string): FieldDefinition[] {
  const part = { compoundFieldName: `${prefix}Address` };
  const label = (name: string): string => `${prefix} ${name}`.trim();
  return [
    field(`${prefix}Street`, label('Street'), 'textarea', { ...part, length: 255 }),
    field(`${prefix}City`, label('City'), 'string', { ...part, length: 40 }),
    field(`${prefix}State`, label('State/Province'), 'string', { ...part, length: 80 }),
    field(`${prefix}PostalCode`, label('Zip/Postal Code'), 'string', { ...part, length: 20 }),
    field(`${prefix}Country`, label('Country'), 'string', { ...part, length: 80 }),
    field(`${prefix}Latitude`, label('Latitude'), 'double', { ...part, precision: 18, scale: 15 }),
    field(`${prefix}Longitude`, label('Longitude'), 'double', { ...part, precision: 18, scale: 15 }),
    field(`${prefix}Address`, label('Address'), 'address', { createable: false, updateable: false }),
  ];
}

export const sourceFields = picklist(['Web', 'Phone Inquiry', 'Partner Referral', 'Purchased List', 'Other']);
export const derived = { ...readOnlyField, nillable: true } as const;

const contactFields: readonly FieldDefinition[] = [
  idField,
  isDeletedField,
  lookup('MasterRecordId', 'Master Record ID', 'Contact', { ...derived, onParentDelete: 'nothing' }),
  lookup('AccountId', 'Account ID', 'Account', { onParentDelete: 'cascade', childRelationshipName: 'Contacts' }),
  field('LastName', 'Last Name', 'string', {
    length: 80,
    nillable: false,
    permissionable: false,
    compoundFieldName: 'Name',
  }),
  field('FirstName', 'First Name', 'string', { length: 40, permissionable: false, compoundFieldName: 'Name' }),
  field('Salutation', 'Salutation', 'picklist', {
    length: 40,
    permissionable: false,
    compoundFieldName: 'Name',
    ...picklist(['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.']),
  }),
  field('MiddleName', 'Middle Name', 'string', {
    length: 40,
    permissionable: false,
    compoundFieldName: 'Name',
    onlyWhile: 'middleNameAndSuffix',
  }),
  field('Suffix', 'Suffix', 'string', {
    length: 40,
    permissionable: false,
    compoundFieldName: 'Name',
    onlyWhile: 'middleNameAndSuffix',
  }),
  field('Name', 'Full Name', 'string', { ...readOnlyField, length: 121, nillable: false, nameField: true }),
  ...address('Other'),
  ...address('Mailing'),
  field('Phone', 'Business Phone', 'phone', { length: 40 }),
  field('Fax', 'Business Fax', 'phone', { length: 40 }),
  field('MobilePhone', 'Mobile Phone', 'phone', { length: 40 }),
  field('HomePhone', 'Home Phone', 'phone', { length: 40 }),
  field('OtherPhone', 'Other Phone', 'phone', { length: 40 }),
  field('AssistantPhone', 'Asst. Phone', 'phone', { length: 40 }),
  lookup('ReportsToId', 'Reports To ID', 'Contact', { childRelationshipName: 'ReportsTo' }),
  field('Email', 'Email', 'email', { length: 80, idLookup: true }),
  field('Title', 'Title', 'string', { length: 128 }),
  field('Department', 'Department', 'string', { length: 80 }),
  field('AssistantName', "Assistant's Name", 'string', { length: 40 }),
  field('LeadSource', 'Lead Source', 'picklist', { length: 255, ...sourceFields }),
  field('Birthdate', 'Birthdate', 'date'),
  field('Description', 'Contact Description', 'textarea', { length: 32_000 }),
  ownerField,
  field('HasOptedOutOfEmail', 'Email Opt Out', 'boolean'),
  field('HasOptedOutOfFax', 'Fax Opt Out', 'boolean'),
  field('DoNotCall', 'Do Not Call', 'boolean'),
  ...stampFields,
  field('LastActivityDate', 'Last Activity', 'date', derived),
  field('EmailBouncedReason', 'Email Bounced Reason', 'string', derived),
  field('EmailBouncedDate', 'Email Bounced Date', 'datetime', derived),
  field('IsEmailBounced', 'Is Email Bounced', 'boolean', { ...readOnlyField, calculated: true }),
];

const accountFields: readonly FieldDefinition[] = [
  idField,
  isDeletedField,
  lookup('MasterRecordId', 'Master Record ID', 'Account', { ...derived, onParentDelete: 'nothing' }),
  field('Name', 'Account Name', 'string', { nillable: false, permissionable: false, nameField: true }),
  field('Type', 'Account Type', 'picklist', picklist(['Prospect', 'Customer - Direct', 'Partner', 'Other'])),
  lookup('ParentId', 'Parent Account ID', 'Account', { childRelationshipName: 'ChildAccounts' }),
  ...address('Billing'),
  ...address('Shipping'),
  field('Phone', 'Account Phone', 'phone', { length: 40 }),
  field('Fax', 'Account Fax', 'phone', { length: 40 }),
  field('AccountNumber', 'Account Number', 'string', { length: 40 }),
  field('Website', 'Website', 'url'),
  field('Industry', 'Industry', 'picklist', picklist(['Banking', 'Consulting', 'Electronics', 'Energy', 'Other'])),
  field('NumberOfEmployees', 'Employees', 'int', { precision: 8 }),
  field('Description', 'Account Description', 'textarea', { length: 32_000 }),
  ownerField,
  ...stampFields,
  field('LastActivityDate', 'Last Activity', 'date', derived),
];

export const recordObject = {
  kind: 'data',
  custom: false,
  sharing: 'publicRead',
  readNeeds: null,
  createable: true,
  updateable: true,
  deletable: true,
  mergeable: true,
  validationRules: [],
} as const;

export const standardCrmObjects: readonly ObjectDefinition[] = [
  {
    ...recordObject,
    name: 'Account',
    label: 'Account',
    labelPlural: 'Accounts',
    keyPrefix: '001',
    fields: fieldMap(accountFields),
  },
  {
    ...recordObject,
    name: 'Contact',
    label: 'Contact',
    labelPlural: 'Contacts',
    keyPrefix: '003',
    fields: fieldMap(contactFields),
  },
];
