// Lead as an org has it out of the box, without conversion: a seed may set what only a conversion sets.
// Lengths and flags: reference of the Salesforce objects (notes.md, "Objects").
import { field, readOnlyField, type FieldDefinition, type ObjectDefinition } from '../schema/schema.js';
import { address, derived, picklist, recordObject, sourceFields } from './crm.js';
import { fieldMap, idField, isDeletedField, lookup, ownerField, stampFields } from './fields.js';

const statuses = ['Open - Not Contacted', 'Working - Contacted', 'Closed - Converted', 'Closed - Not Converted'];
const namePart = { permissionable: false, compoundFieldName: 'Name' } as const;

const leadFields: readonly FieldDefinition[] = [
  idField,
  isDeletedField,
  lookup('MasterRecordId', 'Master Record ID', 'Lead', { ...derived, onParentDelete: 'nothing' }),
  field('LastName', 'Last Name', 'string', { ...namePart, length: 80, nillable: false }),
  field('FirstName', 'First Name', 'string', { ...namePart, length: 40 }),
  field('Salutation', 'Salutation', 'picklist', {
    ...namePart,
    length: 40,
    ...picklist(['Mr.', 'Ms.', 'Mrs.', 'Dr.', 'Prof.']),
  }),
  field('MiddleName', 'Middle Name', 'string', { ...namePart, length: 40, onlyWhile: 'middleNameAndSuffix' }),
  field('Suffix', 'Suffix', 'string', { ...namePart, length: 40, onlyWhile: 'middleNameAndSuffix' }),
  field('Name', 'Full Name', 'string', { ...readOnlyField, length: 121, nillable: false, nameField: true }),
  field('Title', 'Title', 'string', { length: 128 }),
  field('Company', 'Company', 'string', { length: 255, nillable: false, permissionable: false }),
  ...address(''),
  field('Phone', 'Phone', 'phone', { length: 40 }),
  field('MobilePhone', 'Mobile Phone', 'phone', { length: 40 }),
  field('Fax', 'Fax', 'phone', { length: 40 }),
  field('Email', 'Email', 'email', { length: 80, idLookup: true }),
  field('Website', 'Website', 'url'),
  field('Description', 'Description', 'textarea', { length: 32_000 }),
  field('LeadSource', 'Lead Source', 'picklist', { length: 255, ...sourceFields }),
  field('Status', 'Status', 'picklist', {
    ...picklist(statuses),
    nillable: false,
    permissionable: false,
    defaultedOnCreate: true,
    defaultValue: statuses[0] ?? null,
  }),
  field('Industry', 'Industry', 'picklist', picklist(['Banking', 'Consulting', 'Electronics', 'Energy', 'Other'])),
  field('Rating', 'Rating', 'picklist', picklist(['Hot', 'Warm', 'Cold'])),
  field('NumberOfEmployees', 'Employees', 'int', { precision: 8 }),
  { ...ownerField, referenceTo: ['Group', 'User'], isPolymorphic: true },
  field('HasOptedOutOfEmail', 'Email Opt Out', 'boolean'),
  field('DoNotCall', 'Do Not Call', 'boolean'),
  field('IsConverted', 'Converted', 'boolean', { ...readOnlyField, defaultedOnCreate: true }),
  field('ConvertedDate', 'Converted Date', 'date', derived),
  lookup('ConvertedAccountId', 'Converted Account ID', 'Account', derived),
  lookup('ConvertedContactId', 'Converted Contact ID', 'Contact', derived),
  ...stampFields,
  field('LastActivityDate', 'Last Activity', 'date', derived),
];

export const leadObject: ObjectDefinition = {
  ...recordObject,
  name: 'Lead',
  label: 'Lead',
  labelPlural: 'Leads',
  keyPrefix: '00Q',
  fields: fieldMap(leadFields),
};
