// Killing a connector (kill -9) at a chosen call of a first sync and starting it anew. The calls are chosen by kind, so
// that rare ones (a folder, a describe) are hit as well as the many (batches, collections). KILL_CALLS says how many;
// without it six, for somebody who waits (docs/testing.md).
import { expect } from '@jest/globals';
import type { Call } from '../../../../emulator/src/calls.js';
import { startEmulator, type Emulator, type StartOptions } from '../../../../emulator/src/start.js';
import type { Systems } from '../../../../verify/systems.js';
import { lookAt } from '../../support/look.js';
import { compareBoth, type Outcome } from './both-systems.js';
import { quickestDatabase } from './database.js';
import { startConnector, type ConnectorProcess } from './process.js';

export const killCalls = Number(process.env['KILL_CALLS'] ?? 6);

/** A first sync to be cut off. */
export interface FirstSync {
  /** Of the plain cast. */
  readonly people: NonNullable<StartOptions['plainPeople']>;
  /** Counter of each person's status row, and what it reaches in the end. */
  readonly synced: readonly [field: string, number: number];
  readonly expected: Outcome;
}

interface World {
  readonly emulator: Emulator;
  readonly userIds: readonly string[];
  readonly before: Systems;
}

interface KillPoint {
  readonly kind: string;
  /** The n-th call of its kind, from 1. */
  readonly nth: number;
  /** Before the call is carried out, or after, when its answer is lost. */
  readonly phase: 'before' | 'after';
}

function kindOf(call: Call): string {
  return `${call.isSubRequest ? 'part of a batch: ' : ''}${call.method} ${call.route}`;
}

/** Kills at `killCalls` calls, two at a time; fails at the first one after which anything is not as expected. */
export async function killEverywhere(sync: FirstSync): Promise<void> {
  const points = choosePoints(await callsOfAFirstSync(sync), killCalls);
  expect(points).toHaveLength(killCalls);
  const waiting = [...points];
  let killed = 0;
  const worker = async (): Promise<void> => {
    for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
      const { wasKilled, outcome } = await killAt(sync, point);
      if (wasKilled) killed += 1;
      expect({ point, wasKilled, outcome }).toEqual({ point, wasKilled: true, outcome: sync.expected });
    }
  };
  await Promise.all([worker(), worker()]);
  expect(killed).toBe(killCalls);
}

async function startWorld({ people }: Pick<FirstSync, 'people'>): Promise<World> {
  const emulator = await startEmulator({
    port: 0,
    seed: 11,
    people: 1,
    contacts: 0,
    latencyMs: 0,
    cast: 'plain',
    plainPeople: people,
  });
  const userIds = emulator.people.filter(({ role }) => role === 'rep').map(({ userId }) => userId);
  return { emulator, userIds, before: lookAt(emulator) };
}

function startOn(emulator: Emulator, database: Readonly<Record<string, string>>): ConnectorProcess {
  const quick = { POLL_EVERY_MS: '1000', IN_DOUBT_WAIT_MS: '1000', BETWEEN_RUNS_MS: '100', LEASE_MS: '2000' };
  return startConnector({ ...emulator.environment, ...database, ...quick });
}

/** The status rows say how many are synced; awaited by watching the calls that write them. */
function synced({ emulator, userIds }: World, [field, number]: FirstSync['synced']): Promise<void> {
  const state = field.replace('s_Synced__c', '_State__c');
  const isThere = (): boolean => {
    const rows = emulator.salesforce.dump().objects['Exchange_Sync_Status__c'] ?? [];
    return userIds.every((userId) => {
      const row = rows.find((one) => one['User__c'] === userId);
      // The number is told before the last stamps are written: an end of the first sync as well.
      return Number(row?.[field]) >= number && String(row?.[state]).startsWith('IN_SYNC');
    });
  };
  return new Promise((resolve) => {
    const before = emulator.world.faults.watcher;
    emulator.world.faults.watcher = async (call, phase) => {
      const verdict = before === null ? 'go on' : await before(call, phase);
      if (phase === 'after' && call.route.includes('composite/sobjects') && isThere()) resolve();
      return verdict;
    };
    if (isThere()) resolve();
  });
}

async function callsOfAFirstSync(sync: FirstSync): Promise<readonly Call[]> {
  const world = await startWorld(sync);
  const database = await quickestDatabase();
  const done = synced(world, sync.synced);
  const connector = startOn(world.emulator, database.environment);
  await Promise.race([done, connector.event('NEVER')]);
  const calls = world.emulator.world.calls.since();
  await connector.stop();
  await database.remove();
  await world.emulator.stop();
  return calls;
}

/** Every kind gets its share: first one point of each, then further ones spread over the many. */
function choosePoints(calls: readonly Call[], wanted: number): readonly KillPoint[] {
  const numbers = new Map<string, number>();
  for (const call of calls) numbers.set(kindOf(call), (numbers.get(kindOf(call)) ?? 0) + 1);
  const points: KillPoint[] = [];
  for (let round = 0; points.length < wanted && round < wanted; round += 1) {
    for (const [kind, number] of numbers) {
      if (points.length >= wanted || round >= 2 * number) continue;
      const rounds = Math.ceil(wanted / numbers.size);
      const nth = Math.min(number, 1 + Math.floor(((Math.floor(round / 2) + 0.5) / Math.max(1, rounds / 2)) * number));
      points.push({ kind, nth: Math.max(1, nth), phase: round % 2 === 0 ? 'after' : 'before' });
    }
  }
  return points;
}

async function killAt(
  sync: FirstSync,
  point: KillPoint,
): Promise<{ readonly wasKilled: boolean; readonly outcome: Outcome }> {
  const world = await startWorld(sync);
  const { emulator } = world;
  const database = await quickestDatabase();
  let seen = 0;
  let wasKilled = false;
  const first = startOn(emulator, database.environment);
  emulator.world.faults.watcher = (call, phase) => {
    if (wasKilled || phase !== point.phase || kindOf(call) !== point.kind) return 'go on';
    seen += 1;
    if (seen < point.nth) return 'go on';
    wasKilled = true;
    first.kill();
    return 'cut';
  };
  await Promise.race([first.ended, synced(world, sync.synced)]);
  first.kill();
  await first.ended;
  const done = synced(world, sync.synced);
  const second = startOn(emulator, database.environment);
  await Promise.race([done, second.ended.then(() => Promise.reject(new Error(second.output())))]);
  const outcome = compareBoth(world.before, emulator);
  await second.stop();
  await database.remove();
  await emulator.stop();
  return { wasKilled, outcome };
}
