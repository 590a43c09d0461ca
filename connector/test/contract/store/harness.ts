// A store on a database that is emptied before every test.
import { Kysely, sql, type Dialect } from 'kysely';
import { migrate } from '../../../src/store/migrate.js';
import { createPostgresStore } from '../../../src/store/postgres/store.js';
import type { Db } from '../../../src/store/postgres/tables.js';
import type { StoreHarness } from './contract.js';

export interface OpenDatabase {
  readonly dialect: Dialect;
  close(): Promise<void>;
}

export function harnessOn(open: () => Promise<OpenDatabase>): StoreHarness {
  let database: OpenDatabase;
  let db: Db;
  return {
    async start() {
      database = await open();
      db = new Kysely<unknown>({ dialect: database.dialect });
      await migrate(db);
    },
    async fresh() {
      await emptyAll(db);
      return createPostgresStore(db, async () => {});
    },
    async stop() {
      await db.destroy();
      await database.close();
    },
  };
}

export async function emptyAll(db: Db): Promise<void> {
  await sql`
    truncate installation, scope, scope_part, link, meeting, sent, finding, write_trail, create_claim,
      request_claim, change_cursor, salesforce_change restart identity`.execute(db);
  await sql`update change_log set last_seq = 0`.execute(db);
}
