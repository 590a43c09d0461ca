// Brings a database to the newest tables. Two processes that start together take turns (Kysely's migrator holds an
// advisory lock); either all outstanding migrations are done or none. A database that a newer version has migrated is
// refused, never touched.
import { type Kysely, Migrator, sql } from 'kysely';
import { BrokenAssumption } from '../core/failure.js';
import { DatabaseError } from './database-error.js';
import * as first from './migrations/0001-first.js';
import * as events from './migrations/0002-events.js';
import * as oneFrame from './migrations/0003-one-frame.js';
import * as memoryOfWhatIsSent from './migrations/0004-memory-of-what-is-sent.js';

/** In the order of their names. A released one never changes. */
const migrations = {
  '0001-first': first,
  '0002-events': events,
  '0003-one-frame': oneFrame,
  '0004-memory-of-what-is-sent': memoryOfWhatIsSent,
};

export async function migrate<Any>(db: Kysely<Any>): Promise<void> {
  await refuseNewer(db);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableName: 'migration',
    migrationLockTableName: 'migration_lock',
  });
  const { error } = await migrator.migrateToLatest();
  if (error === undefined) return;
  // Another process of a newer version may have been quicker.
  await refuseNewer(db);
  throw error instanceof Error ? error : new BrokenAssumption('MIGRATION_FAILED', { cause: error });
}

async function refuseNewer<Any>(db: Kysely<Any>): Promise<void> {
  const table = await sql<{ name: string | null }>`select to_regclass('migration')::text as name`.execute(db);
  if (table.rows[0]?.name == null) return;
  const done = await sql<{ name: string }>`select name from migration`.execute(db);
  const unknown = done.rows.map((row) => row.name).filter((name) => !Object.hasOwn(migrations, name));
  if (unknown.length === 0) return;
  throw new DatabaseError('DATABASE_TOO_NEW', {
    remedy:
      'A newer version of this service has used this database. ' +
      'Start that version again, or point this one at a database of its own.',
    details: { unknownMigrations: unknown.sort() },
  });
}
