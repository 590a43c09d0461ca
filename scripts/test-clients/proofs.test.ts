// Lines and counts of proofs: a mistake here could call a client good that failed, or show a secret.
import { describe, expect, it } from '@jest/globals';
import { ProofFailed, runProofs, shortened, sumOf } from './proofs.mjs';

const good = { name: 'works', prove: () => Promise.resolve() };
const bad = {
  name: 'fails',
  prove: () => Promise.reject(new ProofFailed('It ended with 1: sf org display', 'key-of-the-app\nsecond line')),
};
const broken = { name: 'breaks', prove: () => Promise.reject(new Error('no such file')) };

async function said(proofs: (typeof good)[], secrets: string[] = []) {
  const lines: string[] = [];
  const counts = await runProofs(proofs, (line) => lines.push(line), secrets);
  return { lines, counts };
}

describe('proofs of a client', () => {
  it('are counted, and go on after one that failed', async () => {
    const { lines, counts } = await said([good, bad, broken, good]);
    expect(counts).toEqual({ passed: 2, failed: 2 });
    expect(lines.filter((line) => /^(PASS|FAIL)/.test(line))).toEqual([
      'PASS  works',
      'FAIL  fails',
      'FAIL  breaks',
      'PASS  works',
    ]);
  });

  it('show command and output of a failure, without secrets', async () => {
    const { lines } = await said([bad], ['key-of-the-app']);
    expect(lines).toEqual([
      'FAIL  fails',
      '      | It ended with 1: sf org display',
      '      | [cut]',
      '      | second line',
    ]);
  });

  it('are a failure where there are none', async () => {
    expect((await said([])).counts).toEqual({ passed: 0, failed: 1 });
  });

  it('of several clients are added up', () => {
    expect(
      sumOf([
        { passed: 2, failed: 1 },
        { passed: 3, failed: 0 },
      ]),
    ).toEqual({ passed: 5, failed: 1 });
  });
});

describe('a long output', () => {
  it('keeps its beginning and its end', () => {
    const lines = Array.from({ length: 100 }, (_none, index) => `line ${index}`);
    const short = shortened(lines);
    expect(short).toHaveLength(41);
    expect([short[0], short[20], short[40]]).toEqual(['line 0', '… 60 more lines …', 'line 99']);
    expect(shortened(lines.slice(0, 40))).toHaveLength(40);
  });

  it('keeps the beginning of each line', () => {
    expect(shortened(['x'.repeat(500)])[0]).toBe(`${'x'.repeat(400)} …`);
  });
});
