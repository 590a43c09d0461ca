// Each rule is shown a planted sample that it must find and its harmless neighbour that it must leave alone. The
// samples are put together at run time: written out, they would be findings themselves.
import { describe, expect, it } from '@jest/globals';
import { RULES, findingsIn } from './check-text.mjs';

const body = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQ';
const begin = '-----BEGIN PRIVATE' + ' KEY-----';
const part = 'a'.repeat(24);

/** Rule, a text that it finds, a text that it does not. */
const SAMPLES: readonly (readonly [rule: string, bad: string, good: string])[] = [
  ['a private key', `${begin}\n${body}`, `expected a key that begins with ${begin}`],
  ['a private key', `${begin}\\n${body}`, `${begin}\\n…`],
  ['a signed token', ['eyJ' + part, 'eyJ' + part, part].join('.'), 'eyJ in a sentence'],
  ['a Salesforce session', '00D000000000001' + '!' + 'A'.repeat(60), '00D000000000001 is the id of an org'],
  ['a key of a service', 'AK' + 'IA' + 'A'.repeat(16), 'AK' + 'IA'],
  [
    'a password of a database that is not local',
    'postgres://user:secret' + '@db.corp.com/x',
    'postgres://user:password@127.0.0.1:5432/x postgres://user:password@host/x',
  ],
  ['the address of a package registry', 'https://regis' + 'try.packages.org/x', 'registry.metrics().length'],
  ['a path of one machine', '"/wo' + 'rk/main"', "split(/work/) 'users/work/x' https://example.com/work/x"],
  ['a path of one machine', 'cd /ho' + 'me/ann/exchange-sync', 'the /home of nobody'],
  ['a path of one machine', 'C:\\Us' + 'ers\\ann', '/users/{id}/contacts'],
  ['a mark of unfinished work', '// TO' + 'DO later', 'the to-do list of TODOR'],
  ['a mark of an unfinished merge', '<<<<' + '<<< HEAD', '<<<<<<<'],
  ['a test singled out or skipped', 'it.on' + "ly('x', run)", 'split.only and exit(1)'],
  ['a test singled out or skipped', 'x' + "describe('x', run)", 'describe.each(databases)'],
];

describe('words that must not stay', () => {
  it.each(SAMPLES)('find %s where one was planted and nowhere else', (rule, bad, good) => {
    expect(findingsIn({ file: 'src/x.test.ts', text: `first\n${bad}\n` })).toEqual([
      { file: 'src/x.test.ts', line: 2, rule },
    ]);
    expect(findingsIn({ file: 'src/x.test.ts', text: `first\n${good}\n` })).toEqual([]);
  });

  it('have a planted sample for every rule', () => {
    expect(new Set(SAMPLES.map(([rule]) => rule))).toEqual(new Set(RULES.map(({ name }) => name)));
  });

  it('speak of tests in tests only', () => {
    expect(findingsIn({ file: 'src/filter.ts', text: 'test.on' + 'ly' })).toEqual([]);
  });
});
