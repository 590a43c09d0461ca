// What the tables promise by their shape: no place for a name or an address, few bytes a link, an index for every
// question.
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompiledQuery, Kysely, sql } from 'kysely';
import type { SyncObject } from '../../../src/core/model.js';
import type { Links, StorePort } from '../../../src/ports/store.js';
import { migrate } from '../../../src/store/migrate.js';
import { pgliteDialect } from '../../../src/store/postgres/pglite-dialect.js';
import { createPostgresStore } from '../../../src/store/postgres/store.js';
import {
  accountId,
  ada,
  ben,
  change,
  eventFinding,
  exchangeEventId,
  exchangeId,
  finding,
  foundOn,
  sentRow,
  meetingClaim,
  meetingKey,
  minuteMs,
  newEventLink,
  newLink,
  nowMs,
  personId,
  salesforceEventId,
  salesforceId,
  startedRun,
  trailEntry,
  withEventLinks,
} from './samples.js';

const bytesPerLinkMax = 600;
const links = 5_000;

/**
 * Every column that could hold a text, and why none of a person's gets there. A new one fails the test until its reason
 * stands here.
 */
const harmless: Readonly<Record<string, string>> = {
  'installation.installation_id': 'random id of ours',
  'installation.org_id': 'Salesforce org id',
  'installation.tenant_id': 'Entra tenant id',
  'installation.hash_key_fingerprint': 'hash of a key of ours',
  'scope.person': 'Salesforce user id',
  'scope.mailbox_id': 'Entra object id, never an address',
  'scope.mailbox_state': 'code of ours',
  'scope.person_state': 'code of ours',
  'scope.folder_state': 'code of ours',
  'scope.reported_digest': 'hash of a status row',
  'scope.reported_issues': 'keys of the issue rows that were told',
  'scope_part.cursor': 'delta link: object id of the mailbox, a window of time, an opaque token',
  'scope_part.place_id': 'Graph id',
  'scope_part.settings_hash': 'hash of settings',
  'scope_part.access_mask': 'bits',
  'scope_part.state': 'code of ours',
  'scope_part.missing_permissions': 'names of permissions',
  'link.salesforce_id': 'Salesforce record id',
  'link.account_id': 'Salesforce record id',
  'link.meeting_key': 'hash that stands for a meeting',
  'link.memory_key': 'random, or Graph id',
  'link.salesforce_version': 'SystemModstamp',
  'link.exchange_id': 'Graph id',
  'link.exchange_version': 'changeKey',
  'link.salesforce_settled': 'keyed hashes',
  'link.exchange_settled': 'keyed hashes',
  'meeting.meeting_key': 'hash that stands for a meeting',
  'meeting.exchange_id': 'Graph id',
  'sent.sent_id': 'random id of ours',
  'sent.salesforce_id': 'Salesforce record id',
  'sent.exchange_id': 'Graph id',
  'sent.memory_key': 'random, or Graph id',
  'sent.base_version': 'SystemModstamp, changeKey or Salesforce record id',
  'sent.sent': 'keyed hashes',
  'sent.source': 'keyed hashes',
  'finding.item_id': 'Salesforce record id or Graph id',
  'finding.reason': 'code of ours',
  'finding.fields': 'names of fields',
  'finding.version': 'SystemModstamp or changeKey',
  'finding.match_keys': 'keyed hashes',
  'write_trail.asked_by': 'Salesforce record id of a request',
  'write_trail.record_id': 'Salesforce record id or Graph id',
  'write_trail.fields': 'names of fields',
  'write_trail.reason': 'code of ours',
  'create_claim.email_hash': 'keyed hash',
  'request_claim.request_id': 'Salesforce record id of a request',
  'change_cursor.record_id': 'Salesforce record id',
  'salesforce_change.record_id': 'Salesforce record id',
  'salesforce_change.owner_id': 'Salesforce user id',
  'salesforce_change.account_id': 'Salesforce record id',
  'salesforce_change.master_id': 'Salesforce record id',
  'migration.name': 'name of a migration of ours',
  'migration.timestamp': 'time of a migration',
  'migration_lock.id': 'constant of the migrator',
};

const pglite = await PGlite.create();
/** Every statement since it was last emptied. */
const statements: CompiledQuery[] = [];
const db = new Kysely<unknown>({
  dialect: pgliteDialect(pglite),
  log: (event) => {
    statements.push(event.query);
  },
});
let store: StorePort;

