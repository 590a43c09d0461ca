// On a real server, because one connection (PGlite) shows no race. TEST_DATABASE_URL names a server where databases may be made; this file makes
// one for itself and drops it. Without the variable it fails in CI and says so elsewhere: it never passes quietly.
import { randomUUID } from 'node:crypto';
import { expect, it } from '@jest/globals';
import pg from 'pg';
import { connectPostgres } from '../../src/store/postgres-connection.js';
import { storeContract } from './store.contract.js';
import { harnessOn, type OpenDatabase } from './store.harness.js';

const serverUrl = process.env['TEST_DATABASE_URL'];

if (serverUrl !== undefined)
  storeContract(
    'on a PostgreSQL server',
    harnessOn(() => freshDatabase(serverUrl)),
  );
else if (process.env['CI'] === undefined) {
  it('was not tried on a PostgreSQL server, because TEST_DATABASE_URL is not set', () => {
    expect(serverUrl).toBeUndefined();
  });
} else {
  it('is tried on a PostgreSQL server in CI', () => {
    throw new Error('TEST_DATABASE_URL is not set: it must name a server where databases may be made');
  });
}

async function freshDatabase(server: string): Promise<OpenDatabase> {
  const name = `store_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, `create database ${name}`);
  const address = new URL(server);
  address.pathname = name;
  const log = { info: () => {}, warn: () => {} };
  const dialect = connectPostgres(address.href, log)({ connectionsMax: 8, statementTimeoutMs: 30_000 });
  return { dialect, close: () => onServer(server, `drop database ${name} with (force)`) };
}

async function onServer(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
