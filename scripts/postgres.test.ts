// A server of our own must answer to us alone, and be gone with its data afterwards, also when its owner was killed.
// Where no server can be had there is a reason to give; `npm test` in CI fails there.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { NoPostgres, startPostgres } from './postgres.mjs';

async function connectTo(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client;
}

async function dataFolderOf(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
  return rows[0]?.data_directory ?? '';
}

describe('a PostgreSQL of our own', () => {
  it('makes databases for who knows the password, refuses others, and is gone with its data after stop', async () => {
    const server = await startPostgres().catch((error: unknown) => error);
    if (server instanceof NoPostgres) return expect(server.message).toMatch(/not found|runs as root|failed|Linux/);
    const { url, stop } = server as Awaited<ReturnType<typeof startPostgres>>;
    const client = await connectTo(url);
    const folder = await dataFolderOf(client);
    await client.query('CREATE DATABASE one_suite');
    await client.end();
    expect(existsSync(folder)).toBe(true);
    await expect(connectTo(url.replace(/:[^:@]+@/, ':wrong@'))).rejects.toThrow('password');
    await stop();
    await stop();
    await expect(connectTo(url)).rejects.toThrow('ECONNREFUSED');
    expect(existsSync(folder)).toBe(false);
  });

  it('ends when the process that asked for it is killed', async () => {
    const program = fileURLToPath(new URL('./postgres.mjs', import.meta.url));
    const owner = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'ignore'] });
    const lines: string[] = [];
    for await (const line of createInterface(owner.stdout)) if (lines.push(line) === 2) break;
    const url = lines[1];
    if (url === undefined)
      return expect(await startPostgres().catch((error: unknown) => error)).toBeInstanceOf(NoPostgres);
    const client = await connectTo(url);
    client.on('error', () => undefined); // the server says goodbye with an error
    const closed = new Promise((resolve) => client.once('end', () => resolve(undefined)));
    owner.kill('SIGKILL');
    await closed;
    await expect(connectTo(url)).rejects.toThrow();
  });
});