beforeAll(async () => {
  await migrate(db);
  store = createPostgresStore(db, async () => {});
  const { runNo } = await startedRun(store);
  for (let first = 0; first < links; first += 200) {
    const newLinks = Array.from({ length: 200 }, (_, index) => newLink(first + index, { isStamped: index % 50 > 0 }));
    const numbers = newLinks.map((_, index) => first + index);
    const retry = (number: number) => ({ retryAtMs: nowMs + number });
    const findings = numbers.flatMap((number) => [
      foundOn(finding(number, retry(number))),
      foundOn(eventFinding(number, retry(number))),
    ]);
    const trail = [trailEntry(), trailEntry({ object: 'Event', side: 'salesforce' })];
    await store.claimMeetings(
      ada,
      runNo,
      numbers.map((number) => meetingClaim(number)),
    );
    const newEventLinks = numbers.map((number) => newEventLink(number));
    const settledMeetings = numbers.filter((number) => number % 50 > 0).map(meetingKey);
    const added = [...newLinks, ...newEventLinks];
    await store.commitRun({ person: ada, runNo, newLinks: added, settledMeetings, findings, trail });
    await store.addChanges(
      newLinks.map((_, index) => change(first + index)),
      {},
      nowMs + first,
    );
  }
  await store.openChunk(ada, runNo, nowMs + minuteMs, [sentRow(1), sentRow(2)]);
  await store.endRun(ada, runNo, nowMs);
  await sql`
    insert into scope (person, due_at_ms, priority, run_no, mailbox_state, person_state, folder_state)
    select 'colleague ' || number, ${nowMs}::bigint + number, 2, 0, '', '', '' from generate_series(1, 1000) as number
  `.execute(db);
  await sql`
    insert into scope_part (person_no, object, change_seq, is_recheck, state, progress, missing_permissions)
    select person_no, object, 0, false, '', 0, '{}'
    from scope cross join unnest(enum_range(null::sync_object)) as object where person like 'colleague%'`.execute(db);
  const ofEvents = sql.raw(`starts_at_ms, ends_at_ms, object, state, form_version, salesforce_id, meeting_key,
    memory_key, salesforce_version, exchange_id, exchange_version, salesforce_settled, exchange_settled`);
  await sql`
    insert into link (person_no, ${ofEvents})
    select colleague.person_no, ${ofEvents}
    from link cross join (select person_no from scope where person like 'colleague%' limit 4) as colleague
    where object = 'Event'`.execute(db);
  await sql`vacuum analyze`.execute(db);
});

afterAll(() => pglite.close());

