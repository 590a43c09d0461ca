// Opens the store: PostgreSQL where DATABASE_URL names one, else the embedded PGlite in the data folder, locked before
// anything reads it. Brings the tables up to date. Must never let an address of a database out: it holds a password.
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely } from 'kysely';
import type { StorePort } from '../ports/store.js';
import { DatabaseError, foreignCode } from './database-error.js';
import { lockFolder, type FolderLock } from './folder-lock.js';
import { migrate } from './migrate.js';
import { pgliteDialect } from './postgres/pglite-dialect.js';
import { connectPostgres, type StoreLog } from './postgres/connection.js';
import { createPostgresStore } from './postgres/store.js';
import type { Db } from './postgres/tables.js';

export interface StoreOptions {
  /** null = embedded. */
  readonly databaseUrl: string | null;
  /** Used by the embedded database only; made where it does not exist. */
  readonly dataFolder: string;
  readonly log: StoreLog;
}

/**
 * @throws DatabaseError DATABASE_UNREACHABLE (no answer, refused, folder not writable), DATABASE_IN_USE (embedded,
 * `details.pid` holds it),
 *   DATABASE_TOO_NEW (migrated by a newer version). Each says in `remedy` how to go on.
 */
export async function openStore(options: StoreOptions): Promise<StorePort> {
  return options.databaseUrl === null
    ? openEmbedded(options.dataFolder, options.log)
    : openPostgres(options.databaseUrl, options.log);
}

async function openPostgres(databaseUrl: string, log: StoreLog): Promise<StorePort> {
  const connect = connectPostgres(databaseUrl, log);
  try {
    // A connection of its own: bringing tables up to date may take longer than any other statement may.
    const migrating = new Kysely<unknown>({ dialect: connect({ connectionsMax: 1, statementTimeoutMs: 0 }) });
    await migrate(migrating).finally(() => migrating.destroy());
  } catch (error) {
    throw reachable(
      error,
      'Check DATABASE_URL and that the database is running; a server without TLS needs ?sslmode=disable.',
    );
  }
  const db = new Kysely<unknown>({ dialect: connect({ connectionsMax: 8, statementTimeoutMs: 30_000 }) });
  log.info({ database: 'postgres' }, 'database opened');
  return createPostgresStore(db, () => db.destroy());
}

async function openEmbedded(dataFolder: string, log: StoreLog): Promise<StorePort> {
  const folder = resolve(dataFolder);
  const remedy = `Check that this user may write to the folder ${folder} and its disk has room, or set DATABASE_URL.`;
  let lock: FolderLock | null = null;
  let pglite: PGlite | null = null;
  try {
    await mkdir(folder, { recursive: true });
    lock = await lockFolder(join(folder, 'database.lock'));
    pglite = await PGlite.create(join(folder, 'database'));
    const db = new Kysely<unknown>({ dialect: pgliteDialect(pglite) });
    await migrate(db);
    log.info({ database: 'embedded', folder }, 'database opened');
    return createPostgresStore(db, closing(db, pglite, lock));
  } catch (error) {
    await pglite?.close();
    await lock?.release();
    throw reachable(error, remedy);
  }
}

/** The lock goes last: until then the files are ours. Closing twice is closing once. */
function closing(db: Db, pglite: PGlite, lock: FolderLock): () => Promise<void> {
  let closed: Promise<void> | null = null;
  const close = async () => {
    await db.destroy();
    await pglite.close();
    await lock.release();
  };
  return () => (closed ??= close());
}

/**
 * Whatever went wrong while opening, in our words; foreign texts may quote the address and stay behind, their codes go
 * on.
 */
function reachable(error: unknown, remedy: string): DatabaseError {
  if (error instanceof DatabaseError) return error;
  const details = { foreignCode: foreignCode(error) ?? 'UNKNOWN' };
  return new DatabaseError('DATABASE_UNREACHABLE', { remedy, details });
}
