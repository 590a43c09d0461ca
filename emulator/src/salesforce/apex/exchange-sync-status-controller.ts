// Stand-in for ExchangeSyncStatusController.cls: what the connector reported.
import { listOf, type ExchangeSyncCount } from './exchange-sync-count.js';
import { readingAs } from './exchange-sync-error.js';
import { requireManage } from './exchange-sync-permission.js';
import { aggregate, type AggregateResult } from './platform/aggregate.js';
import type { ApexContext } from './platform/context.js';
import { count, query, type ApexRecord } from './platform/soql.js';

export const queries = {
  openIssuesByReason:
    'SELECT Reason__c reason, SUM(Number__c) total FROM Exchange_Sync_Issue__c WHERE Parent__c = NULL AND ' +
    'Settled_At__c = NULL WITH USER_MODE GROUP BY Reason__c ORDER BY SUM(Number__c) DESC',
  waitingRequests: 'SELECT COUNT() FROM Exchange_Sync_Request__c WHERE State__c IN :WAITING WITH USER_MODE',
  connectors:
    'SELECT Id, State__c, Version__c, Started_At__c, Heartbeat_At__c, Microsoft_Key_Ends__c, ' +
    'Salesforce_Key_Ends__c FROM Exchange_Connector__c WITH USER_MODE ORDER BY Heartbeat_At__c DESC NULLS LAST ' +
    'LIMIT 20',
  peopleByState:
    'SELECT Person_State__c personState, Contact_State__c contactState, Event_State__c eventState, COUNT(Id) ' +
    'total, MAX(Reported_At__c) latest FROM Exchange_Sync_Status__c WITH USER_MODE GROUP BY Person_State__c, ' +
    'Contact_State__c, Event_State__c ORDER BY COUNT(Id) DESC LIMIT 2000',
  status:
    'SELECT Id, Mailbox__c, Mailbox_State__c, Person_State__c, Missing_Permissions__c, Folder_State__c, ' +
    'Contact_State__c, Contact_Progress__c, Contacts_Synced__c, Contacts_Waiting__c, Contacts_Left_Out__c, ' +
    'Contacts_Left_Out_By_Reason__c, Contact_Issues__c, Last_Success__c, Event_State__c, Event_Progress__c, ' +
    'Events_Synced__c, Events_Waiting__c, Events_Left_Out__c, Events_Left_Out_By_Reason__c, Event_Issues__c, ' +
    'Last_Event_Success__c, Next_Run__c, Reported_At__c FROM Exchange_Sync_Status__c WHERE User__c = :userId ' +
    'WITH USER_MODE LIMIT 1',
  openIssues:
    'SELECT Id, Object__c, Reason__c, Number__c, Side__c, Fields__c, First_Seen__c, Last_Seen__c FROM ' +
    'Exchange_Sync_Issue__c WHERE User__c = :userId AND Parent__c = NULL AND Settled_At__c = NULL WITH ' +
    'USER_MODE ORDER BY Last_Seen__c DESC LIMIT 200',
  waitingRequestsOf:
    'SELECT Id, Name, Type__c, Objects__c, State__c, CreatedDate, Started_At__c FROM Exchange_Sync_Request__c ' +
    'WHERE User__c = :userId AND State__c IN :WAITING WITH USER_MODE ORDER BY CreatedDate LIMIT 200',
} as const;

const WAITING = ['Queued', 'Running'];

interface MyStatus {
  readonly status: ApexRecord | null;
  readonly issues: readonly ApexRecord[];
  readonly waitingRequests: readonly ApexRecord[];
}

interface Overview {
  readonly peopleByPersonState: readonly ExchangeSyncCount[];
  readonly peopleByContactState: readonly ExchangeSyncCount[];
  readonly peopleByEventState: readonly ExchangeSyncCount[];
  readonly openIssuesByReason: readonly ExchangeSyncCount[];
  readonly waitingRequests: number;
  readonly connectors: readonly ApexRecord[];
  readonly lastReportAt: string | null;
}

export function myStatus(context: ApexContext): MyStatus {
  const binds = { userId: context.user.id, WAITING };
  return readingAs(context, 'What_Own_Status', 'Exchange Sync: Person', () => ({
    status: query(context, queries.status, binds)[0] ?? null,
    issues: query(context, queries.openIssues, binds),
    waitingRequests: query(context, queries.waitingRequestsOf, binds),
  }));
}

export function overview(context: ApexContext): Overview {
  requireManage(context);
  return readingAs(context, 'What_All_Status', 'Exchange Sync: Admin', () => {
    const people = aggregate(context, queries.peopleByState);
    return {
      peopleByPersonState: listOf(people, 'personState'),
      peopleByContactState: listOf(people, 'contactState'),
      peopleByEventState: listOf(people, 'eventState'),
      openIssuesByReason: listOf(aggregate(context, queries.openIssuesByReason), 'reason'),
      waitingRequests: count(context, queries.waitingRequests, { WAITING }),
      connectors: query(context, queries.connectors),
      lastReportAt: latestOf(people),
    };
  });
}

function latestOf(people: readonly AggregateResult[]): string | null {
  const times = people.flatMap(({ latest }) => (typeof latest === 'string' ? [latest] : []));
  return times.sort().at(-1) ?? null;
}
