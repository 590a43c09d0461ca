// Mistakes that a newcomer makes while adding something, and what has to notice each: the types of the connector, or
// one file of tests. A list that is made of a table cannot lack a row, so there the making of the list is broken.

/**
 * A text that is replaced once in a file, or wherever it stands in the sources of a folder. It has to be there; a file
 * without `find` is a new one.
 * @typedef {{ file: string, find?: string, put: string } | { folder: string, find: string, put: string }} Edit
 */
/**
 * @typedef {object} Mistake
 * @property {string} change what somebody is adding
 * @property {string} mistake
 * @property {readonly Edit[]} edits
 * @property {string} noticedBy `types`, or the file of tests
 * @property {readonly string[]} named words that one complaint has to hold; after edits of a folder one for each file
 */

const CORE = 'connector/src/core';
const CONTACT_SETTINGS = `${CORE}/settings/contact.ts`;
const DOCS = 'connector/test/docs';
const OBJECTS = 'force-app/main/default/objects';
const CONTROLLER = 'force-app/main/default/classes/ExchangeConfigurationController.cls';

/** @type {Edit} */
const settingInTable = {
  file: CONTACT_SETTINGS,
  find: "  fields: json('",
  put: "  planted: choice('Contact_Planted__c', 'One', 'Two'),\n  fields: json('",
};

/** @type {Edit} */
const settingInOrg = {
  file: `${OBJECTS}/Exchange_Configuration__c/fields/Contact_Planted__c.field-meta.xml`,
  put:
    '<CustomField>\n<fullName>Contact_Planted__c</fullName>\n<label>Planted</label>\n<type>Picklist</type>\n' +
    ['One', 'Two'].map((word) => `<value><fullName>${word}</fullName><label>${word}</label></value>\n`).join('') +
    '</CustomField>\n',
};

/** @type {Edit} */
const contactField = {
  file: `${CORE}/contact/fields.ts`,
  find: '} as const satisfies Record<string, FieldRow>;',
  put: "  Planted: row('Planted', property('planted'), 40, 'text'),\n} as const satisfies Record<string, FieldRow>;",
};

/** @type {Edit} */
const settingValue = {
  file: CONTACT_SETTINGS,
  find: "'LatestChangeWins', 'Ask'),",
  put: "'LatestChangeWins', 'Ask', 'NobodyWins'),",
};

/** @type {Edit} */
const requestType = {
  file: `${CORE}/requests.ts`,
  find: 'export const requestTypes = {\n',
  put:
    'export const requestTypes = {\n' +
    "  Planted: { does: 'nothing', forOneself: 'managers', expiresAfterMs: null },\n",
};

