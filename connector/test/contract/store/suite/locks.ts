// Promises about two who work at the same moment, each brought about on purpose: one transaction is held open while the
// other comes. Only a server with several connections can show them. Part of store.postgres.test.ts.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Kysely, sql } from 'kysely';
import type { EventLink } from '../../../../src/core/link.js';
import type { StorePort } from '../../../../src/ports/store.js';
import { changeLinks } from '../../../../src/store/tables/links.js';
import { changeScope } from '../../../../src/store/tables/scopes.js';
import { withinRun } from '../../../../src/store/postgres/fence.js';
import { replaceFindings } from '../../../../src/store/tables/findings.js';
import { migrate } from '../../../../src/store/migrate.js';
import { packMeetingKey, pack } from '../../../../src/store/postgres/packed.js';
import { createPostgresStore } from '../../../../src/store/postgres/store.js';
import type { Db } from '../../../../src/store/postgres/tables.js';
import { emptyAll, type OpenDatabase } from '../harness.js';
import {
  ada,
  ben,
  eventFinding,
  exchangeEventId,
  foundOn,
  sentRow,
  meetingClaim,
  minuteMs,
  newEventLink,
  nowMs,
  startedRun,
  withEventLinks,
  withMeetings,
} from '../samples.js';

export function lockPromises(open: () => Promise<OpenDatabase>): void {
  describe('two who come to the store at the same moment', () => {
    let database: OpenDatabase;
    let db: Db;
    let store: StorePort;
    beforeAll(async () => {
      database = await open();
      db = new Kysely<unknown>({ dialect: database.dialect });
      await migrate(db);
      store = createPostgresStore(db, async () => {});
    });
    beforeEach(() => emptyAll(db));
    afterAll(async () => {
      await db.destroy();
      await database.close();
    });

    it('do not wait for each other when one claims meetings in another order', async () => {
      const ofAda = await startedRun(store);
      const ofBen = await startedRun(store, ben);
      const claims = [meetingClaim(1), meetingClaim(2)].sort((one, other) =>
        one.meetingKey < other.meetingKey ? 1 : -1,
      );
      const [last, first] = claims.map((claim) => claim.meetingKey) as [string, string];
      const granted = await withinRun(db, ada, ofAda.runNo, async (transaction, personNo) => {
        await take(transaction, personNo, first);
        const claim = store.claimMeetings(ben, ofBen.runNo, claims);
        await someoneWaits(db);
        await take(transaction, personNo, last);
        return { claim };
      });
      expect(await granted?.claim).toEqual(new Set());
    });

    it('do not wait for each other when a run changes a link that is about to be dropped', async () => {
      const past = newEventLink(1, { startsAtMs: nowMs - 9, endsAtMs: nowMs - 1 });
      await withMeetings(store, [meetingClaim(1)]);
      const [link] = (await withEventLinks(store, [past, newEventLink(2)])) as [EventLink];
      const { runNo } = await startedRun(store);
      await withinRun(db, ada, runNo, async (transaction, personNo) => {
        await changeLinks(transaction, personNo, { changedLinks: [link] });
        await store.pruneEventLinks(nowMs);
      });
      expect(await store.links('Event').after(ada, 0, 10)).toMatchObject([past, newEventLink(2)]);
      expect(await store.openMeetings(ada)).toEqual([meetingClaim(1)]);
      await store.pruneEventLinks(nowMs);
      expect(await store.links('Event').after(ada, 0, 10)).toMatchObject([newEventLink(2)]);
      expect(await store.openMeetings(ada)).toEqual([]);
    });

    it('see each other: a run that waits for the commit of the one before starts with what that wrote', async () => {
      const { runNo, leaseUntilMs } = await startedRun(store);
      const started = await withinRun(db, ada, runNo, async (transaction, personNo) => {
        await changeScope(transaction, personNo, { priority: 1, parts: { Event: { cursor: 'written' } } });
        const start = store.startRun(ada, leaseUntilMs ?? 0, minuteMs);
        await someoneWaits(db);
        return { start };
      });
      const scope = await started?.start;
      expect(scope).toMatchObject({ runNo: runNo + 1, priority: 1, parts: { Event: { cursor: 'written' } } });
      expect(await store.readScope(ada)).toEqual(scope);
    });

    it('are told apart: a run that is taken over while it opens a chunk writes down nothing', async () => {
      const { runNo, leaseUntilMs } = await startedRun(store);
      const opened = await db.transaction().execute(async (transaction) => {
        const successor = await createPostgresStore(transaction, async () => {}).startRun(
          ada,
          leaseUntilMs ?? 0,
          minuteMs,
        );
        const open = store.openChunk(ada, runNo, nowMs + 9 * minuteMs, [sentRow(1)]);
        await someoneWaits(db);
        return { open, successor };
      });
      expect(await opened.open).toBe(false);
      expect(await store.sentRows(ada)).toEqual([]);
      expect(await store.readScope(ada)).toEqual(opened.successor);
    });

    it('do not wait for each other when parts are saved while a run writes them', async () => {
      const { runNo } = await startedRun(store);
      const parts = { Contact: { progress: 1 }, Event: { progress: 2 } };
      const saved = await withinRun(db, ada, runNo, async (transaction, personNo) => {
        await changeScope(transaction, personNo, { parts: { Contact: { cursor: 'c' } } });
        const save = store.saveScope(ada, { parts });
        await someoneWaits(db);
        await changeScope(transaction, personNo, { parts: { Event: { cursor: 'e' } } });
        return { save };
      });
      await saved?.save;
      const both = { Contact: { cursor: 'c', progress: 1 }, Event: { cursor: 'e', progress: 2 } };
      expect((await store.readScope(ada))?.parts).toMatchObject(both);
    });

    it('are both heard when a finding is woken while a run writes it anew', async () => {
      const { runNo } = await startedRun(store);
      const asleep = eventFinding(1);
      await store.commitRun({ person: ada, runNo, findings: [foundOn(asleep)] });
      const woken = await withinRun(db, ada, runNo, async (transaction, personNo) => {
        await replaceFindings(transaction, personNo, [foundOn({ ...asleep, attempts: 2 })]);
        const wake = store.wakeFindings('Event', asleep.matchKeys, nowMs);
        await someoneWaits(db);
        return { wake };
      });
      expect(await woken?.wake).toEqual([ada]);
      expect(await store.dueFindings(ada, 'Event', nowMs, 10)).toEqual([{ ...asleep, attempts: 2, retryAtMs: nowMs }]);
    });
  });
}

async function take(transaction: Db, personNo: number, key: string): Promise<void> {
  await sql`
    insert into meeting (meeting_key, person_no, exchange_id, begun_at_ms)
    values (${packMeetingKey(key)}, ${personNo}, ${pack(exchangeEventId(1))}, ${nowMs})`.execute(transaction);
}

/** Asks the server until somebody in this database is held up by somebody else. */
async function someoneWaits(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await sql`
      select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
    if (rows.length > 0) return;
  }
}
