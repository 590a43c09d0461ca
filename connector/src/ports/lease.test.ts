import { describe, expect, it } from '@jest/globals';
import { isLeaseOver, Lease, underLease } from './lease.js';

const lengthMs = 120_000;

function clocks() {
  const now = { date: 1_000_000, elapsed: 5_000 };
  const port = { nowMs: () => now.date, elapsedMs: () => now.elapsed };
  const pass = (ms: number): void => void Object.assign(now, { date: now.date + ms, elapsed: now.elapsed + ms });
  return { now, port, pass };
}

describe('a write under a lease', () => {
  it.each([
    [lengthMs - 1, false],
    [lengthMs, true],
  ])('is held back: %d ms after it began: %s', async (passedMs, expected) => {
    const { port, pass } = clocks();
    const lease = new Lease(port, lengthMs);
    pass(passedMs);
    expect(await underLease(lease, () => Promise.resolve(isLeaseOver()))).toBe(expected);
  });

  it('goes out where there is no run at all', () => {
    expect(isLeaseOver()).toBe(false);
  });

  it('is not held back by the lease of somebody else', async () => {
    const { port, pass } = clocks();
    const old = new Lease(port, lengthMs);
    pass(lengthMs);
    const fresh = new Lease(port, lengthMs);
    const ask = (lease: Lease): Promise<boolean> =>
      underLease(lease, async () => {
        await Promise.resolve();
        return isLeaseOver();
      });
    expect(await Promise.all([ask(old), ask(fresh)])).toEqual([true, false]);
  });
});

describe('a lease', () => {
  it('ends in time although the date was set back', () => {
    const { now, port, pass } = clocks();
    const lease = new Lease(port, lengthMs);
    pass(lengthMs);
    now.date -= 3_600_000;
    expect(lease.isOver()).toBe(true);
  });

  it('ends in time although the machine slept', () => {
    const { now, port } = clocks();
    const lease = new Lease(port, lengthMs);
    now.date += lengthMs;
    expect(lease.isOver()).toBe(true);
  });

  it('is lengthened from before the statement that renews it', async () => {
    const { port, pass } = clocks();
    const lease = new Lease(port, lengthMs);
    pass(lengthMs - 1);
    await lease.renewedBy(() => Promise.resolve(pass(30_000)));
    pass(lengthMs - 30_001);
    expect(lease.isOver()).toBe(false);
    pass(1);
    expect(lease.isOver()).toBe(true);
  });

  it('is not lengthened by a statement that failed', async () => {
    const { port, pass } = clocks();
    const lease = new Lease(port, lengthMs);
    pass(lengthMs - 1);
    await expect(lease.renewedBy(() => Promise.reject(new Error('not yours')))).rejects.toThrow('not yours');
    pass(1);
    expect(lease.isOver()).toBe(true);
  });
});
