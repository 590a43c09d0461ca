// What each permission set of the package holds, exactly: what is not here, it must not hold. The same rules in words:
// docs/security.md, "Who may do what in Salesforce". A change here changes who can read or write what.

/** @typedef {'read' | 'create' | 'edit' | 'delete' | 'viewAll' | 'modifyAll'} Right */

/**
 * @typedef {object} PermissionRule
 * @property {boolean} isPreAuthorised whether it lets the connector act for whoever holds it
 * @property {readonly string[]} userPermissions of the platform. View All Data, Modify All Data and Manage Users are in
 *   none, because nothing here needs them
 * @property {readonly string[]} customPermissions
 * @property {Readonly<Record<string, readonly Right[]>>} objects
 * @property {readonly string[]} editableFields of objects that the set gives no Edit on
 */

/** @type {readonly Right[]} */
const READ = ['read'];
/** @type {readonly Right[]} */
const READ_ALL = ['read', 'viewAll'];
/** @type {readonly Right[]} */
const ALL = ['read', 'create', 'edit', 'delete', 'viewAll', 'modifyAll'];

/** @type {Readonly<Record<string, PermissionRule>>} */
export const PERMISSION_RULES = {
  // What a person may do with contacts and events comes from elsewhere; the sync adds its own key and nothing else.
  Exchange_Sync_Person: {
    isPreAuthorised: true,
    userPermissions: ['ApiEnabled'],
    customPermissions: [],
    objects: { Exchange_Sync_Issue__c: READ, Exchange_Sync_Request__c: READ, Exchange_Sync_Status__c: READ },
    editableFields: ['Contact.Exchange_Sync_Key__c', 'Event.Exchange_Sync_Key__c', 'Task.Exchange_Sync_Key__c'],
  },
  // An admin sets up and sees all. The connector must not act as an admin, and an admin writes no status by hand.
  Exchange_Sync_Admin: {
    isPreAuthorised: false,
    userPermissions: [],
    customPermissions: ['Manage_Exchange_Sync'],
    objects: {
      Exchange_Configuration_Assignment__c: ALL,
      Exchange_Configuration__c: ALL,
      Exchange_Connector__c: READ_ALL,
      Exchange_Sync_Issue__c: READ_ALL,
      Exchange_Sync_Request__c: READ_ALL,
      Exchange_Sync_Settings__c: ALL,
      Exchange_Sync_Status__c: READ_ALL,
    },
    editableFields: [],
  },
  // The integration user reports and watches. It sees contacts and never writes them: people's data is written as the
  // person. View Setup and View Roles show who holds which permission set.
  Exchange_Sync_Connector: {
    isPreAuthorised: true,
    userPermissions: ['ApiEnabled', 'ViewRoles', 'ViewSetup'],
    customPermissions: ['Answer_Exchange_Sync_Requests'],
    objects: {
      Account: READ_ALL,
      Contact: READ_ALL,
      Lead: READ_ALL,
      Exchange_Configuration_Assignment__c: ALL,
      Exchange_Configuration__c: ALL,
      Exchange_Connector__c: ALL,
      Exchange_Sync_Command__e: READ,
      Exchange_Sync_Issue__c: ALL,
      Exchange_Sync_Request__c: ALL,
      // Read only: what an admin stopped, the connector cannot start.
      Exchange_Sync_Settings__c: READ_ALL,
      Exchange_Sync_Status__c: ALL,
    },
    editableFields: [],
  },
};
