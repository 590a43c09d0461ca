import { describe, expect, it } from '@jest/globals';
import { hasher, linkOf } from '../../../test/support/contacts.js';
import { contactTable } from '../contact/canonical.js';
import type { ContactValues } from '../contact/model.js';
import type { SettledHashes } from '../link.js';
import { judgeRow, type SentCase } from './judge.js';
import { sentHashes } from './memory.js';
import type { SentRow } from './row.js';

const link = linkOf({ Title: 'old' });
const item = hasher.forItem(link.memoryKey);

/** An update of the Exchange contact that sent this; Salesforce said the same. */
function row(sent: ContactValues): SentRow {
  const written = Object.keys(sent) as (keyof ContactValues)[];
  return {
    ...{ id: 'w', person: link.person, object: 'Contact', side: 'exchange', kind: 'update', linkId: link.id },
    ...{ ids: link.ids, memoryKey: link.memoryKey, attempt: 1, begunAtMs: 0, formVersion: 1, baseVersion: 'before' },
    ...{ state: 'open', ...sentHashes(contactTable, item, { sent, source: sent, written }) },
  };
}

/** The verdict where the item reads this now, and somebody has edited it since it was read. */
function verdict(
  sent: ContactValues,
  now: ContactValues,
  old: SettledHashes | null = link.settled.exchange,
  more: Partial<Pick<SentCase<keyof ContactValues>, 'spent'>> = {},
  ofRow: Partial<SentRow> = {},
) {
  const seen = { record: 'there', version: 'after', modifiedAtMs: null, write: null, values: now } as const;
  const given = {
    row: { ...row(sent), ...ofRow },
    old,
    spent: [],
    seen,
    conflict: 'other',
    waitMs: 60_000,
    ...more,
  } as const;
  return judgeRow(contactTable, item, given)?.verdict ?? 'unread';
}

describe('a write whose item was edited since', () => {
  it.each([
    ['what was sent', { Title: 'new' }, 'done'],
    ['what was there before', { Title: 'old' }, 'notDone'],
    ['a third value', { Title: 'third' }, 'unknown'],
    ['nothing that can be read', {}, 'unread'],
  ] as const)('is judged by %s', (_, now, expected) => {
    expect(verdict({ Title: 'new' }, now)).toBe(expected);
  });

  it('is told by no field where its hashes are of another form', () => {
    expect(verdict({ Title: 'new' }, { Title: 'new' }, undefined, {}, { formVersion: 99 })).toBe('unknown');
  });

  it('is judged by one field for all: a write is all or nothing', () => {
    expect(verdict({ Title: 'new', Department: 'Lab' }, { Title: 'third', Department: 'Lab' })).toBe('done');
  });

  it('is told from an earlier one of ours that was found not carried out', () => {
    expect(verdict({ Title: 'new' }, { Title: 'spent' }, undefined, { spent: [row({ Title: 'spent' })] })).toBe(
      'notDone',
    );
  });

  it.each([
    ['the two never met', null],
    ['the field was never settled', link.settled.exchange],
  ])('takes nothing for deleted where %s: what only one side has stays', (_, old) => {
    expect(verdict({ MobilePhone: '030 1001' }, { MobilePhone: '' }, old)).toBe('notDone');
  });
});
