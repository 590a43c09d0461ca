// Stand-in for ExchangeConfigurationController.cls: configurations and who gets them.
import { onSave, readingAs, withWords } from './exchange-sync-error.js';
import { requireManage } from './exchange-sync-permission.js';
import type { ApexContext } from './platform/context.js';
import { deleteAsUser, insertAsUser, upsertAsUser, type Fields } from './platform/dml.js';
import { NullPointerException } from './platform/exceptions.js';
import { query, textIn, type ApexRecord } from './platform/soql.js';

export const queries = {
  configurations:
    'SELECT Id, Name, Description__c, Active__c, Contact_Direction__c, Event_Direction__c, LastModifiedDate ' +
    'FROM Exchange_Configuration__c WITH USER_MODE ORDER BY Name LIMIT 1000',
  assignees:
    'SELECT Id, User__c, User__r.Name, Profile_Id__c FROM Exchange_Configuration_Assignment__c WHERE ' +
    'Configuration__c = :configurationId WITH USER_MODE ORDER BY User__r.Name NULLS LAST LIMIT 10000',
  assignmentsById: 'SELECT Id FROM Exchange_Configuration_Assignment__c WHERE Id IN :assignmentIds WITH USER_MODE',
  profiles: 'SELECT Id, Name FROM Profile WHERE Id IN :profileIds WITH USER_MODE',
  withAllSettings:
    'SELECT Id, Name, Description__c, Active__c, Contact_Direction__c, Contact_Scope__c, ' +
    'Contact_Conditions__c, Contact_Leaves_Reach__c, Contact_Several_Matches__c, Contact_First_Link__c, ' +
    'Contact_Conflict__c, Contact_Deleted_In_Exchange__c, Contact_Deleted_In_Salesforce__c, ' +
    'Contact_Field_Mapping__c, Event_Direction__c, Event_Selection__c, Event_Category__c, Event_Private__c, ' +
    'Event_Text__c, Event_Deleted__c, Event_Relate__c, Event_Leave_Out_Internal__c, ' +
    'Event_Leave_Out_Declined__c, Event_Leave_Out_Cancelled__c, Event_Leave_Out_Free__c, ' +
    'Event_Leave_Out_All_Day__c, Event_Leave_Out_Domains__c, Event_Leave_Out_Words__c, Event_Days_Back__c, ' +
    'Event_Days_Ahead__c, LastModifiedDate, LastModifiedBy.Name FROM Exchange_Configuration__c WHERE Id = ' +
    ':configurationId WITH USER_MODE',
} as const;

const ADMIN = 'Exchange Sync: Admin';

interface Assignee {
  readonly assignmentId: string;
  readonly userId: string | null;
  readonly profileId: string | null;
  readonly name: string | null;
}

export function configurations(context: ApexContext): readonly ApexRecord[] {
  requireManage(context);
  return readingAs(context, 'What_Configurations', ADMIN, () => query(context, queries.configurations));
}

export function configuration(context: ApexContext, configurationId: string | null): ApexRecord {
  requireManage(context);
  const [found] = readingAs(context, 'What_Configurations', ADMIN, () =>
    query(context, queries.withAllSettings, { configurationId }),
  );
  if (found === undefined) throw withWords(context.state.labels.text('Configuration_Gone'));
  return found;
}

export function assignees(context: ApexContext, configurationId: string | null): readonly Assignee[] {
  requireManage(context);
  return readingAs(context, 'What_Assignments', ADMIN, () =>
    assigneesOf(context, query(context, queries.assignees, { configurationId })),
  );
}

export function save(context: ApexContext, given: Fields | null): string {
  requireManage(context);
  if (given === null) throw new NullPointerException();
  return saving(context, () => upsertAsUser(context, 'Exchange_Configuration__c', given));
}

export function assign(
  context: ApexContext,
  configurationId: string | null,
  userIds: readonly string[] | null,
  profileIds: readonly string[] | null,
): null {
  requireManage(context);
  const assignments = [
    ...(userIds ?? []).map((userId) => ({ Configuration__c: configurationId, User__c: userId })),
    ...(profileIds ?? []).map((profileId) => ({ Configuration__c: configurationId, Profile_Id__c: profileId })),
  ];
  saving(context, () => insertAsUser(context, 'Exchange_Configuration_Assignment__c', assignments));
  return null;
}

export function unassign(context: ApexContext, assignmentIds: readonly string[] | null): null {
  requireManage(context);
  const found = readingAs(context, 'What_Assignments', ADMIN, () =>
    query(context, queries.assignmentsById, { assignmentIds: assignmentIds ?? [] }),
  );
  const ids = found.map(({ Id }) => Id);
  saving(context, () => deleteAsUser(context, 'Exchange_Configuration_Assignment__c', ids));
  return null;
}

/** `try { … } catch (Exception refused) { throw onSave(refused) }` */
function saving<T>(context: ApexContext, work: () => T): T {
  try {
    return work();
  } catch (refused) {
    throw onSave(context, refused);
  }
}

function assigneesOf(context: ApexContext, assignments: readonly ApexRecord[]): readonly Assignee[] {
  const profileIds = assignments.flatMap((assignment) => textIn(assignment, 'Profile_Id__c') ?? []);
  const profiles = query(context, queries.profiles, { profileIds });
  const nameOf = new Map(profiles.map((profile) => [profile.Id, textIn(profile, 'Name')]));
  return assignments.map((assignment) => {
    const profileId = textIn(assignment, 'Profile_Id__c');
    const userName = textIn(assignment['User__r'], 'Name');
    return {
      assignmentId: assignment.Id,
      userId: textIn(assignment, 'User__c'),
      profileId,
      name: userName ?? nameOf.get(profileId ?? '') ?? null,
    };
  });
}
