// Faults of metadata files that the checks must find, one or more for each thing that a check claims to see.
import { icons } from '../icons.mjs';
import { metadataReferences } from '../metadata-references.mjs';
import { metadataTypes } from '../metadata-types.mjs';
import { permissionSets } from '../permission-sets.mjs';
import { sourceConverts } from '../source-converts.mjs';

/** @typedef {import('./planted.mjs').Fault} Fault */

const STATUS = 'objects/Exchange_Sync_Status__c';
const SETS = 'permissionsets/Exchange_Sync_';

/**
 * @param {string} type
 * @param {string} inside
 */
export function xml(type, inside) {
  const space = 'xmlns="http://soap.sforce.com/2006/04/metadata"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${type} ${space}>\n${inside}\n</${type}>\n`;
}

/**
 * A field file with one sound or unsound part more.
 * @param {string} name
 * @param {string} part
 * @param {string} help
 * @returns {{ file: string, text: string }}
 */
function field(name, part, help = '<inlineHelpText>Help.</inlineHelpText>') {
  const type = part.includes('<type>') ? '' : '<type>Checkbox</type><defaultValue>false</defaultValue>';
  return {
    file: `${STATUS}/fields/${name}.field-meta.xml`,
    text: xml('CustomField', `<fullName>${name}</fullName>\n${help}\n<label>Planted</label>\n${type}${part}`),
  };
}

/** @type {readonly Fault[]} */
const TYPE_FAULTS = [
  { ...field('Planted_A__c', '<lable>x</lable>'), says: '<lable> is no element of CustomField' },
  { ...field('Planted_B__c', '<type>Txt</type>'), says: '<type> is "Txt", which is no FieldType' },
  { ...field('Planted_C__c', '<externalId>yes</externalId>'), says: '<externalId> is "yes"' },
  { ...field('Planted_D__c', '<label>Again</label>'), says: '<label> stands twice' },
  { ...field('Planted_E__c', '<length>many</length>'), says: '<length> is "many"' },
  { ...field('Planted_F__c', '<description>open'), says: 'is no well-formed XML' },
  {
    file: `${STATUS}/validationRules/Planted.validationRule-meta.xml`,
    text: xml('ValidationRule', '<active>true</active>\n<errorConditionFormula>true</errorConditionFormula>'),
    says: '<errorMessage> is missing in ValidationRule',
  },
  {
    file: `${STATUS}/listViews/Planted.listView-meta.xml`,
    text: xml('ListViw', '<label>Planted</label>'),
    says: '<ListViw> is no metadata type',
  },
  {
    file: 'layouts/Exchange_Sync_Status__c-Planted.layout-meta.xml',
    text: xml(
      'Layout',
      ['Full', 'None']
        .map((style) => `<excludeButtons>${style}</excludeButtons>`)
        .join('<showEmailCheckbox>true</showEmailCheckbox>'),
    ),
    says: '<excludeButtons> does not follow its like',
  },
  {
    file: 'classes/PlantedVersion.cls-meta.xml',
    text: xml('ApexClass', '<apiVersion>50.0</apiVersion><status>Active</status>'),
    says: 'has API version 50.0',
  },
  {
    file: 'staticresources/Planted.resource-meta.xml',
    text: xml('StaticResource', '<cacheControl>Secret</cacheControl><contentType>text/plain</contentType>'),
    says: '<cacheControl> is "Secret", which is no StaticResourceCacheControl',
  },
  {
    file: 'labels/Planted.labels-meta.xml',
    text: xml('CustomLabels', '<labels><fullName>Planted</fullName><protected>maybe</protected></labels>'),
    says: '<protected> is "maybe"',
  },
];

