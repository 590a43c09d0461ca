import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { limits } from './limits.js';
import { toInstant } from './model.js';
import { claimStep, type ClaimStep, type ConnectorRow, type ConnectorState } from './one-connector.js';

const nowMs = Date.parse('2026-03-02T09:00:00Z');

function row(installationId: string, state: ConnectorState, agoMs = 0): ConnectorRow {
  return { installationId, state, modifiedAt: toInstant(nowMs - agoMs) };
}

describe('one connector alone', () => {
  it('claims with the first look and writes after the second', () => {
    expect(claimStep('waiting', 'a', [row('a', 'WAITING')])).toBe('claiming');
    expect(claimStep('claiming', 'a', [row('a', 'WRITING')])).toBe('holding');
    expect(claimStep('holding', 'a', [row('a', 'WRITING')])).toBe('holding');
  });

  it('waits while its own row cannot be seen', () => {
    expect(claimStep('holding', 'a', [])).toBe('waiting');
  });
});

describe('a second connector', () => {
  it('waits while the first one writes, whoever has the smaller id', () => {
    expect(claimStep('waiting', 'a', [row('a', 'WAITING'), row('b', 'WRITING')])).toBe('waiting');
    expect(claimStep('waiting', 'b', [row('a', 'WRITING'), row('b', 'WAITING')])).toBe('waiting');
  });

  it('does not make the first one give up', () => {
    expect(claimStep('holding', 'b', [row('a', 'WAITING'), row('b', 'WRITING')])).toBe('holding');
  });

  it('takes over when the first one has been silent for long enough, and not before', () => {
    const rows = (agoMs: number): ConnectorRow[] => [row('a', 'WRITING', agoMs), row('b', 'WAITING')];
    expect(claimStep('waiting', 'b', rows(limits.connectorSilentMs))).toBe('waiting');
    expect(claimStep('waiting', 'b', rows(limits.connectorSilentMs + 1_000))).toBe('claiming');
  });

  it('does not wait for one that is off or stopped', () => {
    for (const state of ['OFF', 'STOPPED'] as const) {
      expect(claimStep('waiting', 'b', [row('a', state), row('b', 'WAITING')])).toBe('claiming');
    }
  });
});

/** Each acts in turns of its own; a turn says its row and looks at all of them, as one Composite call does. */
class Fleet {
  readonly #steps = new Map<string, ClaimStep>();
  readonly #rows = new Map<string, ConnectorRow>();

  turn(id: string): void {
    const step = this.#steps.get(id) ?? 'waiting';
    this.#rows.set(id, row(id, step === 'waiting' ? 'WAITING' : 'WRITING'));
    this.#looks.push({ id, rows: [...this.#rows.values()] });
  }

  /** The answer arrives: it may be late, and others may have acted meanwhile. */
  answer(): void {
    const look = this.#looks.shift();
    if (look !== undefined)
      this.#steps.set(look.id, claimStep(this.#steps.get(look.id) ?? 'waiting', look.id, look.rows));
  }

  isUnderWay(id: string): boolean {
    return this.#looks.some((look) => look.id === id);
  }

  holders(): number {
    return [...this.#steps.values()].filter((step) => step === 'holding').length;
  }

  readonly #looks: { readonly id: string; readonly rows: readonly ConnectorRow[] }[] = [];
}

describe('several connectors', () => {
  it('never write at the same time, in whatever order their looks and answers come', () => {
    const move = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.constant('answer'));
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const fleet = new Fleet();
        for (const one of moves) {
          if (one === 'answer') fleet.answer();
          else if (!fleet.isUnderWay(one)) fleet.turn(one);
          expect(fleet.holders()).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('come to one that writes, when they go on looking', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 10 }), (begun) => {
        const fleet = new Fleet();
        const rounds = Array.from({ length: 6 }, () => ['a', 'b', 'c']).flat();
        for (const id of [...begun, ...rounds]) {
          fleet.turn(id);
          fleet.answer();
        }
        expect(fleet.holders()).toBe(1);
      }),
    );
  });
});
