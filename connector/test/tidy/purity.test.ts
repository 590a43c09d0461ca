// Nothing but config.ts reads the environment, and the core has neither clock nor chance.
import { describe, expect, it } from '@jest/globals';
import { environmentFindings, purityFindings } from './purity.js';
import { sources } from './sources.js';

describe('the sources of the connector', () => {
  it('read the environment in config.ts alone', () => {
    expect(environmentFindings(sources())).toEqual([]);
  });

  it('keep the core free of clock, chance, timers and everything outside', () => {
    expect(purityFindings(sources())).toEqual([]);
  });
});

describe('a look at the environment', () => {
  const inFile = (file: string, text: string): string[] =>
    environmentFindings([{ file, text }]).map(({ what }) => what);

  it.each([
    ['process.env.PORT', 'process.env'],
    ['process["env"].PORT', 'process[…]'],
    ['const { env } = process', 'env of process'],
    ["import { env } from 'node:process'", 'env of node:process'],
  ])('as %s is found', (text, what) => {
    expect(inFile('connector/src/sync/run.ts', text)).toEqual([what]);
  });

  it('is left alone in config.ts, in tests, and in a comment', () => {
    expect(inFile('connector/src/config.ts', 'process.env.PORT')).toEqual([]);
    expect(inFile('connector/src/config.test.ts', 'process.env.PORT')).toEqual([]);
    expect(inFile('connector/src/main.ts', '// never process.env here\nprocess.exit(1)')).toEqual([]);
  });
});

describe('a core that reaches outside', () => {
  const inCore = (text: string): string[] =>
    purityFindings([{ file: 'connector/src/core/x.ts', text }]).map(({ what }) => what);

  it.each([
    ['const now = Date.now()', 'Date.now'],
    ['const now = new Date()', 'new Date()'],
    ['const die = Math.random()', 'Math.random'],
    ['console.log(1)', 'console'],
    ['setTimeout(run, 1)', 'setTimeout'],
    ['const id = crypto.randomUUID()', 'crypto'],
    ['export const key = globalThis.key', 'globalThis'],
  ])('by %s is found', (text, what) => {
    expect(inCore(text)).toEqual([what]);
  });

  it('is not one that has a word for such a thing', () => {
    const text =
      "const day = new Date('2026-01-01');\ninterface X { process: string }\nconst y = { console: 1 };\nx.fetch;";
    expect(inCore(text)).toEqual([]);
  });
});
