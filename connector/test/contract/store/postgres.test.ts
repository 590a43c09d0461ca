// On a real server, because one connection (PGlite) shows no race. TEST_DATABASE_URL names a server where databases may
// be made; this file makes its own and drops them. Without the variable it fails in CI and says so elsewhere: it never
// passes quietly.
import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { Kysely, sql } from 'kysely';
import pg from 'pg';
import { openStore } from '../../../src/store/open.js';
import { connectPostgres } from '../../../src/store/postgres/connection.js';
import { storeContract } from './contract.js';
import { lockPromises } from './suite/locks.js';
import { upgradePromise } from './suite/upgrade.js';
import { harnessOn, type OpenDatabase } from './harness.js';
import { ada } from './samples.js';

const serverUrl = process.env['TEST_DATABASE_URL'] ?? '';
const log = { info: () => {}, warn: () => {} };

if (serverUrl !== '') testOnServer(serverUrl);
else if (process.env['CI'] === undefined) {
  it('was not tried on a PostgreSQL server, because TEST_DATABASE_URL is not set', () => {
    expect(serverUrl).toBe('');
  });
} else {
  it('is tried on a PostgreSQL server in CI', () => {
    throw new Error('TEST_DATABASE_URL is not set: it must name a server where databases may be made');
  });
}

function testOnServer(server: string): void {
  const open = async (): Promise<OpenDatabase> => {
    const { address, drop } = await freshDatabase(server);
    return { dialect: connectPostgres(address, log)({ connectionsMax: 8, statementTimeoutMs: 30_000 }), close: drop };
  };
  const name = 'on a PostgreSQL server';
  storeContract(name, harnessOn(open));
  upgradePromise(name, open);
  lockPromises(open);

  it('outlives that the server ends a connection while it is in use, and says so', async () => {
    const { address, drop } = await freshDatabase(server);
    const warned: unknown[] = [];
    const counting = { info: () => {}, warn: (details: object) => void warned.push(details) };
    const dialect = connectPostgres(address, counting)({ connectionsMax: 2, statementTimeoutMs: 30_000 });
    const db = new Kysely<unknown>({ dialect });
    const cut = db.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction);
      await onServer(server, `select pg_terminate_backend(${rows[0]?.pid})`);
      await until(() => warned.length > 0);
      await sql`select 1`.execute(transaction);
    });
    await expect(cut).rejects.toThrow();
    expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
    expect(warned).toContainEqual({ foreignCode: '57P01' });
    await db.destroy();
    await drop();
  });

  it('is opened by several processes that start at once, and brought up to date by one of them', async () => {
    const { address, drop } = await freshDatabase(server);
    const start = () => openStore({ databaseUrl: address, dataFolder: '/nowhere', log });
    const stores = await Promise.all([start(), start(), start()]);
    await stores[0]?.saveScope(ada, { parts: { Contact: { changeSeq: 3 } } });
    for (const store of stores) expect((await store.readScope(ada))?.parts.Contact.changeSeq).toBe(3);
    await Promise.all(stores.map((store) => store.close()));
    await drop();
  });
}

async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !isTrue(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function freshDatabase(server: string): Promise<{ readonly address: string; drop(): Promise<void> }> {
  const name = `store_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const address = new URL(server);
  address.pathname = name;
  return { address: address.href, drop: () => onServer(server, `drop database ${name} with (force)`) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
