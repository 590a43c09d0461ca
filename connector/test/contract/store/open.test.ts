// Opening the store: the embedded one in a folder that only one process may use, crashes included, and the errors that
// tell how to go on.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openStore } from '../../../src/store/open.js';
import { ada } from './samples.js';

const log = { info: () => {}, warn: () => {} };
const childFile = fileURLToPath(new URL('process.mjs', import.meta.url));
let folder: string;
let child: ChildProcess | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'store-open-'));
});

afterAll(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true });
});

describe('opening the embedded store', () => {
  const dataFolder = () => join(folder, 'made', 'on the way');
  const open = () => openStore({ databaseUrl: null, dataFolder: dataFolder(), log });

  it('makes the folder, and remembers from one start to the next', async () => {
    const first = await open();
    await first.saveScope(ada, { parts: { Contact: { changeSeq: 7 } } });
    await first.close();
    await first.close();
    expect(await readdir(dataFolder())).toEqual(['database']);
    const second = await open();
    expect((await second.readScope(ada))?.parts.Contact.changeSeq).toBe(7);
    await second.close();
  }, 60_000);

  it('is refused while another process uses the folder, and has all that one saved once it was killed', async () => {
    child = fork(childFile, [dataFolder()]);
    expect(await once(child, 'message')).toMatchObject(['saved']);
    await expect(open()).rejects.toMatchObject({
      code: 'DATABASE_IN_USE',
      details: { pid: child.pid },
      remedy: expect.stringContaining(`Process ${child.pid}`),
    });
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const store = await open();
    expect((await store.readScope(ada))?.parts.Contact.changeSeq).toBe(42);
    await store.close();
  }, 60_000);

  it('is refused in the same process too', async () => {
    const store = await open();
    await expect(open()).rejects.toMatchObject({ code: 'DATABASE_IN_USE', details: { pid: process.pid } });
    await store.close();
  });

  it('leaves a database of a newer version alone and says so, and gives the folder back', async () => {
    const newer = await PGlite.create(join(dataFolder(), 'database'));
    await newer.query(`insert into migration (name, timestamp) values ('9999-later', '')`);
    await newer.close();
    for (let start = 1; start <= 2; start += 1) {
      await expect(open()).rejects.toMatchObject({
        code: 'DATABASE_TOO_NEW',
        details: { unknownMigrations: ['9999-later'] },
        remedy: expect.stringContaining('newer version'),
      });
    }
  }, 60_000);

  it('says what to check when the folder is none', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const opening = openStore({ databaseUrl: null, dataFolder: file, log });
    await expect(opening).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      details: { foreignCode: 'EEXIST' },
      remedy: expect.stringContaining(file),
    });
  });
});

describe('opening the store on a server', () => {
  it('says what to check when nobody answers there, and gives no password away', async () => {
    const databaseUrl = `postgres://someone:hunter2@127.0.0.1:${await closedPort()}/data`;
    const error: unknown = await openStore({ databaseUrl, dataFolder: folder, log }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'DATABASE_UNREACHABLE', details: { foreignCode: 'ECONNREFUSED' } });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('hunter2');
  });
});

/** A port that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
