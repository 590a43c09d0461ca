import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockFolder } from './folder-lock.js';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folder-lock-'));
  file = join(folder, 'lock');
});

afterEach(() => rm(folder, { recursive: true }));

/** Id of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

const holder = (pid: number, more: object = {}) => JSON.stringify({ pid, startedAt: '', machine: hostname(), ...more });

describe('locking a folder', () => {
  it('lets one in, names it to the next one with what to do, and lets the next one in after the release', async () => {
    const lock = await lockFolder(file);
    await expect(lockFolder(file)).rejects.toMatchObject({
      code: 'DATABASE_IN_USE',
      details: { pid: process.pid, file },
      remedy: expect.stringContaining(`kill ${process.pid}`),
    });
    await lock.release();
    const next = await lockFolder(file);
    await next.release();
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('takes over from a process that is gone', async () => {
    await writeFile(file, holder(await deadPid()));
    const lock = await lockFolder(file);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
  });

  // Only Linux tells such a process from a living one.
  if (process.platform === 'linux') {
    it('takes over from a killed process whose parent has not noticed yet', async () => {
      // The shell starts a child, then becomes a program that never asks after it.
      const parent = spawn('sh', ['-c', "sh -c 'echo $$; kill -9 $$' & exec sleep 60"]);
      const ended = once(parent, 'exit');
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = Number(line.toString());
      while (!/^\d+ \(.*\) Z /.test(await readFile(`/proc/${pid}/stat`, 'utf8'))) await setImmediate();
      await writeFile(file, holder(pid));
      await (await lockFolder(file)).release();
      parent.kill('SIGKILL');
      await ended;
    });
  }

  it('takes over when another process has got the process id of the dead one', async () => {
    await writeFile(file, holder(process.pid, { startedAt: 'an earlier boot 4711' }));
    await (await lockFolder(file)).release();
  });

  it('respects a living process of another user (process 1 may not be signalled by an ordinary one)', async () => {
    await writeFile(file, holder(1));
    await expect(lockFolder(file)).rejects.toMatchObject({ code: 'DATABASE_IN_USE', details: { pid: 1 } });
  });

  it('never judges a process of another machine: it asks', async () => {
    await writeFile(file, holder(await deadPid(), { machine: 'elsewhere' }));
    const refusal = { code: 'DATABASE_IN_USE', remedy: expect.stringContaining(`delete ${file}`) };
    await expect(lockFolder(file)).rejects.toMatchObject(refusal);
  });

  it('takes over a file that was left half written', async () => {
    await writeFile(file, '{"pid":');
    await (await lockFolder(file)).release();
  });

  it('goes on when a crash left the guard of a take-over behind', async () => {
    await writeFile(file, holder(await deadPid()));
    await mkdir(`${file}.clearing`);
    await utimes(`${file}.clearing`, 0, 0);
    await (await lockFolder(file)).release();
  });

  it('lets exactly one of many in that take over at the same time', async () => {
    await writeFile(file, holder(await deadPid()));
    const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(file)));
    const got = tries.filter((one) => one.status === 'fulfilled');
    expect(got).toHaveLength(1);
    for (const one of tries)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'DATABASE_IN_USE' });
    await got[0]?.value.release();
  });

  it('does not release a lock that another one has taken over', async () => {
    const lock = await lockFolder(file);
    await writeFile(file, holder(1));
    await lock.release();
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({ pid: 1 });
  });
});
