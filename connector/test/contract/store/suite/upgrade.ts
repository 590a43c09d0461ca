// What an upgrade promises: a database that an earlier version had filled keeps every row, in the form of today. Writes
// the old rows by hand, as nothing else knows the old tables any more: here those of the first version, which knew no
// events, in upgrade-one-frame.ts those of the second.
import { describe, expect, it } from '@jest/globals';
import { Kysely, Migrator, sql, type Migration } from 'kysely';
import type { StorePort } from '../../../../src/ports/store.js';
import { migrate } from '../../../../src/store/migrate.js';
import * as first from '../../../../src/store/migrations/0001-first.js';
import * as events from '../../../../src/store/migrations/0002-events.js';
import { newPart, newScope } from '../../../../src/store/new-scope.js';
import { pack } from '../../../../src/store/postgres/packed.js';
import { createPostgresStore } from '../../../../src/store/postgres/store.js';
import type { Db } from '../../../../src/store/postgres/tables.js';
import {
  ada,
  change,
  eventFinding,
  exchangeId,
  finding,
  foundOn,
  newEventLink,
  newLink,
  nowMs,
  salesforceId,
  startedRun,
  trailEntry,
} from '../samples.js';
import type { OpenDatabase } from '../harness.js';
import { fillBeforeOneFrame } from './before-one-frame.js';
import { expectOneFrame } from './upgrade-one-frame.js';

const retrying = finding(1, { retryAtMs: nowMs });

export function upgradePromise(name: string, open: () => Promise<OpenDatabase>): void {
  /** Fills tables of an earlier version, brings them up to date, and looks at what is there. */
  async function upgraded(
    before: Readonly<Record<string, Migration>>,
    fill: (db: Db) => Promise<void>,
    look: (store: StorePort, db: Db) => Promise<void>,
  ): Promise<void> {
    const database = await open();
    const db = new Kysely<unknown>({ dialect: database.dialect });
    await migrateTo(db, before);
    await fill(db);
    await migrate(db);
    await look(
      createPostgresStore(db, async () => {}),
      db,
    );
    await db.destroy();
    await database.close();
  }

  describe(`the upgrade ${name}`, () => {
    it('from the first version keeps every row, reads what was there as contacts, and takes events beside it', () =>
      upgraded({ '0001-first': first }, fill, async (store, db) => {
        await expectOldRows(store);
        await expectRoomForEvents(store);
        await migrate(db);
        expect(await store.links('Event').count(ada)).toEqual({ linked: 1 });
      }));

    it('to one frame keeps every row of contacts and of events, whatever stood in it', () =>
      upgraded({ '0001-first': first, '0002-events': events }, fillBeforeOneFrame, expectOneFrame));
  });
}

async function migrateTo(db: Db, migrations: Readonly<Record<string, Migration>>): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { results = [] } = await migrator.migrateToLatest();
  expect(results.map(({ status }) => status)).toEqual(Object.keys(migrations).map(() => 'Success'));
}

async function fill(db: Db): Promise<void> {
  const link = newLink(1);
  const { fields, matchKeys } = retrying;
  const changed = change(1);
  await sql`
    insert into scope (person, due_at_ms, priority, run_no, contact_cursor, change_seq, mailbox_state, person_state,
      folder_state, contact_state, missing_permissions, progress)
    values (${ada}, ${nowMs}, 2, 7, 'c', 3, 'FOUND', 'OK', 'OK', 'DONE', '{}', 100)`.execute(db);
  await sql`
    insert into link (person_no, state, form_version, was_in_scope, is_stamped, salesforce_id, account_id,
      salesforce_version, exchange_id, exchange_version, salesforce_settled, exchange_settled)
    values (1, ${link.state}, ${link.formVersion}, true, true, ${link.ids.salesforce}, ${link.accountId},
      ${pack(link.versions.salesforce)}, ${pack(link.ids.exchange)}, ${pack(link.versions.exchange)},
      ${link.settled.salesforce}, ${link.settled.exchange})`.execute(db);
  await sql`
    insert into finding (person_no, side, item_id, reason, fields, first_at_ms, last_at_ms, attempts, retry_at_ms,
      version, match_keys)
    values (1, 'exchange', ${pack(retrying.itemId)}, ${retrying.reason}, ${fields}, ${nowMs}, ${nowMs}, 1, ${nowMs},
      ${pack(retrying.version)}, ${matchKeys})`.execute(db);
  await sql`
    insert into write_trail (person_no, at_ms, run_no, asked_by, side, kind, record_id, fields, reason)
    values (1, ${nowMs}, 7, null, 'exchange', 'create', ${pack(exchangeId(1))}, '{LastName}', 'NEW_IN_SALESFORCE')
  `.execute(db);
  await sql`
    insert into change_cursor (object, modified_at_ms, record_id)
    values ('Contact', ${nowMs}, ${salesforceId(1)})`.execute(db);
  await sql`
    insert into salesforce_change (seq, object, record_id, owner_id, account_id, is_deleted, modified_at_ms, seen_at_ms)
    values (4, 'Contact', ${changed.recordId}, ${changed.ownerId}, ${changed.accountId}, false,
      ${Date.parse(changed.modifiedAt)}, ${nowMs})`.execute(db);
}

async function expectOldRows(store: StorePort): Promise<void> {
  const fresh = newScope(ada);
  expect(await store.readScope(ada)).toEqual({
    ...fresh,
    dueAtMs: nowMs,
    runNo: 7,
    evidence: { ...fresh.evidence, mailbox: 'FOUND' },
    parts: { Contact: { ...newPart, cursor: 'c', changeSeq: 3, state: 'DONE', progress: 100 }, Event: newPart },
  });
  const old = { ...newLink(1), memoryKey: newLink(1).ids.exchange };
  expect(await store.links('Contact').after(ada, 0, 10)).toMatchObject([old]);
  expect(await store.findingsOf(ada, [retrying])).toEqual([retrying]);
  expect(await store.findingsByMatchKeys(ada, retrying.matchKeys)).toEqual([retrying]);
  expect(await store.dueFindings(ada, 'Contact', nowMs, 10)).toEqual([retrying]);
  expect(await store.countFindings(ada, 'Event')).toEqual([]);
  expect(await store.countTrail(ada, 'Contact', 'exchange', 'create', 0)).toBe(1);
  expect(await store.countTrail(ada, 'Event', 'exchange', 'create', 0)).toBe(0);
  expect(await store.readChangeCursor('Contact')).toMatchObject({ recordId: salesforceId(1) });
  expect(await store.changesFor(ada, 3, 'none', 10)).toEqual([{ ...change(1), seq: 4 }]);
}

async function expectRoomForEvents(store: StorePort): Promise<void> {
  const namesake = eventFinding(1, { itemId: retrying.itemId });
  const { runNo } = await startedRun(store);
  const commit = {
    newLinks: [newEventLink(1)],
    findings: [foundOn(namesake)],
    trail: [trailEntry({ object: 'Event' })],
  };
  expect(await store.commitRun({ person: ada, runNo, ...commit })).toBe(true);
  expect(await store.findingsOf(ada, [retrying, namesake])).toEqual([retrying, namesake]);
  const cursor = { modifiedAt: change(1).modifiedAt, recordId: '00Q000000000001AAA' };
  await store.addChanges([], { Lead: cursor }, nowMs);
  expect(await store.readChangeCursor('Lead')).toEqual(cursor);
}