/** @type {readonly Mistake[]} */
export const MISTAKES = [
  {
    change: 'contact field',
    mistake: 'the Apex list does not have it',
    edits: [contactField],
    noticedBy: `${DOCS}/apex.test.ts`,
    named: ['contact fields', 'ExchangeFieldMappingCheck', 'Planted'],
  },
  {
    change: 'contact field',
    mistake: 'the page of fields does not have it',
    edits: [contactField],
    noticedBy: `${CORE}/contact/fields.test.ts`,
    named: ['is on the page row by row', 'Planted'],
  },
  {
    change: 'contact field',
    mistake: 'a refusal of Graph cannot name it',
    edits: [
      {
        file: 'connector/src/exchange/errors.ts',
        find: 'contactFieldNames.map',
        put: 'contactFieldNames.slice(1).map',
      },
    ],
    noticedBy: 'connector/src/exchange/errors.test.ts',
    named: ['names the property of Graph that LastName stands in'],
  },
  {
    change: 'setting',
    mistake: 'the org has no field for it',
    edits: [settingInTable],
    noticedBy: `${DOCS}/org-pages.test.ts`,
    named: ['kind that core/settings expects', 'Contact_Planted__c', 'no such field'],
  },
  {
    change: 'setting',
    mistake: 'the page of settings does not have it',
    edits: [settingInTable, settingInOrg],
    noticedBy: `${DOCS}/org-pages.test.ts`,
    named: ['the settings page', 'leaves out no field', 'Contact_Planted__c'],
  },
  {
    change: 'setting',
    mistake: 'the permission sets do not have it',
    edits: [settingInOrg],
    noticedBy: `${DOCS}/metadata.test.ts`,
    named: ['Exchange_Configuration__c to Exchange_Sync_Admin', 'Contact_Planted__c'],
  },
  {
    change: 'setting',
    mistake: 'the page layout does not have it',
    edits: [settingInOrg],
    noticedBy: `${DOCS}/admin-pages.test.ts`,
    named: ['page layouts', 'Exchange_Configuration__c', 'Contact_Planted__c'],
  },
  {
    change: 'setting',
    mistake: 'of the whole system, and the org has no field for it',
    edits: [
      {
        file: `${CORE}/settings/system.ts`,
        find: "  companyDomains: domains('",
        put: "  planted: domains('Planted__c'),\n  companyDomains: domains('",
      },
    ],
    noticedBy: `${DOCS}/org-pages.test.ts`,
    named: ['core/settings/system.ts expects', 'Planted__c', 'no such field'],
  },
  {
    change: 'setting',
    mistake: "the controller's SELECT does not have it",
    edits: [{ file: CONTROLLER, find: '                Contact_Conflict__c,\n', put: '' }],
    noticedBy: `${DOCS}/settings-shown.test.ts`,
    named: ['misses no setting', 'Contact_Conflict__c', CONTROLLER],
  },
  {
    change: 'setting value',
    mistake: 'only a type knows it',
    edits: [
      {
        file: `${CORE}/planted.ts`,
        put:
          "import type { ContactSettings } from './settings/contact.js';\n" +
          "export const planted: ContactSettings['conflict'] = 'NobodyWins';\n",
      },
    ],
    noticedBy: 'types',
    named: ['planted.ts', 'NobodyWins'],
  },
  {
    change: 'setting value',
    mistake: 'the org does not offer it',
    edits: [settingValue],
    noticedBy: `${DOCS}/org-pages.test.ts`,
    named: ['exactly the values of Contact_Conflict__c', 'NobodyWins'],
  },
  {
    change: 'setting value',
    mistake: 'nobody decides what it means',
    edits: [settingValue],
    noticedBy: 'types',
    named: ['connector/src/core/merge.ts', 'never'],
  },
  {
    change: 'reason code',
    mistake: 'nobody gives it',
    edits: [
      {
        file: `${CORE}/reasons.ts`,
        find: 'export const reasons = {\n',
        put: "export const reasons = {\n  PLANTED: adminFixes('Nobody gives this one.', 'Look for it.'),\n",
      },
    ],
    noticedBy: `${CORE}/reasons.test.ts`,
    named: ['none stands in core/reasons.ts alone', 'PLANTED'],
  },
  {
    change: 'request type',
    mistake: 'nobody carries it out',
    edits: [requestType],
    noticedBy: 'types',
    named: ['connector/src/jobs/requests.ts', 'never'],
  },
  {
    change: 'request type',
    mistake: 'the org and the page of settings do not have it',
    edits: [requestType],
    noticedBy: `${DOCS}/org-pages.test.ts`,
    named: ['types that the org has', 'Planted'],
  },
  {
    change: 'status code',
    mistake: 'a slip of the pen in a state of a part',
    edits: [{ folder: 'connector/src/sync', find: "'STOPPED'", put: "'STOPED'" }],
    noticedBy: 'types',
    named: [],
  },
  {
    change: 'status code',
    mistake: 'a slip of the pen in a state of a mailbox',
    edits: [
      { folder: 'connector/src/sync', find: "mailbox: 'DOMAIN_NOT_ALLOWED'", put: "mailbox: 'DOMAIN_NOTALLOWED'" },
    ],
    noticedBy: 'types',
    named: [],
  },
];
