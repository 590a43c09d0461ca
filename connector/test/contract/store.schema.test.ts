// What the tables promise by their shape: no place for a name or an address, few bytes a link, an index for every
// question.
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CompiledQuery, Kysely, sql } from 'kysely';
import type { StorePort } from '../../src/ports/store.js';
import { migrate } from '../../src/store/migrate.js';
import { pgliteDialect } from '../../src/store/pglite-dialect.js';
import { createPostgresStore } from '../../src/store/postgres-store.js';
import type { Tables } from '../../src/store/tables.js';
import {
  accountId,
  ada,
  change,
  exchangeId,
  finding,
  foundOn,
  intent,
  newLink,
  nowMs,
  salesforceId,
  startedRun,
  trailEntry,
} from './store.samples.js';

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
  'scope.folder_id': 'Graph id',
  'scope.contact_cursor': 'delta link: names the mailbox by its object id and carries an opaque token',
  'scope.settings_fingerprint': 'hash of settings',
  'scope.mailbox_state': 'code of ours',
  'scope.person_state': 'code of ours',
  'scope.folder_state': 'code of ours',
  'scope.contact_state': 'code of ours',
  'scope.missing_permissions': 'names of permissions',
  'scope.reported_digest': 'hash of a status row, and the keys of the issue rows that were told',
  'link.salesforce_id': 'Salesforce record id',
  'link.account_id': 'Salesforce record id',
  'link.salesforce_version': 'SystemModstamp',
  'link.exchange_id': 'Graph id',
  'link.exchange_version': 'changeKey',
  'link.salesforce_settled': 'keyed hashes',
  'link.exchange_settled': 'keyed hashes',
  'intent.intent_id': 'random id of ours',
  'intent.source_id': 'Salesforce record id or Graph id',
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
const db = new Kysely<Tables>({
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
    const findings = newLinks.map((_, index) => foundOn(finding(first + index, { retryAtMs: nowMs + first + index })));
    await store.commitRun({ person: ada, runNo, newLinks, findings, trail: [trailEntry()] });
    await store.addChanges(
      newLinks.map((_, index) => change(first + index)),
      {},
      nowMs + first,
    );
  }
  await store.beginIntents(ada, runNo, [intent(1), intent(2)]);
  await store.endRun(ada, runNo, nowMs);
  await sql`
    insert into scope (person, due_at_ms, priority, run_no, change_seq, mailbox_state, person_state, folder_state,
      contact_state, missing_permissions, progress)
    select 'colleague ' || number, ${nowMs}::bigint + number, 2, 0, 0, '', '', '', '', '{}', 0
    from generate_series(1, 1000) as number`.execute(db);
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

  it(`take at most ${bytesPerLinkMax} bytes on disk for a link, indexes apart`, async () => {
    const { rows } = await sql<{ bytes: number; number: number }>`
      select pg_table_size('link') as bytes, (select count(*) from link) as number`.execute(db);
    expect(rows[0]?.number).toBe(links);
    expect((rows[0]?.bytes ?? Infinity) / links).toBeLessThanOrEqual(bytesPerLinkMax);
  });
});

describe('the questions of a run', () => {
  const items = [1, 2].map((number) => ({ side: 'exchange', itemId: exchangeId(number) }) as const);
  const questions: readonly (readonly [name: string, index: string, ask: () => Promise<unknown>])[] = [
    ['readScope', 'scope_person_key', () => store.readScope(ada)],
    ['dueScopes', 'scope_due', () => store.dueScopes(nowMs, 10)],
    ['makeDue', 'scope_person_key', () => store.makeDue([ada], nowMs, 1)],
    ['linksByExchangeIds', 'link_exchange', () => store.linksByExchangeIds(ada, [exchangeId(1), exchangeId(2)])],
    ['linksBySalesforceIds', 'link_salesforce', () => store.linksBySalesforceIds(ada, [salesforceId(1)])],
    ['linksByAccounts', 'link_account', () => store.linksByAccounts(ada, [accountId(1)])],
    ['linksAfter', 'link_pkey', () => store.linksAfter(ada, 4_000, 200)],
    ['countLinks', 'link_state_count', () => store.countLinks(ada)],
    ['unstampedLinks', 'link_unstamped', () => store.unstampedLinks(ada, 20)],
    ['peopleLinkedTo (contacts)', 'link_salesforce', () => peopleLinkedTo()],
    ['peopleLinkedTo (accounts)', 'link_account', () => peopleLinkedTo()],
    ['openIntents', 'intent_', () => store.openIntents(ada)],
    ['claimCreates', 'create_claim_until', () => store.claimCreates(ada, ['h'], nowMs, nowMs + 1)],
    ['releaseCreates', 'create_claim_pkey', () => store.releaseCreates(ada, ['h'])],
    ['addChanges', 'salesforce_change_once', () => store.addChanges([change(9_999)], {}, nowMs)],
    ['changesFor', 'salesforce_change_pkey', () => store.changesFor(ada, 4_000, 'owned', 200)],
    ['pruneChanges', 'salesforce_change_seen', () => store.pruneChanges(0)],
    ['openRequests', 'request_claim_open', () => store.openRequests()],
    ['findingsOf', 'finding_pkey', () => store.findingsOf(ada, items)],
    ['dueFindings', 'finding_retry', () => store.dueFindings(ada, nowMs, 20)],
    ['findingsByMatchKeys', 'finding_match_keys', () => store.findingsByMatchKeys(ada, finding(1).matchKeys)],
    ['listFindings', 'finding_reason', () => store.listFindings(ada, 'AMBIGUOUS_MATCH', 50)],
    ['countTrail', 'write_trail_count', () => store.countTrail(ada, 'exchange', 'delete', 0)],
    ['commitRun (findings)', 'finding_pkey', () => commitOneOfEach()],
    ['commitRun (links)', 'link_pkey', () => commitOneOfEach()],
  ];

  it.each(questions)('%s is answered through the index %s', async (_, index, ask) => {
    statements.length = 0;
    await ask();
    const plans = await explain(statements.filter(({ sql }) => /^\s*(select|insert|update|delete|with)/.test(sql)));
    expect(indexesIn(plans)).toContainEqual(expect.stringContaining(index));
    expect(tablesReadWhole(plans)).toEqual([]);
  });

  function peopleLinkedTo(): Promise<unknown> {
    return store.peopleLinkedTo({ contacts: [salesforceId(1)], accounts: [accountId(2)] });
  }

  async function commitOneOfEach(): Promise<void> {
    const [link] = await store.linksAfter(ada, 0, 1);
    const { runNo } = await startedRun(store);
    await store.commitRun({
      person: ada,
      runNo,
      changedLinks: link === undefined ? [] : [link],
      removedLinks: [-1],
      doneIntents: ['none'],
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
