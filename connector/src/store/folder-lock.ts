// One process at a time in a folder: an embedded database that is opened twice loses data without a word. The lock is a
// file that names its holder; a holder that has died (kill -9 included) is found out by its process id and start time,
// and its lock is taken over at once. Guards processes of one machine; a folder shared between machines or containers
// is never taken over by guessing.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rmdir, stat, unlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { DatabaseError, foreignCode } from './database-error.js';

interface Holder {
  readonly pid: number;
  /** Tells a process from a later one with the same id; '' where the system does not say. */
  readonly startedAt: string;
  readonly machine: string;
  readonly token: string;
}

export interface FolderLock {
  release(): Promise<void>;
}

const retryMs = 50;
/** A file that is still unreadable after so many looks was left half written. */
const looksMax = 20;
/** Clearing a dead holder's lock takes a moment; a guard older than this was left by a crash. */
const guardAgeMaxMs = 5_000;

/** @throws DatabaseError DATABASE_IN_USE with `details.pid`, `details.file` while another process holds it. */
export async function lockFolder(file: string): Promise<FolderLock> {
  const own: Holder = {
    pid: process.pid,
    startedAt: startOf(process.pid),
    machine: hostname(),
    token: randomUUID(),
  };
  for (let looks = 1; ; looks += 1) {
    if (await writeNew(file, JSON.stringify(own))) return { release: () => release(file, own) };
    const text = await readOr(file, '');
    const holder = parseHolder(text);
    if (holder !== null && isAlive(holder)) throw inUse(file, holder);
    if (holder !== null || looks >= looksMax) await clearDead(file, text);
    else await wait(retryMs);
  }
}

/**
 * Only one process clears at a time, and only what it judged: otherwise the second of two would clear the first one's
 * new lock.
 */
async function clearDead(file: string, judged: string): Promise<void> {
  const guard = `${file}.clearing`;
  try {
    await mkdir(guard);
  } catch (error) {
    if (foreignCode(error) !== 'EEXIST') throw error;
    const age = await stat(guard).then(
      (found) => Date.now() - found.mtimeMs,
      () => 0,
    );
    if (age > guardAgeMaxMs) await ignoring('ENOENT', rmdir(guard));
    else await wait(retryMs);
    return;
  }
  try {
    if ((await readOr(file, '')) === judged) await ignoring('ENOENT', unlink(file));
  } finally {
    await rmdir(guard);
  }
}

async function release(file: string, own: Holder): Promise<void> {
  if (parseHolder(await readOr(file, ''))?.token === own.token) await ignoring('ENOENT', unlink(file));
}

async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    const handle = await open(file, 'wx', 0o644);
    await handle.writeFile(text).finally(() => handle.close());
    return true;
  } catch (error) {
    if (foreignCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function parseHolder(text: string): Holder | null {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    return typeof holder?.pid === 'number'
      ? { startedAt: '', machine: '', token: '', ...holder, pid: holder.pid }
      : null;
  } catch {
    return null;
  }
}

function isAlive(holder: Holder): boolean {
  // What runs on another machine cannot be seen from here.
  if (holder.machine !== hostname() && process.platform === 'linux') return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // Not allowed to signal it: it is there, as another user.
    if (foreignCode(error) !== 'EPERM') return false;
  }
  const { startedAt, hasEnded } = stateOf(holder.pid);
  if (hasEnded) return false;
  return holder.startedAt === '' || startedAt === '' || holder.startedAt === startedAt;
}

function startOf(pid: number): string {
  return stateOf(pid).startedAt;
}

/**
 * Of a process that is there or has left its entry behind. `startedAt`: boot and clock tick of its start; '' where the
 * system does not say. `hasEnded`: dead, with no thread left, and only kept for a parent that has not asked for its
 * exit code yet. (Linux: fields 3, 20 and 22 of /proc/…/stat, counted behind the name, which may hold spaces.)
 */
function stateOf(pid: number): { readonly startedAt: string; readonly hasEnded: boolean } {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const isZombie = fields[0] === 'Z' || fields[0] === 'X';
    return { startedAt: `${boot} ${fields[19] ?? ''}`, hasEnded: isZombie && Number(fields[17]) <= 1 };
  } catch {
    return { startedAt: '', hasEnded: false };
  }
}

function inUse(file: string, { pid, machine }: Holder): DatabaseError {
  const goOn =
    machine === hostname()
      ? `End it (kill ${pid}), or set DATABASE_URL or another data folder for this one.`
      : `It runs on ${machine}; if it no longer does, delete ${file} and start again.`;
  return new DatabaseError('DATABASE_IN_USE', {
    remedy: `Process ${pid} uses this database. ${goOn}`,
    details: { pid, machine, file },
  });
}

async function readOr(file: string, otherwise: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: unknown) => {
    if (foreignCode(error) === 'ENOENT') return otherwise;
    throw error;
  });
}

async function ignoring(code: string, work: Promise<void>): Promise<void> {
  await work.catch((error: unknown) => {
    if (foreignCode(error) !== code) throw error;
  });
}
