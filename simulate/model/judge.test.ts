// What the model takes for right where two people acted and neither saw the other, and what it never lets pass.
import { describe, expect, it } from '@jest/globals';
import { judgeAtRest, type Judgement } from './judge.js';
import { Pair, type Copy, type Look } from './pair.js';
import type { Rules } from './rules.js';

const usual: Rules = {
  direction: 'BothWays',
  conflict: 'SalesforceWins',
  firstLink: 'LeaveBoth',
  deletedIn: { Salesforce: 'DeleteOtherCopy', Exchange: 'DeleteOtherCopy' },
};
const copy = (Title: string): Copy => ({ place: 'there', values: { Title } });
const looks = (salesforce: string | null, exchange: string | null): Look => ({
  Salesforce: salesforce === null ? [] : [copy(salesforce)],
  Exchange: exchange === null ? [] : [copy(exchange)],
});

function pairWith(rules: Partial<Rules>, ...happens: readonly ((pair: Pair) => void)[]): Pair {
  const pair = new Pair('Anna', { ...usual, ...rules }, ['Title']);
  for (const one of happens) one(pair);
  return pair;
}

const settled = (pair: Pair): void => {
  pair.made('Salesforce', { Title: 'old' });
  pair.connectorDid('Exchange', 'made', { Title: 'old' });
  judgeAtRest(pair, looks('old', 'old'));
};
const conflict = (pair: Pair): void => {
  pair.typed('Salesforce', 'Title', 'S');
  pair.typed('Exchange', 'Title', 'X');
};
const isRight = ({ findings }: Judgement): boolean => findings.length === 0;

describe('the model of a conflict', () => {
  it.each([
    ['SalesforceWins', 'S', 'S', true],
    ['SalesforceWins', 'X', 'X', false],
    ['ExchangeWins', 'X', 'X', true],
    ['ExchangeWins', 'S', 'S', false],
    ['LatestChangeWins', 'X', 'X', true],
    ['LatestChangeWins', 'S', 'X', false],
    ['Ask', 'S', 'X', true],
    ['Ask', 'S', 'S', false],
    ['SalesforceWins', 'old', 'old', false],
  ] as const)('takes %s with "%s" in Salesforce and "%s" in Exchange for right: %s', (rule, one, other, right) => {
    const pair = pairWith({ conflict: rule }, settled, conflict);
    expect(isRight(judgeAtRest(pair, looks(one, other)))).toBe(right);
  });

  it('counts the loser apart where an answer was lost, and the old value never', () => {
    const doubt = (pair: Pair): void => void (pair.isInDoubt = true);
    const lost = judgeAtRest(pairWith({}, settled, conflict, doubt), looks('X', 'X'));
    expect(lost).toMatchObject({ findings: [], undecidable: ['writeInDoubt'] });
    expect(isRight(judgeAtRest(pairWith({}, settled, conflict, doubt), looks('old', 'old')))).toBe(false);
  });
});

describe('the model of one way', () => {
  it('keeps an edit on the target that was made in sight of the source, and lets the source win otherwise', () => {
    const oneWay = { direction: 'SalesforceToExchange' } as const;
    const seen = (pair: Pair): void => pair.typed('Exchange', 'Title', 'X');
    expect(isRight(judgeAtRest(pairWith(oneWay, settled, seen), looks('old', 'X')))).toBe(true);
    expect(isRight(judgeAtRest(pairWith(oneWay, settled, seen), looks('X', 'X')))).toBe(false);
    expect(isRight(judgeAtRest(pairWith(oneWay, settled, conflict), looks('S', 'S')))).toBe(true);
    expect(isRight(judgeAtRest(pairWith(oneWay, settled, conflict), looks('S', 'X')))).toBe(false);
  });

  it('says so at once when the connector writes to the side that it only reads', () => {
    const pair = pairWith({ direction: 'SalesforceToExchange' }, settled);
    expect(pair.connectorDid('Salesforce', 'wrote', { Title: 'old' })).toMatchObject([{ law: 'P3' }]);
  });
});

describe('the model of deletes', () => {
  const deletedInExchange = (pair: Pair): void => pair.deleted('Exchange');
  const editedInSalesforce = (pair: Pair): void => pair.typed('Salesforce', 'Title', 'S');

  it('lets an edit that was not known beat a delete, and nothing else', () => {
    const beaten = pairWith({}, settled, editedInSalesforce, deletedInExchange);
    expect(isRight(judgeAtRest(beaten, looks('S', 'S')))).toBe(true);
    expect(isRight(judgeAtRest(pairWith({}, settled, editedInSalesforce, deletedInExchange), looks(null, null)))).toBe(
      false,
    );
    expect(isRight(judgeAtRest(pairWith({}, settled, deletedInExchange), looks('old', 'old')))).toBe(false);
    expect(isRight(judgeAtRest(pairWith({}, settled, deletedInExchange), looks(null, null)))).toBe(true);
  });

  it('keeps the other copy where deletes are not carried over', () => {
    const keep = { deletedIn: { Salesforce: 'KeepOtherCopy', Exchange: 'KeepOtherCopy' } } as const;
    expect(isRight(judgeAtRest(pairWith(keep, settled, deletedInExchange), looks('old', null)))).toBe(true);
    expect(isRight(judgeAtRest(pairWith(keep, settled, deletedInExchange), looks(null, null)))).toBe(false);
    expect(isRight(judgeAtRest(pairWith(keep, settled, deletedInExchange), looks('old', 'old')))).toBe(false);
  });

  it('keeps the record of a contact that was moved out and deleted there, however often it is judged', () => {
    const outside = { ...looks('old', null), Exchange: [{ ...copy('old'), place: 'outside' as const }] };
    const pair = pairWith({}, settled, (one) => one.moved('outside'));
    expect(isRight(judgeAtRest(pair, outside))).toBe(true);
    pair.deleted('Exchange');
    expect(isRight(judgeAtRest(pair, looks('old', null)))).toBe(true);
    expect(isRight(judgeAtRest(pair, looks('old', null)))).toBe(true);
  });

  it('lets nothing go that nobody deleted, and nothing be there twice', () => {
    expect(isRight(judgeAtRest(pairWith({}, settled), looks('old', null)))).toBe(false);
    const twice = { Salesforce: [copy('old'), copy('old')], Exchange: [copy('old')] };
    expect(isRight(judgeAtRest(pairWith({}, settled), twice))).toBe(false);
  });

  it('counts apart what nothing guards against, and never lets the old value win by that', () => {
    const unguarded = (pair: Pair): void => void (pair.isUnguarded = true);
    const lost = judgeAtRest(pairWith({}, settled, conflict, unguarded), looks('X', 'X'));
    expect(lost).toMatchObject({ findings: [], undecidable: ['editUnguarded'] });
    expect(isRight(judgeAtRest(pairWith({}, settled, conflict, unguarded), looks('old', 'old')))).toBe(false);
    expect(isRight(judgeAtRest(pairWith({}, settled, unguarded), looks(null, null)))).toBe(false);
  });

  it('remembers a value that nobody typed', () => {
    const pair = pairWith({}, settled);
    expect(pair.connectorDid('Exchange', 'wrote', { Title: 'invented' })).toMatchObject([{ law: 'P8' }]);
  });
});