/** @type {readonly Fault[]} */
const REFERENCE_FAULTS = [
  {
    ...field('Planted_Long__c', '', `<inlineHelpText>${'x'.repeat(511)}</inlineHelpText>`),
    says: '<inlineHelpText> has 511 characters',
  },
  { ...field('Planted_Mute__c', '', ''), says: 'Planted_Mute__c has no help text' },
  {
    file: `${STATUS}/listViews/Planted.listView-meta.xml`,
    text: xml('ListView', '<columns>NAME</columns>\n<columns>Nowhere__c</columns>\n<label>Planted</label>'),
    says: 'Nowhere__c is no object, field or relationship',
  },
  {
    file: `${STATUS}/compactLayouts/Planted.compactLayout-meta.xml`,
    text: xml('CompactLayout', '<fields>Nme</fields><label>Planted</label>'),
    says: 'Nme is no field of Exchange_Sync_Status__c',
  },
  {
    file: 'layouts/Exchange_Sync_Status__c-Planted.layout-meta.xml',
    text: xml(
      'Layout',
      `<layoutSections><layoutColumns><layoutItems>
        <field>Issue_Key__c</field>
      </layoutItems></layoutColumns></layoutSections>`,
    ),
    says: 'Issue_Key__c is no field of Exchange_Sync_Status__c',
  },
  {
    file: `${STATUS}/validationRules/Planted.validationRule-meta.xml`,
    text: xml('ValidationRule', '<errorConditionFormula>ISBLANK(Lost__c)</errorConditionFormula>'),
    says: 'Lost__c is no object, field or relationship',
  },
  {
    file: 'reports/Planted/Planted.report-meta.xml',
    text: xml('Report', '<columns><field>Exchange_Sync_Status__c$Issue_Key__c</field></columns>'),
    says: 'Issue_Key__c is no field of Exchange_Sync_Status__c',
  },
  {
    file: 'tabs/Planted__c.tab-meta.xml',
    text: xml('CustomTab', '<customObject>true</customObject><motif>Custom53: Bell</motif>'),
    says: 'Planted__c is no object of the package',
  },
  {
    file: 'applications/Planted.app-meta.xml',
    text: xml('CustomApplication', '<tabs>standard-home</tabs><tabs>Planted_Nowhere</tabs>'),
    says: 'Planted_Nowhere is no tab',
  },
  {
    file: 'objects/Planted_Thing__c/Planted_Thing__c.object-meta.xml',
    text: xml('CustomObject', '<label>Planted</label>'),
    says: 'Planted_Thing__c has no description',
  },
];

/**
 * @param {string} object
 * @param {string} right
 */
function right(object, right) {
  return `<objectPermissions><${right}>true</${right}><object>${object}</object></objectPermissions>`;
}

/**
 * @param {string} name
 * @param {'true' | 'false'} editable
 */
function fieldRight(name, editable) {
  const parts = `<editable>${editable}</editable><field>${name}</field><readable>true</readable>`;
  return `<fieldPermissions>${parts}</fieldPermissions>`;
}

/**
 * Something more in a permission set.
 * @param {string} set
 * @param {string} part
 * @returns {{ file: string, change: readonly [string, string] }}
 */
function added(set, part) {
  return { file: `${SETS}${set}.permissionset-meta.xml`, change: ['</PermissionSet>', `${part}</PermissionSet>`] };
}

/** @param {string} name */
function userPermission(name) {
  return `<userPermissions><enabled>true</enabled><name>${name}</name></userPermissions>`;
}

