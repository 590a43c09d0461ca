// Writes that are written down before they are sent, as far as all objects are alike: the row of one write, when it
// ends, and what is said where nobody can know. Rule: docs/sync-rules.md, "Writes whose end is not known".
import type { SalesforceRow } from '../../core/describe.js';
import type { Outcome } from '../../core/failure.js';
import { limits } from '../../core/limits.js';
import type { SentRow } from '../../core/sent/row.js';
import type { SentVerdict } from '../../core/sent/verdict.js';
import type { ItemRef } from '../../ports/store.js';
import { earlierFindings, findingsFor } from './findings.js';
import type { Commit, PartRun } from './part.js';
import { trailEntry } from './trail.js';

/** What the maker of a row says of its write; the rest is the same for all. */
export type SentWrite = Omit<SentRow, 'id' | 'person' | 'object' | 'attempt' | 'begunAtMs' | 'state'>;

/**
 * `known`: the rows that are stored. A further attempt to make an Exchange item keeps the name that is stamped on it.
 * Of any other write each attempt has a row of its own, for an earlier one may still land.
 */
export function sentRow(run: PartRun, known: readonly SentRow[], write: SentWrite): SentRow {
  const { services, person, object } = run;
  const begunAtMs = services.clock.nowMs();
  const isSame = (row: SentRow): boolean =>
    row.begunAtMs + limits.spentKeptMs > begunAtMs &&
    row.object === object &&
    row.side === write.side &&
    row.kind === write.kind &&
    (row.ids.salesforce ?? write.ids.salesforce) === write.ids.salesforce &&
    (row.ids.exchange ?? write.ids.exchange) === write.ids.exchange;
  const earlier = known.filter(isSame);
  const isStamped = write.kind === 'create' && write.side === 'exchange';
  return {
    ...write,
    ...{ person, object, state: 'open', begunAtMs },
    id: (isStamped ? earlier[0]?.id : undefined) ?? services.newId(),
    attempt: Math.max(0, ...earlier.map(({ attempt }) => attempt)) + 1,
  };
}

/** It was tried so often without an answer that it waits now. */
export function isTriedTooOften(rows: Readonly<Record<string, SentRow>>): boolean {
  return Object.values(rows).some(({ attempt }) => attempt > limits.sentAttemptsMax);
}

/**
 * Success and a definite refusal end a row; silence leaves it open. *Not the version that was read* and *not found* are
 * definite for an only attempt: after an earlier one it may be ourselves who changed the item.
 */
export function hasEnded({ kind, attempt }: SentRow, outcome: Outcome<unknown>): boolean {
  if (outcome.ok) return true;
  const { class: failureClass, isInDoubt, code } = outcome.failure;
  // Our own key is there already: somebody made the record, and that was us.
  if (isInDoubt === true || (kind === 'create' && code === 'DUPLICATE_VALUE')) return false;
  return attempt === 1 || (failureClass !== 'conflict' && failureClass !== 'notFound');
}

/**
 * Of the Salesforce records with the key of a create, the one that it made. One in the recycle bin only where it was
 * made since the write was sent: an older one is the record that it replaces, and has the same key.
 */
export function madeBy({ begunAtMs }: SentRow, records: readonly SalesforceRow[]): SalesforceRow | undefined {
  const isSince = ({ CreatedDate }: SalesforceRow): boolean =>
    typeof CreatedDate === 'string' && Date.parse(CreatedDate) >= begunAtMs - limits.clocksApartMs;
  return records.find((record) => record['IsDeleted'] !== true) ?? records.find((record) => isSince(record));
}

/** Open rows by whether the other system has had time to show what became of them, and those that were judged. */
export function sortedRows(run: PartRun, rows: readonly SentRow[]) {
  const mine = rows.filter(({ object }) => object === run.object);
  const open = mine.filter(({ state }) => state === 'open');
  const spent = mine.filter(({ state }) => state === 'spent');
  const { inDoubtWaitMs } = run.services.tuning;
  return {
    ...{ open, spent },
    due: open.filter(({ begunAtMs }) => begunAtMs + inDoubtWaitMs <= run.startedAtMs),
    toDrop: spent.filter(({ begunAtMs }) => begunAtMs + limits.spentKeptMs <= run.startedAtMs).map(({ id }) => id),
  };
}

export interface JudgedRow {
  readonly row: SentRow;
  readonly verdict: SentVerdict;
  /** Written fields that can be read. */
  readonly fields: readonly string[];
  /** Whoever sees this item is told. */
  readonly item: ItemRef;
}

/** Rows end or are kept for a day, and whoever may have edited an item in doubt is told which fields. */
export async function afterVerdicts(
  run: PartRun,
  judged: readonly JudgedRow[],
): Promise<Required<Pick<Commit, 'endedSent' | 'spentSent' | 'findings' | 'trail'>>> {
  const [spent, ended] = [true, false].map((isSpent) =>
    judged.filter(({ verdict }) => (verdict === 'notDone') === isSpent).map(({ row }) => row.id),
  );
  const doubts = judged.filter(({ verdict }) => verdict === 'unknown');
  const earlier = await earlierFindings(
    run,
    doubts.map(({ item }) => item),
  );
  const reason = 'SENT_IN_DOUBT';
  return {
    ...{ endedSent: ended ?? [], spentSent: spent ?? [] },
    findings: doubts.map(({ item, fields }) => findingsFor(run, earlier, item, [{ reason, fields }])),
    trail: doubts.map(({ row: { side, kind, ids }, fields }) =>
      trailEntry(run, { side, kind, recordId: ids[side] ?? '', fields, reason }),
    ),
  };
}
