import { describe, expect, it } from '@jest/globals';
import { testClock } from '../../test/support/clock.js';
import { Lanes, wholeLane } from './lanes.js';

/** Work that ends when the test says so. */
function gate() {
  const log: string[] = [];
  const open = new Map<string, () => void>();
  const work = (name: string) => (): Promise<void> => {
    log.push(name);
    return new Promise((resolve) => open.set(name, resolve));
  };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const end = (name: string): Promise<void> => {
    open.get(name)?.();
    return settled();
  };
  return { log, work, end, settled };
}

describe('a lane', () => {
  it('takes four single requests and keeps the fifth waiting', async () => {
    const lanes = new Lanes(testClock());
    const { log, work, end, settled } = gate();
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => lanes.run('m', 1, work(name)));
    await settled();
    expect(log).toEqual(['a', 'b', 'c', 'd']);
    await end('b');
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
    for (const name of ['a', 'c', 'd', 'e']) await end(name);
    await Promise.all(all);
  });

  it('lets a batch wait until it is empty, and nobody overtakes the batch', async () => {
    const lanes = new Lanes(testClock());
    const { log, work, end, settled } = gate();
    const all = [lanes.run('m', 1, work('a')), lanes.run('m', wholeLane, work('batch')), lanes.run('m', 1, work('b'))];
    await settled();
    expect(log).toEqual(['a']);
    await end('a');
    expect(log).toEqual(['a', 'batch']);
    await end('batch');
    expect(log).toEqual(['a', 'batch', 'b']);
    await end('b');
    await Promise.all(all);
  });

  it('is free again after work that failed', async () => {
    const lanes = new Lanes(testClock());
    await expect(lanes.run('m', wholeLane, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    await expect(lanes.run('m', wholeLane, () => Promise.resolve(7))).resolves.toBe(7);
  });

  it('of one mailbox does not slow another, nor does its pause', async () => {
    const clock = testClock();
    const lanes = new Lanes(clock);
    lanes.pause('m', 5_000);
    lanes.pause('m', 1_000);
    expect([lanes.pauseMs('m'), lanes.pauseMs('other')]).toEqual([5_000, 0]);
    clock.advance(4_000);
    expect(lanes.pauseMs('m')).toBe(1_000);
    clock.advance(4_000);
    expect(lanes.pauseMs('m')).toBe(0);
    await expect(lanes.run('other', wholeLane, () => Promise.resolve(1))).resolves.toBe(1);
  });
});
