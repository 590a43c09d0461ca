// What people see in the org: one status row a person, issue rows and the item rows below them. Codes, counts, ids and
// times; never a name or a text. Rows belong to the person they are about (with private sharing that is what lets them
// read their own); where the org refuses that person as an owner, the connector's own user keeps the row.
import type { Outcome } from '../../core/failure.js';
import type { SyncObject } from '../../core/model.js';
import type { IssueRow, PartStatus, StatusRow } from '../../ports/salesforce.js';
import type { Client } from '../client.js';
import { upsertRecords, withoutValue, type Fields } from '../write/collections.js';

const statusObject = 'Exchange_Sync_Status__c';
const issueObject = 'Exchange_Sync_Issue__c';
const shortTextMax = 255;

export async function upsertStatus(client: Client, rows: readonly StatusRow[]): Promise<readonly Outcome<null>[]> {
  return (await upsertOwned(client, statusObject, 'Person_Key__c', rows.map(statusRecord))).map(withoutValue);
}

/** Issue rows go before their item rows, which name them by key. */
export async function upsertIssues(client: Client, rows: readonly IssueRow[]): Promise<readonly Outcome<null>[]> {
  const indexed = rows.map((row, index) => ({ row, index }));
  const outcomes: Outcome<unknown>[] = [];
  for (const isItem of [false, true]) {
    const some = indexed.filter(({ row }) => (row.parentKey !== null) === isItem);
    const records = some.map(({ row }) => issueRecord(row));
    const written = await upsertOwned(client, issueObject, 'Issue_Key__c', records);
    some.forEach(({ index }, position) => {
      outcomes[index] = written[position] as Outcome<unknown>;
    });
  }
  return outcomes.map(withoutValue);
}

/** Codes that say: this user cannot own such a row (no access to the object, or inactive). */
const ownerCodes = new Set(['TRANSFER_REQUIRES_READ', 'INACTIVE_OWNER_OR_USER', 'OP_WITH_INVALID_USER_TYPE_EXCEPTION']);

async function upsertOwned(
  client: Client,
  object: string,
  externalId: string,
  records: readonly (Fields & { readonly OwnerId: string })[],
): Promise<readonly Outcome<unknown>[]> {
  const outcomes = await upsertRecords(client, object, externalId, records);
  const refused = outcomes.flatMap((outcome, index) => (isOwnerRefused(outcome) ? [index] : []));
  if (refused.length === 0) return outcomes;
  const ownerless = refused.map((index) => {
    const { OwnerId: _owner, ...fields } = records[index] as Fields;
    return fields;
  });
  const again = await upsertRecords(client, object, externalId, ownerless);
  const repeated = new Map(refused.map((index, position) => [index, again[position]]));
  return outcomes.map((outcome, index) => repeated.get(index) ?? outcome);
}

function isOwnerRefused(outcome: Outcome<unknown>): boolean {
  return !outcome.ok && (ownerCodes.has(outcome.failure.code) || outcome.failure.fields?.includes('OwnerId') === true);
}

function statusRecord(row: StatusRow): Fields & { readonly OwnerId: string } {
  return {
    Person_Key__c: row.person,
    User__c: row.person,
    OwnerId: row.person,
    Configuration__c: row.configurationId,
    Mailbox__c: row.mailboxAddress,
    Mailbox_State__c: row.mailboxState,
    Person_State__c: row.personState,
    Folder_State__c: row.folderState,
    Missing_Permissions__c: joined(row.missingPermissions, '; '),
    ...partFields('Contact', row.parts.Contact),
    Last_Success__c: row.parts.Contact.lastSuccess,
    ...partFields('Event', row.parts.Event),
    Last_Event_Success__c: row.parts.Event.lastSuccess,
    Next_Run__c: row.nextRun,
    Reported_At__c: row.reportedAt,
  };
}

/** Contact_State__c, Contacts_Synced__c and so on, and the same with Event. */
function partFields(object: SyncObject, part: PartStatus): Fields {
  return {
    [`${object}_State__c`]: part.state,
    [`${object}s_Synced__c`]: part.synced,
    [`${object}s_Waiting__c`]: part.waiting,
    [`${object}s_Left_Out__c`]: part.leftOut,
    [`${object}s_Left_Out_By_Reason__c`]: JSON.stringify(part.leftOutByReason),
    [`${object}_Issues__c`]: part.issues,
    [`${object}_Progress__c`]: Math.round(part.progress),
  };
}

function issueRecord(row: IssueRow): Fields & { readonly OwnerId: string } {
  return {
    Issue_Key__c: row.key,
    User__c: row.person,
    OwnerId: row.person,
    Object__c: row.object,
    Reason__c: row.reason,
    Number__c: row.number,
    Side__c: row.side === null ? null : row.side === 'salesforce' ? 'Salesforce' : 'Exchange',
    First_Seen__c: row.firstSeen,
    Last_Seen__c: row.lastSeen,
    Settled_At__c: row.settledAt,
    Salesforce_Record_Id__c: row.salesforceId,
    Exchange_Item_Id__c: row.exchangeId,
    Fields__c: joined(row.fields, ', '),
    ...(row.parentKey === null ? {} : { Parent__r: { Issue_Key__c: row.parentKey } }),
  };
}

/** As many whole words as fit, then `…`. */
function joined(words: readonly string[], separator: string): string | null {
  let text = '';
  for (const word of words) {
    const longer = text === '' ? word : text + separator + word;
    if (longer.length > shortTextMax - 2) return `${text} …`;
    text = longer;
  }
  return text === '' ? null : text;
}
