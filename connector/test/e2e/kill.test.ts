// Killed at any call of a first sync (kill -9), started again: nobody doubled, nobody lost, no human step (law P8).
// The calls are chosen by kind, so that rare ones (a folder, a describe) are hit as well as the many (batches,
// collections). KILL_CALLS says how many; unset means 50.
import { describe, expect, it } from '@jest/globals';
import { startEmulator, type Emulator } from '../../../emulator/src/start.js';
import type { Call } from '../../../emulator/src/calls.js';
import { compareSides } from './support/both-sides.js';
import { quickestDatabase } from './support/database.js';
import { startConnector, type ConnectorProcess } from './support/process.js';

const contactsEachWay = 200;
const killCalls = Number(process.env['KILL_CALLS'] ?? 50);

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

async function startWorld(): Promise<{ emulator: Emulator; userId: string }> {
  const emulator = await startEmulator({
    port: 0,
    seed: 11,
    people: 1,
    contacts: 0,
    latencyMs: 0,
    cast: 'plain',
    plainPeople: [{ direction: 'BothWays', salesforceContacts: contactsEachWay, exchangeContacts: contactsEachWay }],
  });
  const userId = emulator.people.find((person) => person.direction === 'BothWays')?.userId ?? '';
  return { emulator, userId };
}

function startOn(emulator: Emulator, database: Readonly<Record<string, string>>): ConnectorProcess {
  const quick = { POLL_EVERY_MS: '1000', IN_DOUBT_WAIT_MS: '1000', BETWEEN_RUNS_MS: '100', LEASE_MS: '2000' };
  return startConnector({ ...emulator.environment, ...database, ...quick });
}

/** The status row of the person says how many are synced; awaited by watching the calls that write it. */
function synced(emulator: Emulator, userId: string, contacts: number): Promise<void> {
  const isThere = (): boolean => {
    const rows = emulator.salesforce.dump().objects['Exchange_Sync_Status__c'] ?? [];
    return rows.some((row) => row['User__c'] === userId && Number(row['Contacts_Synced__c']) >= contacts);
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

async function callsOfAFirstSync(): Promise<readonly Call[]> {
  const { emulator, userId } = await startWorld();
  const database = await quickestDatabase();
  const done = synced(emulator, userId, 2 * contactsEachWay);
  const connector = startOn(emulator, database.environment);
  await Promise.race([done, connector.event('NEVER')]);
  const calls = emulator.world.calls.since();
  await connector.stop();
  await database.remove();
  await emulator.stop();
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

async function killAt(point: KillPoint): Promise<{ wasKilled: boolean; comparison: ReturnType<typeof compareSides> }> {
  const { emulator, userId } = await startWorld();
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
  await Promise.race([first.ended, synced(emulator, userId, 2 * contactsEachWay)]);
  first.kill();
  await first.ended;
  const done = synced(emulator, userId, 2 * contactsEachWay);
  const second = startOn(emulator, database.environment);
  await Promise.race([done, second.ended.then(() => Promise.reject(new Error(second.output())))]);
  const comparison = compareSides(emulator, userId);
  await second.stop();
  await database.remove();
  await emulator.stop();
  return { wasKilled, comparison };
}

describe('a connector that is killed in its first sync', () => {
  it(`doubles and loses nobody, wherever it is killed (${killCalls} calls)`, async () => {
    const points = choosePoints(await callsOfAFirstSync(), killCalls);
    expect(points).toHaveLength(killCalls);
    const waiting = [...points];
    const kinds = new Map<string, number>();
    const worker = async (): Promise<void> => {
      for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
        const { wasKilled, comparison } = await killAt(point);
        if (wasKilled) kinds.set(point.kind, (kinds.get(point.kind) ?? 0) + 1);
        expect({ point, wasKilled, ...comparison }).toEqual({
          point,
          wasKilled: true,
          inFolder: 2 * contactsEachWay,
          inSalesforce: 2 * contactsEachWay,
          doubled: [],
          lost: [],
          different: [],
        });
      }
    };
    await Promise.all([worker(), worker()]);
    expect([...kinds.values()].reduce((sum, number) => sum + number, 0)).toBe(killCalls);
  }, 1_500_000);
});
