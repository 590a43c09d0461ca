// The org-wide look for changes: one Composite call, however many people sync. Ids, times and e-mail addresses only
// (which the caller hashes at once); contents are read later, as the person. Composite takes five queries: when
// configurations, assignments and connectors come along, accounts, users and leads wait for the next look (their
// cursors stay). The heartbeat and the settings of the system are no queries.
import { failed, success, type Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import { toInstant, type PersonId } from '../../core/model.js';
import { requestTypeOf, type SyncRequest } from '../../core/requests.js';
import type {
  ChangeCursor,
  ChangeCursors,
  PollAnswer,
  PollWish,
  RowPage,
  SalesforceChange,
  SalesforceRow,
} from '../../ports/salesforce.js';
import type { ApiUsage, Client } from '../client.js';
import { assignmentQuery, assignmentsOf, configurationQuery } from './configurations.js';
import type { PollAccess } from './poll-access.js';
import { allRows, compositeQueries, type QueryText } from '../read/queries.js';
import { idLiteral, select } from '../read/soql.js';
import { connectorQuery, connectorsOf, heartbeatFailure, heartbeatPart, settingsOf, settingsPart } from './system.js';

type ChangedObject = SalesforceChange['object'];

const fieldsOf: Readonly<Record<ChangedObject, readonly string[]>> = {
  Contact: ['OwnerId', 'AccountId', 'IsDeleted', 'MasterRecordId', 'SystemModstamp'],
  Account: ['OwnerId', 'IsDeleted', 'MasterRecordId', 'SystemModstamp'],
  User: ['SystemModstamp'],
  Lead: ['OwnerId', 'IsDeleted', 'MasterRecordId', 'SystemModstamp'],
};

const requestQuery: QueryText = {
  soql: select(
    [
      'Type__c',
      'CreatedById',
      'CreatedDate',
      'User__c',
      'Objects__c',
      'Bring_Back_Removed__c',
      'Settle_Differences_Anew__c',
    ],
    'Exchange_Sync_Request__c',
    // Running ones too: a connector that was stopped in the middle takes its own up again.
    "State__c IN ('Queued', 'Running')",
    `ORDER BY CreatedDate, Id LIMIT ${limits.salesforceRequestsPerPoll}`,
  ),
};

export interface PollParts {
  readonly usage: ApiUsage;
  readonly access: PollAccess;
}

export async function poll(
  client: Client,
  cursors: ChangeCursors,
  include: PollWish,
  { usage, access }: PollParts,
): Promise<Outcome<PollAnswer>> {
  const asked = await ask(client, cursors, include, access);
  if (!asked.ok) return asked;
  const { objects, pages, systemSettings, serverTimeMs } = asked.value;

  // Rows of the last two seconds are left for the next look: a second edit in the same second would carry the same
  // time stamp.
  const settledBeforeMs = (serverTimeMs ?? client.nowMs()) - limits.salesforceModstampSettleMs;
  const found = objects.map((object, index) =>
    changesOf(object, pages[index] ?? emptyPage, cursors[object], settledBeforeMs),
  );
  const [requests = emptyPage, configurations, assignments, connectors] = pages.slice(objects.length);
  const configurationRows = configurations === undefined ? success(null) : await allRows(client, configurations);
  if (!configurationRows.ok) return configurationRows;
  const assigned = assignments === undefined ? success(null) : await allRows(client, assignments);
  if (!assigned.ok) return assigned;
  return success({
    changes: found.flatMap(({ changes }) => changes),
    emails: new Map(found.flatMap(({ emails }) => emails)),
    cursors: { ...cursors, ...Object.fromEntries(objects.map((object, index) => [object, found[index]?.cursor])) },
    hasMore: found.some(({ hasMore }) => hasMore),
    requests: requests.rows.map(requestOf),
    configurationRows: configurationRows.value,
    assignments: assigned.value === null ? null : assignmentsOf(assigned.value),
    systemSettings,
    connectors: connectors === undefined ? null : connectorsOf(connectors.rows),
    apiUsedShare: usage.limit > 0 ? usage.used / usage.limit : null,
  });
}

interface Asked {
  readonly objects: readonly ChangedObject[];
  /** Of the objects, of the requests, and of configurations, assignments and connectors where they were asked for. */
  readonly pages: readonly RowPage[];
  readonly systemSettings: PollAnswer['systemSettings'];
  readonly serverTimeMs: number | null;
}

/** Asks again without what the org keeps from the integration user. Any other refused part refuses the whole. */
async function ask(
  client: Client,
  cursors: ChangeCursors,
  include: PollWish,
  access: PollAccess,
): Promise<Outcome<Asked>> {
  const nowMs = client.nowMs();
  for (;;) {
    const objects = watched(include.configurations, access, nowMs);
    const answer = await compositeQueries(
      client,
      [
        ...objects.map((object) => changeQuery(object, cursors[object], fieldsAsked(object, access, nowMs))),
        requestQuery,
        ...(include.configurations ? [configurationQuery, assignmentQuery, connectorQuery] : []),
      ],
      [...(include.heartbeat === null ? [] : [heartbeatPart(include.heartbeat)]), settingsPart],
    );
    if (!answer.ok) return answer;
    const { before, pages, serverTimeMs } = answer.value;
    const systemSettings = settingsOf(before.at(-1) ?? success(null));
    if (!systemSettings.ok) return systemSettings;
    const heartbeat = before.length > 1 ? before[0] : undefined;
    if (heartbeat?.ok === false) return failed(heartbeatFailure(heartbeat.failure));
    const refused = pages.flatMap((page, index) =>
      page.ok ? [] : [{ object: objects[index] ?? null, failure: page.failure }],
    );
    const [first] = refused;
    if (first === undefined) {
      const read = pages.flatMap((page) => (page.ok ? [page.value] : []));
      return success({ objects, pages: read, systemSettings: systemSettings.value, serverTimeMs });
    }
    const closed = refused.filter(({ object, failure }) => object !== null && access.close(object, failure, nowMs));
    if (closed.length === 0) return failed(first.failure);
  }
}

function watched(withConfigurations: boolean, access: PollAccess, nowMs: number): readonly ChangedObject[] {
  if (withConfigurations) return ['Contact'];
  return ['Contact', 'Account', 'User', ...(access.isOpen('Lead', nowMs) ? (['Lead'] as const) : [])];
}

function fieldsAsked(object: ChangedObject, access: PollAccess, nowMs: number): readonly string[] {
  const isAsked = (object === 'Contact' || object === 'Lead') && access.isOpen(`${object}.Email`, nowMs);
  return isAsked ? [...fieldsOf[object], 'Email'] : fieldsOf[object];
}

const emptyPage: RowPage = { rows: [], next: null };

/**
 * Keyset: everything behind (time, id), oldest first. Nothing is skipped and nothing is read twice, however many share
 * a time.
 */
function changeQuery(
  object: ChangedObject,
  { modifiedAt, recordId }: ChangeCursor,
  fields: readonly string[],
): QueryText {
  const after = idLiteral(recordId === '' ? '000000000000000AAA' : recordId);
  const where = `SystemModstamp > ${modifiedAt} OR (SystemModstamp = ${modifiedAt} AND Id > ${after})`;
  const end = `ORDER BY SystemModstamp, Id LIMIT ${limits.salesforceChangesPerPoll}`;
  return { soql: select(fields, object, where, end), isWithDeleted: object !== 'User' };
}

interface Found {
  readonly changes: readonly SalesforceChange[];
  readonly emails: readonly (readonly [id: string, email: string])[];
  readonly cursor: ChangeCursor;
  readonly hasMore: boolean;
}

function changesOf(object: ChangedObject, page: RowPage, cursor: ChangeCursor, settledBeforeMs: number): Found {
  const changes: SalesforceChange[] = [];
  const emails: [string, string][] = [];
  for (const row of page.rows) {
    const change = changeOf(object, row);
    if (Date.parse(change.modifiedAt) > settledBeforeMs) break;
    changes.push(change);
    const email = textOrNull(row.Email)?.trim().toLowerCase() ?? '';
    if (email !== '') emails.push([row.Id, email]);
  }
  const last = changes.at(-1);
  const isWhole = changes.length === page.rows.length;
  return {
    changes,
    emails,
    cursor: last === undefined ? cursor : { modifiedAt: last.modifiedAt, recordId: last.recordId },
    hasMore: isWhole && (page.next !== null || page.rows.length >= limits.salesforceChangesPerPoll),
  };
}

function changeOf(object: ChangedObject, row: SalesforceRow): SalesforceChange {
  return {
    object,
    recordId: row.Id,
    ownerId: textOrNull(row.OwnerId),
    accountId: textOrNull(row.AccountId),
    isDeleted: row.IsDeleted === true,
    masterId: textOrNull(row.MasterRecordId),
    modifiedAt: toInstant(String(row.SystemModstamp)),
  };
}

function requestOf(row: SalesforceRow): SyncRequest {
  const objects = row.Objects__c;
  return {
    id: row.Id,
    type: requestTypeOf(textOrNull(row.Type__c) ?? ''),
    askedBy: String(row.CreatedById) as PersonId,
    askedAt: toInstant(String(row.CreatedDate)),
    person: textOrNull(row.User__c) as PersonId | null,
    objects: objects === 'Contacts' || objects === 'Events' ? objects : 'Both',
    bringBackRemoved: row.Bring_Back_Removed__c === true,
    settleDifferencesAnew: row.Settle_Differences_Anew__c === true,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
