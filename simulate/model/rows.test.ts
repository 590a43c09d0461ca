// Histories written by hand: for each row of the known ways to lose an edit, that the model calls the bad end bad and
// the right one right. No connector and no emulator here: what both sides show is written down.
import { describe, expect, it } from '@jest/globals';
import { judgeAtRest } from './judge.js';
import type { Copy, Look } from './pair.js';
import { Pair } from './pair.js';
import type { Rules, Side } from './rules.js';

const usual: Rules = {
  direction: 'BothWays',
  conflict: 'SalesforceWins',
  firstLink: 'LeaveBoth',
  deletedIn: { Salesforce: 'DeleteOtherCopy', Exchange: 'DeleteOtherCopy' },
};

interface Row {
  readonly name: string;
  readonly rules?: Partial<Rules>;
  readonly happens: (pair: Pair) => void;
  readonly right: Look;
  readonly bad: Look;
  readonly formats?: boolean;
  /** What the connector does on the way to the bad end, where that could mislead the model. */
  readonly badWay?: (pair: Pair) => void;
}

const copy = (Title: string, place: Copy['place'] = 'there'): Copy => ({ place, values: { Title } });
const both = (title: string): Look => ({ Salesforce: [copy(title)], Exchange: [copy(title)] });
const each = (salesforce: string, exchange: string): Look => ({
  Salesforce: [copy(salesforce)],
  Exchange: [copy(exchange)],
});
const nowhere: Look = { Salesforce: [], Exchange: [] };

/** A contact that was made in Exchange, carried over and judged. */
function settled(pair: Pair): void {
  madeAndCarried(pair, 'Exchange', 'D0');
  expect(judgeAtRest(pair, both('D0')).findings).toEqual([]);
}

function madeAndCarried(pair: Pair, side: Side, value: string): void {
  pair.made(side, { Title: value });
  pair.connectorDid(side === 'Exchange' ? 'Salesforce' : 'Exchange', 'made', { Title: value });
}

function sent(pair: Pair): void {
  settled(pair);
  pair.typed('Exchange', 'Title', 'D1');
  pair.connectorDid('Salesforce', 'wrote', { Title: 'D1' });
  pair.isInDoubt = true;
}

const sentAndEdited = (pair: Pair): void => {
  sent(pair);
  pair.typed('Exchange', 'Title', 'D2');
};

function madeAndEdited(side: Side): (pair: Pair) => void {
  return (pair) => {
    madeAndCarried(pair, side, 'D1');
    pair.isInDoubt = true;
    pair.typed(side, 'Title', 'D2');
  };
}

const rows: readonly Row[] = [
  { name: 'a: an edit after ours was sent', happens: sentAndEdited, right: both('D2'), bad: both('D1') },
  {
    name: 'b: the same under the latest change',
    rules: { conflict: 'LatestChangeWins' },
    happens: sentAndEdited,
    right: both('D2'),
    bad: both('D1'),
  },
  {
    name: 'c: an edit after the record was made',
    happens: madeAndEdited('Exchange'),
    right: both('D2'),
    bad: each('D1', 'D2'),
  },
  {
    name: 'd: the same where Salesforce wins the first link',
    rules: { firstLink: 'Salesforce' },
    happens: madeAndEdited('Exchange'),
    right: both('D2'),
    bad: both('D1'),
  },
  {
    name: 'e: an edit after the item was made',
    happens: madeAndEdited('Salesforce'),
    right: both('D2'),
    bad: each('D2', 'D1'),
  },
  {
    name: 'f: a delete after the edit was sent',
    happens: (pair) => {
      sent(pair);
      pair.deleted('Exchange');
    },
    badWay: (pair) => void pair.connectorDid('Exchange', 'made', { Title: 'D1' }),
    right: nowhere,
    bad: both('D1'),
  },
  {
    name: 'g: an answer that was lost, the other way round',
    rules: { conflict: 'ExchangeWins' },
    happens: (pair) => {
      settled(pair);
      pair.typed('Salesforce', 'Title', 'D1');
      pair.connectorDid('Exchange', 'wrote', { Title: 'D1' });
      pair.isInDoubt = true;
      pair.typed('Salesforce', 'Title', 'D2');
    },
    right: both('D2'),
    bad: both('D1'),
  },
  {
    name: 'h: an edit between our read and our write',
    happens: (pair) => {
      settled(pair);
      pair.typed('Exchange', 'Title', 'D1');
      pair.typed('Salesforce', 'Title', 'E1');
      pair.connectorDid('Salesforce', 'wrote', { Title: 'D1' });
    },
    right: both('E1'),
    bad: both('D1'),
  },
  {
    name: 'i: the source is deleted after the record was made',
    happens: (pair) => {
      madeAndCarried(pair, 'Exchange', 'D1');
      pair.deleted('Exchange');
    },
    right: nowhere,
    bad: { Salesforce: [copy('D1')], Exchange: [] },
  },
  {
    name: 'j: the copy is moved out after it was made',
    happens: (pair) => {
      madeAndCarried(pair, 'Salesforce', 'D1');
      pair.isMakingInDoubt = true;
      pair.moved('outside');
    },
    right: { Salesforce: [copy('D1')], Exchange: [copy('D1', 'outside')] },
    bad: { Salesforce: [copy('D1')], Exchange: [copy('D1', 'outside'), copy('D1')] },
  },
  {
    name: 'k: the org formats what we wrote',
    formats: true,
    happens: (pair) => {
      settled(pair);
      pair.typed('Exchange', 'Title', 'D 1');
      pair.connectorDid('Salesforce', 'wrote', { Title: 'D-1' });
      pair.typed('Exchange', 'Title', 'D 2');
    },
    right: each('D-2', 'D 2'),
    bad: both('D-1'),
  },
  {
    name: 'l: the source is restored after our own delete',
    happens: (pair) => {
      settled(pair);
      pair.deleted('Exchange');
      pair.connectorDid('Salesforce', 'deleted', {});
      pair.restored('Exchange');
    },
    right: both('D0'),
    bad: nowhere,
  },
  {
    name: 'm: refused because of our own earlier attempt',
    happens: sentAndEdited,
    right: both('D2'),
    bad: each('D1', 'D2'),
  },
  {
    name: 'n: memory of an older form',
    happens: (pair) => {
      settled(pair);
      pair.typed('Exchange', 'Title', 'D1');
    },
    right: both('D1'),
    bad: each('D0', 'D1'),
  },
];

describe('the model of what people did', () => {
  const pairOf = ({ rules, formats }: Row): Pair =>
    new Pair(
      'Anna',
      { ...usual, ...rules },
      ['Title'],
      () => (value) => (formats === true ? value.replaceAll(' ', '-') : value),
    );

  it.each(rows)('calls the right end right: $name', (row) => {
    const pair = pairOf(row);
    row.happens(pair);
    expect(judgeAtRest(pair, row.right)).toMatchObject({ findings: [], undecidable: [] });
  });

  it.each(rows)('calls the bad end bad: $name', (row) => {
    const pair = pairOf(row);
    row.happens(pair);
    row.badWay?.(pair);
    const { findings, undecidable } = judgeAtRest(pair, row.bad);
    expect(findings.length).toBeGreaterThan(0);
    expect(undecidable).toEqual([]);
  });
});
