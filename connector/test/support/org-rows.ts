// What the app's users see in the org: status, issue and request rows, read past all rules. And asking for something,
// through the app's Apex or past it.
import type { SalesforceRecord } from '../../../emulator/src/parts.js';
import type { Person } from '../../../emulator/src/people/organisation.js';
import type { Workbench } from './workbench.js';

type HasId = { readonly userId: string };
/** What an issue is about. */
type IssueObject = 'Contact' | 'Event' | 'Person';

export function rowsOf(bench: Workbench, object: string): readonly SalesforceRecord[] {
  return bench.emulator.salesforce.dump().objects[object] ?? [];
}

/** The one status row of a person. Throws when there is none. */
export function statusOf(bench: Workbench, { userId }: HasId): SalesforceRecord {
  const [row, ...more] = rowsOf(bench, 'Exchange_Sync_Status__c').filter((one) => one['Person_Key__c'] === userId);
  if (row === undefined || more.length > 0) throw new Error(`${more.length + 1} status rows, or none`);
  return row;
}

/** Reason → number of the open issues of a person, about one object or added up over all of them. */
export function openIssues(
  bench: Workbench,
  { userId }: HasId,
  object: IssueObject | null = null,
): Readonly<Record<string, number>> {
  const rows = rowsOf(bench, 'Exchange_Sync_Issue__c').filter(
    (row) =>
      row['User__c'] === userId && isAbout(row, object) && isEmpty(row['Parent__c']) && isEmpty(row['Settled_At__c']),
  );
  const issues = new Map<string, number>();
  for (const { Reason__c, Number__c } of rows) {
    issues.set(String(Reason__c), (issues.get(String(Reason__c)) ?? 0) + Number(Number__c));
  }
  return Object.fromEntries(issues);
}

/** Item rows below the issue of this reason. */
export function issueItems(
  bench: Workbench,
  { userId }: HasId,
  reason: string,
  object: IssueObject | null = null,
): readonly SalesforceRecord[] {
  return rowsOf(bench, 'Exchange_Sync_Issue__c').filter(
    (row) =>
      row['User__c'] === userId && row['Reason__c'] === reason && isAbout(row, object) && !isEmpty(row['Parent__c']),
  );
}

/** Asks as a page of the app does, which refuses what the asker may not ask; answers its id. `of` null = everybody. */
export function ask(
  { emulator }: Workbench,
  asker: HasId & { readonly username: string },
  type: string,
  of: HasId | null,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  const { CreatedDate, ...asked } = fields;
  const request = { Type__c: type, Objects__c: 'Contacts', User__c: of?.userId ?? null, ...asked };
  const id = emulator.salesforce.writeRequest(asker.username, request);
  if (CreatedDate !== undefined) emulator.salesforce.seed('Exchange_Sync_Request__c', { Id: id, CreatedDate });
  return id;
}

/** A request that the org would have refused, as if its rules were broken: the connector decides by itself. */
export function forge(bench: Workbench, asker: HasId, type: string, of: HasId | null): string {
  return bench.emulator.salesforce.seed('Exchange_Sync_Request__c', {
    Type__c: type,
    State__c: 'Queued',
    Objects__c: 'Contacts',
    User__c: of?.userId ?? null,
    OwnerId: of?.userId ?? asker.userId,
    CreatedById: asker.userId,
  });
}

export function requestRow(bench: Workbench, id: string): SalesforceRecord {
  const row = rowsOf(bench, 'Exchange_Sync_Request__c').find((one) => one.Id === id);
  if (row === undefined) throw new Error('there is no such request');
  return row;
}

export function adminOf(bench: Workbench): Person {
  return bench.emulator.organisation.personInRole('admin');
}

function isAbout(row: SalesforceRecord, object: IssueObject | null): boolean {
  return object === null || row['Object__c'] === object;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined;
}
