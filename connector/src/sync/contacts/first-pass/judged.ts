// What was found out about writes whose end was not known. Values only: how, is in look-up-creates.ts and
// judge-changes.ts.
import { otherSide, type ContactLink, type NewContactLink } from '../../../core/link.js';
import type { SentRow } from '../../../core/sent/row.js';
import type { Commit } from '../../part/part.js';
import type { Entry, LinkedEntry } from './entries.js';

/** Rows that are not `known` stay open: nothing could be found out. */
export interface Judged {
  readonly entries: readonly Entry[];
  /** Pairs of which both halves are to be looked at, whatever was noticed of them. */
  readonly judged: readonly LinkedEntry[];
  /** Nothing came of them: the source is met like a new item. */
  readonly again: readonly SentRow[];
  /** Row and memory together, to be committed before anything is planned. */
  readonly changes: Commit;
  readonly known: readonly SentRow[];
}

export const nothingJudged: Judged = { entries: [], judged: [], again: [], changes: {}, known: [] };

/** Id of the record on the other side, which it is made from. */
export function sourceOf({ side, ids }: Pick<SentRow, 'side' | 'ids'>): string {
  return ids[otherSide(side)] ?? '';
}

/** The link that a row is to become, as yet without memory. Versions are unknown, so both halves are read. */
export function linkFrom(row: SentRow, ids: ContactLink['ids']): NewContactLink {
  return {
    ...{ object: 'Contact', person: row.person, ids, memoryKey: row.memoryKey, formVersion: row.formVersion },
    ...{ versions: { salesforce: '', exchange: '' }, state: 'linked' },
    settled: { salesforce: new Uint8Array(), exchange: new Uint8Array() },
    ...{ accountId: null, wasInReach: false, isStamped: row.side === 'exchange', salesforceWrittenAtMs: null },
  };
}