describe('the tables', () => {
  it('have no column that could hold a name, an address or a text, without a reason why it holds none', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'public'
        and data_type not in ('smallint', 'integer', 'bigint', 'double precision', 'boolean', 'USER-DEFINED')`.execute(
      db,
    );
    expect(rows.map((row) => row.name).sort()).toEqual(Object.keys(harmless).sort());
    // The user-defined types are closed lists.
    const types = await sql<{ kind: string }>`
      select distinct typtype::text as kind from pg_type join information_schema.columns on udt_name = typname
      where table_schema = 'public' and data_type = 'USER-DEFINED'`.execute(db);
    expect(types.rows).toEqual([{ kind: 'e' }]);
  });

  it.each(['Contact', 'Event'] as const)(
    'take few bytes on disk for each link of a %s, indexes apart',
    async (object) => {
      // As they would lie in a table of their own.
      await sql`create temporary table measured (like link)`.execute(db);
      await sql`insert into measured select * from link where object = ${object}`.execute(db);
      const { rows } = await sql<{ bytes: number; number: number }>`
      select pg_table_size('measured') as bytes, (select count(*) from measured) as number`.execute(db);
      await sql`drop table measured`.execute(db);
      const { bytes, number } = rows[0] ?? { bytes: Infinity, number: 0 };
      expect(number).toBeGreaterThanOrEqual(links);
      expect(bytes / number).toBeLessThanOrEqual(bytesPerLinkMax);
    },
  );

  it('demand of each link the details of its object, and none of the other', async () => {
    const broken = [
      'is_stamped = null',
      'was_in_reach = null',
      `meeting_key = ''`,
      'starts_at_ms = 0',
      'ends_at_ms = 0',
    ];
    const ofEvent = ['meeting_key = null', 'starts_at_ms = null', 'ends_at_ms = null', 'is_stamped = false'];
    const all = [
      ...broken.map((change) => ({ object: 'Contact', change })),
      ...[...ofEvent, 'was_in_reach = true', `account_id = ''`].map((change) => ({ object: 'Event', change })),
    ];
    for (const { object, change } of all) {
      const update = sql`update link set ${sql.raw(change)} where object = ${object}`.execute(db);
      await expect(update).rejects.toMatchObject({ constraint: 'link_details' });
    }
  });
});

describe('the questions of a run', () => {
  const items = [finding(1), finding(2)];
  const ofEvents = [eventFinding(1), finding(2)];
  const { matchKeys } = finding(1);
  const lastHours = { startMs: nowMs + links * minuteMs, endMs: nowMs + 2 * links * minuteMs };
  const [contacts, events] = [linksOf('Contact'), linksOf('Event')];
  const savedPart = { priority: 2, parts: { Contact: { progress: 1 } } } as const;
  const forgetAll = { dropTombstones: true, dropMemory: true };
  const questions: readonly (readonly [name: string, index: string, ask: () => Promise<unknown>])[] = [
    ['readScope', 'scope_person_key', () => store.readScope(ada)],
    ['dueScopes', 'scope_due', () => store.dueScopes(nowMs, 10)],
    ['makeDue', 'scope_person_key', () => store.makeDue([ada], nowMs, 1)],
    ['readScope (parts)', 'scope_part_pkey', () => store.readScope(ada)],
    ['saveScope', 'scope_person_key', () => store.saveScope(ada, savedPart)],
    ['saveScope (parts)', 'scope_part_pkey', () => store.saveScope(ada, savedPart)],
    ['startRun', 'scope_person_key', () => startNobody()],
    ['startRun (parts)', 'scope_part_pkey', () => startNobody()],
    ['openChunk', 'scope_person_key', () => store.openChunk(ada, 0, nowMs, [sentRow(1)])],
    ['byExchangeIds', 'link_exchange', () => contacts.byExchangeIds(ada, [exchangeId(1), exchangeId(2)])],
    ['bySalesforceIds', 'link_salesforce', () => contacts.bySalesforceIds(ada, [salesforceId(1)])],
    ['after', 'link_pkey', () => contacts.after(ada, 4_000, 200)],
    ['count', 'link_state', () => contacts.count(ada)],
    ['linksByAccounts', 'link_account', () => store.linksByAccounts(ada, [accountId(1)])],
    ['unstampedLinks', 'link_unstamped', () => store.unstampedLinks(ada, 20)],
    ['peopleLinkedTo (contacts)', 'link_salesforce', () => peopleLinkedTo()],
    ['peopleLinkedTo (accounts)', 'link_account', () => peopleLinkedTo()],
    ['byExchangeIds (events)', 'link_exchange', () => events.byExchangeIds(ada, [exchangeEventId(1)])],
    ['bySalesforceIds (events)', 'link_salesforce', () => events.bySalesforceIds(ada, [salesforceEventId(1)])],
    ['after (events)', 'link_pkey', () => events.after(ada, 4_000, 200)],
    ['count (events)', 'link_state', () => events.count(ada)],
    ['countLinkedEventsIn', 'link_state', () => store.countLinkedEventsIn(ada, lastHours)],
    ['pruneEventLinks', 'link_ended', () => store.pruneEventLinks(nowMs)],
    ['pruneEventLinks (meetings)', 'meeting_pkey', () => pruneOne()],
    ['pruneEventLinks (other links)', 'link_meeting', () => pruneOne()],
    ['forgetLinks', 'link_state', () => inRunOfBen((runNo) => store.forgetLinks(ben, runNo, 'Contact', forgetAll))],
    [
      'forgetLinks (events)',
      'link_state',
      () => inRunOfBen((runNo) => store.forgetLinks(ben, runNo, 'Event', forgetAll)),
    ],
    [
      'forgetLinks (part)',
      'scope_part_pkey',
      () => inRunOfBen((runNo) => store.forgetLinks(ben, runNo, 'Event', forgetAll)),
    ],
    [
      'claimMeetings',
      'scope_person_key',
      () => inRunOfBen((runNo) => store.claimMeetings(ben, runNo, [meetingClaim(1)])),
    ],
    ['openMeetings', 'meeting_open', () => store.openMeetings(ada)],
    ['sentRows', 'sent_pkey', () => store.sentRows(ada)],
    ['claimCreates', 'create_claim_until', () => store.claimCreates(ada, ['h'], nowMs, nowMs + 1)],
    ['releaseCreates', 'create_claim_pkey', () => store.releaseCreates(ada, ['h'])],
    ['addChanges', 'salesforce_change_once', () => store.addChanges([change(9_999)], {}, nowMs)],
    ['changesFor', 'salesforce_change_pkey', () => store.changesFor(ada, 4_000, 'owned', 200)],
    ['pruneChanges', 'salesforce_change_seen', () => store.pruneChanges(0)],
    ['openRequests', 'request_claim_open', () => store.openRequests()],
    ['findingsOf', 'finding_pkey', () => store.findingsOf(ada, items)],
    ['findingsOf (events too)', 'finding_pkey', () => store.findingsOf(ada, ofEvents)],
    ['wakeFindings', 'finding_match_keys', () => store.wakeFindings('Event', matchKeys, nowMs)],
    ['countFindings', 'finding_reason', () => store.countFindings(ada, 'Event')],
    ['dueFindings', 'finding_retry', () => store.dueFindings(ada, 'Contact', nowMs, 20)],
    ['findingsByMatchKeys', 'finding_match_keys', () => store.findingsByMatchKeys(ada, matchKeys)],
    ['listFindings', 'finding_reason', () => store.listFindings(ada, 'Event', 'AMBIGUOUS_MATCH', 50)],
    ['countTrail', 'write_trail_count', () => store.countTrail(ada, 'Event', 'exchange', 'delete', 0)],
    ['deletedByUs', 'write_trail_count', () => store.deletedByUs(ada, 'Event', 'exchange', [exchangeId(1)])],
    ['commitRun (findings)', 'finding_pkey', () => commitOneOfEach()],
    ['commitRun (links)', 'link_pkey', () => commitOneOfEach()],
    ['commitRun (parts)', 'scope_part_pkey', () => commitOneOfEach()],
    ['commitRun (meetings)', 'meeting_pkey', () => commitOneOfEach()],
  ];

  /** The store is opened after the questions have been written down. */
  function linksOf<Object extends SyncObject>(object: Object): Links<Object> {
    return {
      byExchangeIds: (...given) => store.links(object).byExchangeIds(...given),
      bySalesforceIds: (...given) => store.links(object).bySalesforceIds(...given),
      after: (...given) => store.links(object).after(...given),
      count: (...given) => store.links(object).count(...given),
    };
  }

  it.each(questions)('%s is answered through the index %s', async (_, index, ask) => {
    statements.length = 0;
    await ask();
    const plans = await explain(statements.filter(({ sql }) => /^\s*(select|insert|update|delete|with)/.test(sql)));
    expect(indexesIn(plans)).toContainEqual(expect.stringMatching(`^${index}`));
    expect(tablesReadWhole(plans)).toEqual([]);
  });

  /** At a time when most people are due: this person has no row. */
  function startNobody(): Promise<unknown> {
    return store.startRun(personId(9), nowMs + links, 1);
  }

  function peopleLinkedTo(): Promise<unknown> {
    return store.peopleLinkedTo({ contacts: [salesforceId(1)], accounts: [accountId(2)] });
  }

  async function inRunOfBen(work: (runNo: number) => Promise<unknown>): Promise<void> {
    const { runNo } = await startedRun(store, ben);
    await work(runNo);
    await store.endRun(ben, runNo, nowMs);
  }

  async function pruneOne(): Promise<void> {
    await withEventLinks(store, [newEventLink(links, { startsAtMs: nowMs - 9, endsAtMs: nowMs - 1 })]);
    statements.length = 0;
    await store.pruneEventLinks(nowMs);
  }

  async function commitOneOfEach(): Promise<void> {
    const link = await store.links('Contact').after(ada, 0, 1);
    const eventLink = await store.links('Event').after(ada, 0, 1);
    const { runNo } = await startedRun(store);
    await store.commitRun({
      person: ada,
      runNo,
      changedLinks: [...link, ...eventLink],
      removedLinks: [-1],
      scope: savedPart,
      settledMeetings: [meetingKey(1)],
      releasedMeetings: [meetingKey(-1)],
      endedSent: ['none'],
      findings: [foundOn(finding(1))],
    });
    await store.endRun(ada, runNo, nowMs);
  }
});

/** One row, locked or read whole on purpose. */
const tablesOfOneRow = ['change_log', 'installation'];

/** Plans as PostgreSQL makes them when reading a whole table is the last resort: in tests the tables are small. */
async function explain(queries: readonly CompiledQuery[]): Promise<readonly PlanNode[]> {
  await sql`set enable_seqscan = off`.execute(db);
  const plans: PlanNode[] = [];
  for (const query of queries) {
    const explained = CompiledQuery.raw(`explain (format json) ${query.sql}`, [...query.parameters]);
    const { rows } = await db.executeQuery<{ 'QUERY PLAN': readonly { Plan: PlanNode }[] }>(explained);
    plans.push(...rows.flatMap((row) => row['QUERY PLAN'].flatMap(({ Plan }) => nodesOf(Plan))));
  }
  return plans;
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly Plans?: readonly PlanNode[];
}

function nodesOf(plan: PlanNode): readonly PlanNode[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}

function indexesIn(plans: readonly PlanNode[]): readonly (string | undefined)[] {
  return plans.map((node) => node['Index Name']);
}

function tablesReadWhole(plans: readonly PlanNode[]): readonly (string | undefined)[] {
  const whole = plans.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']);
  return whole.filter((name) => !tablesOfOneRow.includes(name ?? ''));
}