/** @type {readonly Fault[]} */
const PERMISSION_FAULTS = [
  { ...added('Connector', userPermission('ViewAllData')), says: 'holds the user permission ViewAllData' },
  { ...added('Connector', userPermission('ManageUsers')), says: 'holds the user permission ManageUsers' },
  { ...added('Connector', right('Contact', 'allowEdit')), says: 'holds edit on Contact' },
  { ...added('Connector', fieldRight('Contact.Phone', 'true')), says: 'edits Contact.Phone' },
  { ...added('Person', userPermission('ModifyAllData')), says: 'holds the user permission ModifyAllData' },
  {
    ...added('Person', right('Exchange_Sync_Request__c', 'allowCreate')),
    says: 'holds create on Exchange_Sync_Request__c',
  },
  {
    ...added('Person', right('Exchange_Sync_Status__c', 'viewAllRecords')),
    says: 'holds viewAll on Exchange_Sync_Status__c',
  },
  { ...added('Person', fieldRight('Contact.Nowhere__c', 'false')), says: 'names Contact.Nowhere__c' },
  {
    ...added(
      'Person',
      '<customPermissions><enabled>true</enabled><name>Manage_Exchange_Sync</name></customPermissions>',
    ),
    says: 'holds the custom permission Manage_Exchange_Sync',
  },
  { ...added('Admin', right('Exchange_Sync_Status__c', 'allowEdit')), says: 'holds edit on Exchange_Sync_Status__c' },
  { ...added('Admin', userPermission('ApiEnabled')), says: 'holds the user permission ApiEnabled' },
  { ...added('Admin', '<tabSettings><tab>Planted_Nowhere</tab></tabSettings>'), says: 'names Planted_Nowhere' },
  {
    ...added('Admin', fieldRight('Exchange_Configuration_Assignment__c.Configuration__c', 'true')),
    says: 'names Exchange_Configuration_Assignment__c.Configuration__c, which everybody sees',
  },
  {
    file: `${SETS}Admin.permissionset-meta.xml`,
    change: ['<name>Manage_Exchange_Sync</name>', '<name>Planted_Permission</name>'],
    says: 'lacks Manage_Exchange_Sync',
  },
  {
    file: `${SETS}Admin.permissionset-meta.xml`,
    change: [
      '<field>Exchange_Configuration__c.Active__c</field>',
      '<field>Exchange_Configuration__c.Aktive__c</field>',
    ],
    says: 'cannot read Exchange_Configuration__c.Active__c',
  },
  {
    file: `${SETS}Connector.permissionset-meta.xml`,
    change: ['<object>Lead</object>', '<object>Case</object>'],
    says: 'lacks Lead',
  },
  {
    file: `${SETS}Planted.permissionset-meta.xml`,
    text: xml('PermissionSet', '<label>Planted</label>'),
    says: 'Exchange_Sync_Planted has no rule',
  },
  {
    file: 'objects/Planted_Thing__c/Planted_Thing__c.object-meta.xml',
    text: xml('CustomObject', '<description>Planted.</description>'),
    says: "Planted_Thing__c is in no permission set's rule",
  },
  {
    file: 'extlClntAppOauthPolicies/Planted.ecaOauthPlcy-meta.xml',
    text: xml(
      'ExtlClntAppOauthConfigurablePolicies',
      '<commaSeparatedPermissionSet>Exchange_Sync_Admin,Exchange_Sync_Person</commaSeparatedPermissionSet>',
    ),
    says: 'lets the connector act for holders of Exchange_Sync_Admin',
  },
  {
    file: 'classes/PlantedController.cls',
    text: 'public with sharing class PlantedController {\n    @AuraEnabled\n    public static void act() {\n    }\n}\n',
    says: 'PlantedController is called by pages, and no permission set gives access to it',
  },
];

/** @type {readonly Fault[]} */
const ICON_FAULTS = [
  {
    file: 'lwc/planted/planted.html',
    text: '<template><lightning-icon icon-name="standard:sync"></lightning-icon></template>\n',
    says: 'standard:sync is no icon',
  },
  {
    file: 'lwc/plantedToo/plantedToo.js',
    text: "const ICON = 'utility:nowhere';\n",
    says: 'utility:nowhere is no icon',
  },
  {
    file: 'tabs/Planted.tab-meta.xml',
    text: xml('CustomTab', '<motif>Custom999: Nothing</motif>'),
    says: 'custom:custom999 is no icon',
  },
  { file: 'tabs/Planted_Too.tab-meta.xml', text: xml('CustomTab', '<motif>Bell</motif>'), says: '"Bell" is no icon' },
];

/** @type {readonly Fault[]} */
const SOURCE_FAULTS = [
  { file: 'tabs/stray.txt', text: 'x\n', says: 'belongs to no component' },
  {
    file: 'classes/PlantedWithoutMeta.cls',
    text: 'public class PlantedWithoutMeta {\n}\n',
    says: 'PlantedWithoutMeta',
  },
];

/** @type {readonly (readonly [import('../findings.mjs').Check, readonly Fault[]])[]} */
export const FAULTS_IN_METADATA = [
  [metadataTypes, TYPE_FAULTS],
  [metadataReferences, REFERENCE_FAULTS],
  [permissionSets, PERMISSION_FAULTS],
  [icons, ICON_FAULTS],
  [sourceConverts, SOURCE_FAULTS],
];
