// Kysely on the embedded PGlite (Kysely 0.28 brings none). PGlite is one session: whoever wants it waits until the one
// before is done, so transactions run one after the other. Never opens or closes a folder: open.ts does, behind the
// lock.
import type { PGlite } from '@electric-sql/pglite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';

export function pgliteDialect(pglite: PGlite): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(pglite),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  };
}

function createDriver(pglite: PGlite): Driver {
  const connection = createConnection(pglite);
  /** Resolves when the session is free; each user puts its own end in its place. */
  let isFree: Promise<void> = Promise.resolve();
  let setFree: () => void = () => {};
  const command = (text: string) => async () => {
    await connection.executeQuery(CompiledQuery.raw(text));
  };
  return {
    init: async () => {},
    destroy: async () => {},
    async acquireConnection() {
      const before = isFree;
      let done: () => void = () => {};
      isFree = new Promise((resolve) => (done = resolve));
      await before;
      setFree = done;
      return connection;
    },
    async releaseConnection() {
      setFree();
    },
    beginTransaction: command('begin'),
    commitTransaction: command('commit'),
    rollbackTransaction: command('rollback'),
  };
}

function createConnection(pglite: PGlite): DatabaseConnection {
  return {
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      const { rows, affectedRows } = await pglite.query<Row>(sql, [...parameters]);
      return affectedRows === undefined ? { rows } : { rows, numAffectedRows: BigInt(affectedRows) };
    },
    streamQuery() {
      throw new Error('PGlite has no streaming');
    },
  };
}
