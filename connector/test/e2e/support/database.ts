// The databases that the connector runs on: the embedded one always, PostgreSQL where TEST_DATABASE_URL names a
// server (`npm test` starts one).
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { temporaryFolder } from './process.js';

export interface TestDatabase {
  /** Variables that make the connector use it. */
  readonly environment: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

export const databases: readonly (readonly [name: string, open: () => Promise<TestDatabase>])[] = [
  ['the embedded database', openEmbedded],
  ...(serverUrl() === null ? [] : [['PostgreSQL', openPostgres] as const]),
];

/** The quickest to start of those that are there. */
export const quickestDatabase = serverUrl() === null ? openEmbedded : openPostgres;

function serverUrl(): string | null {
  return process.env['TEST_DATABASE_URL'] ?? null;
}

async function openEmbedded(): Promise<TestDatabase> {
  const folder = await temporaryFolder();
  return { environment: { DATA_FOLDER: folder.path }, remove: () => folder.remove() };
}

async function openPostgres(): Promise<TestDatabase> {
  const name = `e2e_${randomBytes(6).toString('hex')}`;
  await onServer(`create database ${name}`);
  const url = new URL(serverUrl() ?? '');
  url.pathname = `/${name}`;
  return {
    environment: { DATABASE_URL: url.toString() },
    remove: () => onServer(`drop database if exists ${name} with (force)`),
  };
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() ?? '' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
