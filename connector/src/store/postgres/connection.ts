// Connections to a PostgreSQL server. Decides about TLS the way Heroku needs it, and reads 64-bit numbers as numbers.
import { PostgresDialect } from 'kysely';
import pg from 'pg';
import { DatabaseError, foreignCode } from '../database-error.js';

export interface StoreLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

interface ConnectionOptions {
  readonly connectionsMax: number;
  /** 0 = no limit. */
  readonly statementTimeoutMs: number;
}

const connectTimeoutMs = 10_000;

/** Reads the address once; each call of the answer makes a pool of its own. */
export function connectPostgres(databaseUrl: string, log: StoreLog): (options: ConnectionOptions) => PostgresDialect {
  const address = readAddress(databaseUrl);
  return ({ connectionsMax, statementTimeoutMs }) => {
    const pool = new pg.Pool({
      ...address,
      max: connectionsMax,
      connectionTimeoutMillis: connectTimeoutMs,
      statement_timeout: statementTimeoutMs,
      application_name: 'exchange-sync',
      types: { getTypeParser: parserOf },
    });
    // Without listeners a server that ends a connection would end this process: the pool hears of idle connections
    // only, and one that is in use is nobody's (twenty of them were cut in ten seconds, and the first was enough). Who
    // uses it hears of it by the failure of the next statement, and the pool replaces the connection by itself.
    pool.on('connect', (client) => {
      client.on('error', (error) => log.warn({ foreignCode: foreignCode(error) }, 'database connection lost'));
    });
    pool.on('error', () => undefined);
    return new PostgresDialect({ pool });
  };
}

/** Counts and times stay far below 2^53. */
const parserOf: typeof pg.types.getTypeParser = (oid, format): unknown =>
  oid === pg.types.builtins.INT8 ? Number : pg.types.getTypeParser(oid, format);

/**
 * The address without its `sslmode`, and what follows from it. `verify-ca` and `verify-full` are left to the driver.
 * Otherwise TLS is used unless the address says `disable` or names this machine, and the server's certificate is not
 * checked: that is what `require` means to PostgreSQL, and Heroku's databases, whose addresses say nothing, sign their
 * own (devcenter.heroku.com, "Connecting to Heroku Postgres").
 */
export function readAddress(databaseUrl: string): Pick<pg.PoolConfig, 'connectionString' | 'ssl'> {
  if (!URL.canParse(databaseUrl)) {
    throw new DatabaseError('DATABASE_UNREACHABLE', {
      remedy: 'DATABASE_URL is not a valid address. It looks like postgres://user:password@host:5432/database.',
    });
  }
  const url = new URL(databaseUrl);
  const sslMode = url.searchParams.get('sslmode');
  if (sslMode?.startsWith('verify-')) return { connectionString: databaseUrl };
  url.searchParams.delete('sslmode');
  const isPlain = sslMode === 'disable' || (sslMode === null && isThisMachine(url));
  return { connectionString: url.href, ssl: isPlain ? false : { rejectUnauthorized: false } };
}

/** Also true for a socket: `postgres:///database?host=/run/postgresql`. */
function isThisMachine(url: URL): boolean {
  const host = url.searchParams.get('host') ?? decodeURIComponent(url.hostname);
  return ['', 'localhost', '127.0.0.1', '[::1]'].includes(host) || host.startsWith('/');
}
